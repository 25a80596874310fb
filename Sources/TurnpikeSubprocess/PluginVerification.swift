#if Subprocess

    import Turnpike
    import TurnpikePlugins
    public import TurnpikeTesting
    import TurnpikeValues

    /// The promises of the plug-in protocol, tried on a program from outside.
    ///
    /// Sample deliveries are made for real: give the plug-in a configuration that leads to a test receiver.
    public struct PluginVerification: Sendable {
        /// What a run found.
        public struct Report: Hashable, Sendable {
            /// What the plug-in says about itself; nil where it did not come so far.
            public var name: String?
            /// The promises that are kept.
            public var kept: [String] = []
            /// The promises that are not.
            public var findings: [ContractFinding] = []
            /// The promises that could not be tried, each with why.
            public var skipped: [ContractFinding] = []
        }

        /// One promise.
        public struct Case: Sendable {
            /// The promise's id, such as `message.unknown_method`.
            public let promise: String
            /// The promise in words.
            public let words: String
            let check: @Sendable (inout PluginTrial) async throws -> Void
        }

        private let command: PluginCommand
        private let samples: HookSamples?
        private let opening: PluginOpening

        /// A verification.
        ///
        /// - Parameters:
        ///   - command: How the plug-in is started; its limits say how long is waited.
        ///   - samples: Requests that it understands; by default made from the first hook that it names.
        public init(_ command: PluginCommand, samples: HookSamples? = nil) {
            self.init(command, samples: samples) { PluginProcess(log: $0) }
        }

        /// A verification of something that plays a process.
        package init(_ command: PluginCommand, samples: HookSamples? = nil, opening: @escaping PluginOpening) {
            self.command = command
            self.samples = samples
            self.opening = opening
        }

        /// All promises, in the order in which they are tried.
        public static let cases: [Case] = startCases + messageCases + deliveryCases + laneCases + endCases

        /// Tries every promise, each with a process of its own.
        ///
        /// - Parameters:
        ///   - promises: The ids of the promises to try; nil means all.
        ///   - progress: Called with each promise before it is tried.
        public func run(
            only promises: Set<String>? = nil,
            progress: @Sendable (Case) -> Void = { _ in }
        ) async -> Report {
            var report = Report()
            for promise in Self.cases where promises?.contains(promise.promise) ?? true {
                progress(promise)
                var trial = PluginTrial(
                    promise: promise.promise,
                    command: command,
                    samples: samples,
                    opening: opening
                )
                do {
                    try await promise.check(&trial)
                } catch let skipped as PluginTrial.Skipped {
                    report.skipped.append(ContractFinding(promise: promise.promise, detail: skipped.reason))
                } catch {
                    trial.found("\(PluginTrial.words(error))")
                }
                await trial.finish()
                report.name = report.name ?? trial.description?.name
                if !trial.findings.isEmpty {
                    report.findings += trial.findings
                    // Nothing else can be tried with a program that does not come up.
                    if trial.description == nil { return report }
                } else if report.skipped.last?.promise != promise.promise {
                    report.kept.append(promise.promise)
                }
            }
            return report
        }
    }

#endif
