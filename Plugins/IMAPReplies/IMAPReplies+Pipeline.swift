import Turnpike
import TurnpikePlugins
public import TurnpikeRuntime
import TurnpikeValues

extension IMAPReplies {
    /// Takes signals into a pipeline of this process, each once for its mail.
    ///
    /// - Parameters:
    ///   - pipeline: Where they are stored.
    ///   - source: The source of their keys, as `IMAPRepliesConfiguration.source`.
    ///   - roles: The roles in which mail acts.
    public static func door(_ pipeline: Pipeline, source: String, roles: [String] = []) -> Take {
        { signal in
            var data: [String: Value] = [:]
            for (name, value) in signal.data.members ?? [] {
                do { data[name] = try ValueCoding.read(value) } catch {
                    throw PluginFailure(.invalidParams, "the value of '\(name)' cannot be read: \(error)")
                }
            }
            let inbound = InboundSignal(
                deal: signal.deal,
                signal: signal.signal,
                data: data,
                source: source,
                messageID: signal.messageID
            )
            do {
                if case .refused(let refusal, _) = try await pipeline.receive(inbound, roles: roles) {
                    throw PluginFailure(.temporary, "the process refuses it: \(refusal.ids.joined(separator: ", "))")
                }
            } catch let error as CommandError {
                throw PluginFailure(.permanent, error.description)
            } catch let error as PipelineError where error.code == .noSuchDeal || error.code == .keyReused {
                throw PluginFailure(.permanent, error.message)
            }
        }
    }
}
