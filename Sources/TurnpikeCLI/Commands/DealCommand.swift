#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// A command that changes one deal.
    protocol DealCommand: AsyncParsableCommand {
        /// The words by which the person names the deal.
        var deal: String { get }
        var common: CommonOptions { get }
        /// What is wanted.
        func action() throws -> Command.Action
        /// The command line as it would be typed again, for suggestions that add to it.
        var commandLine: String { get }
    }

    extension DealCommand {
        /// The command's name with the deal, and the words that matter.
        func line(_ words: String?...) -> String {
            (["turnpike", Self._commandName, ShellWord.quoted(deal)] + words.compactMap { $0.map(ShellWord.quoted) })
                .joined(separator: " ")
        }

        func run() async throws {
            let action = try action()
            let session = try await Session.open(common)
            let deal = try await session.deal(self.deal)
            let actor = try common.identity.actor(in: deal.process)
            let outcome = try await session.pipeline.perform(Command(action), on: deal.id, by: actor)
            try await ChangeReport(common: common, session: session, words: self.deal, commandLine: commandLine)
                .finish(outcome, process: deal.process)
        }
    }

    /// Says what became of a command, and delivers what it caused.
    struct ChangeReport {
        let common: CommonOptions
        let session: Session
        /// The words by which the person named the deal.
        let words: String
        let commandLine: String

        /// Writes the answer; ends with `ExitStatus.refused` where it is a no.
        func finish(_ outcome: Outcome, process: SalesProcess) async throws {
            let style = Console.style
            switch outcome {
            case .refused(let refusal, let deal):
                let suggestion = Suggestion(deal: words, command: commandLine, process: process)
                try common.output.write {
                    RefusalText(style: style, suggestion: suggestion).render(refusal)
                } json: {
                    Document.object([
                        "deal": deal.map { Document.deal($0.state, in: $0.process) },
                        "kind": "refused",
                        "refusal": Document.refusal(refusal, suggestion),
                    ])
                }
                throw Ended(status: .refused)
            case .changed(let deal, let record):
                let delivered = try await deliver(deal)
                try common.output.write {
                    let text = DealText(style: style, process: deal.process, state: deal.state).changed(record)
                    return text + DeliveryText(style: style).render(delivered)
                } json: {
                    Document.object([
                        "deal": Document.deal(deal.state, in: deal.process),
                        "deliveries": Document.deliveries(delivered),
                        "kind": "changed",
                        "record": Document.raw(RecordCoding.encode(record, in: deal.process)),
                    ])
                }
                if !delivered.summary.isClean { throw Ended(status: .failed) }
            case .unchanged(let deal), .repeated(let deal, revision: _):
                try common.output.write {
                    DealText(style: style, process: deal.process, state: deal.state).headline + "   nothing changed\n"
                } json: {
                    Document.object(["deal": Document.deal(deal.state, in: deal.process), "kind": "unchanged"])
                }
            }
        }

        private func deliver(_ deal: Deal) async throws -> DeliveryResult {
            guard !common.delivery.noDeliver else { return DeliveryResult() }
            return try await Delivery.run(session, deal: deal.id, revision: deal.revision)
        }
    }

#endif
