#if CLI

    import Synchronization
    import Turnpike
    import TurnpikeCRM
    import TurnpikeConfiguration
    import TurnpikePlugins
    import TurnpikeRuntime
    import TurnpikeValues

    /// Takes what plug-ins learn from outside into the pipeline, which is made after them.
    final class FrontDoor: Sendable {
        private let pipeline = Mutex<Pipeline?>(nil)

        func open(_ pipeline: Pipeline) { self.pipeline.withLock { $0 = pipeline } }

        /// The pipeline; nil before it is made.
        var opened: Pipeline? { pipeline.withLock { $0 } }

        private let crms = Mutex<[String: CRMConnector]>([:])

        /// The connection to a CRM: one for deliveries, for what is read and for what is received, so that only one of them
        /// works on a deal at a time.
        ///
        /// - Parameters:
        ///   - name: What the configuration calls it.
        ///   - make: Makes it where it is not there yet.
        func connector(_ name: String, _ make: () throws -> CRMConnector) rethrows -> CRMConnector {
            if let known = crms.withLock({ $0[name] }) { return known }
            let made = try make()
            return crms.withLock { crms in
                if let known = crms[name] { return known }
                crms[name] = made
                return made
            }
        }

        /// Stores a plug-in's signal.
        ///
        /// - Throws: `PluginFailure`, permanent where it can never be stored.
        func take(_ signal: PluginSignal, from plugin: PluginSettings) async throws(PluginFailure) {
            guard let pipeline = pipeline.withLock({ $0 }) else {
                throw PluginFailure(.temporary, "the host is not ready for signals yet")
            }
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
                source: plugin.name,
                messageID: signal.messageID,
                occurred: signal.occurred.flatMap { Instant($0) }
            )
            do {
                if case .refused(let refusal, _) = try await pipeline.receive(inbound, roles: plugin.roles) {
                    throw PluginFailure(.temporary, "the process refuses it: \(refusal.ids.joined(separator: ", "))")
                }
            } catch let failure as PluginFailure {
                throw failure
            } catch let error as CommandError {
                throw PluginFailure(.permanent, error.description)
            } catch let error as PipelineError where error.code == .noSuchDeal || error.code == .keyReused {
                throw PluginFailure(.permanent, error.message)
            } catch {
                throw PluginFailure(.temporary, "\(error)")
            }
        }
    }

#endif
