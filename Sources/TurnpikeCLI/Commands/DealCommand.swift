#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// A command that changes one deal.
    protocol DealCommand: AsyncParsableCommand {
        /// The words by which the person names the deal.
        var deal: String { get }
        /// Where it works, how it delivers and how it answers.
        var work: Work { get }
        /// How it protects itself against being given twice.
        var change: ChangeOptions { get }
        /// What is wanted.
        func command() throws -> Command
        /// How it is taken.
        func options() throws -> CommandOptions
        /// Who wants it.
        func actor(in process: SalesProcess) throws -> Actor
        /// The command line as it would be typed again, for suggestions that add to it.
        var commandLine: String { get }
    }

    extension DealCommand {
        /// The command's name with the deal, and the words that matter.
        func line(_ words: String?...) -> String {
            (["turnpike", Self._commandName, ShellWord.quoted(deal)] + words.compactMap { $0.map(ShellWord.quoted) })
                .joined(separator: " ")
        }

        func options() throws -> CommandOptions { try change.options() }

        func run() async throws {
            let command = try command()
            let options = try self.options()
            let session = try await Session.open(work)
            let deal = try await session.deal(self.deal)
            let actor = try actor(in: deal.process)
            let outcome = try await session.pipeline.perform(command, on: deal.id, by: actor, options: options)
            let seen = try await session.seen(outcome, by: actor)
            try await ChangeReport(
                work: work,
                session: session,
                actor: actor,
                words: self.deal,
                commandLine: commandLine
            )
            .finish(seen, process: deal.process)
        }
    }

    /// A command that a person gives.
    protocol PersonalCommand: DealCommand {
        var common: CommonOptions { get }
        /// What the person wants.
        func action() throws -> Command.Action
    }

    extension PersonalCommand {
        var work: Work { common.work }

        func command() throws -> Command { Command(try action()) }

        func actor(in process: SalesProcess) throws -> Actor { try common.identity.actor(in: process) }
    }

    /// Says what became of a command, and delivers what it caused.
    struct ChangeReport {
        let work: Work
        let session: Session
        /// Who reads the answer.
        let actor: Actor
        /// The words by which the person named the deal.
        let words: String
        let commandLine: String

        /// Writes the answer; ends with `ExitStatus.refused` where it is a no.
        func finish(_ outcome: Outcome, process: SalesProcess) async throws {
            let style = Console.style
            switch outcome {
            case .refused(let refusal, let deal):
                let suggestion = Suggestion(deal: words, command: commandLine, process: process)
                // A refused move may have asked for approvals: that is stored, and whoever is to be told is told.
                var delivered = DeliveryResult()
                let isPending = refusal.isPending
                var (refusal, deal) = (refusal, deal)
                if let before = deal, refusal.isPending {
                    delivered = await deliver(before)
                    if let now = try await session.pipeline.deal(before.id), now.revision > before.revision {
                        // What waited for a plug-in alone may be decided by now.
                        if now.activeStages != before.activeStages { return try await reportMoved(now, delivered) }
                        refusal = try await judgedAgain(refusal, now.id)
                        deal = try await session.pipeline.seen(now, by: actor)
                    }
                }
                let (seen, told) = (deal, refusal)
                try work.output.write {
                    RefusalText(style: style, suggestion: suggestion).render(told)
                        + DeliveryText(style: style).sent(delivered)
                } json: {
                    Document.object([
                        "deal": seen.map { Document.deal($0.state, in: $0.process) },
                        "deliveries": isPending ? Document.deliveries(delivered) : nil,
                        "kind": "refused",
                        "refusal": Document.refusal(told, suggestion),
                    ])
                }
                warn(delivered)
                throw Ended(status: .refused)
            case .changed(let deal, let record):
                let delivered = await deliver(deal)
                try work.output.write {
                    let text = DealText(style: style, process: deal.process, state: deal.state).changed(record)
                    return text + DeliveryText(style: style).sent(delivered)
                } json: {
                    Document.object([
                        "deal": Document.deal(deal.state, in: deal.process),
                        "deliveries": Document.deliveries(delivered),
                        "kind": "changed",
                        "record": Document.raw(RecordCoding.encode(record, in: deal.process)),
                    ])
                }
                warn(delivered)
            case .unchanged(let deal):
                try work.output.write {
                    DealText(style: style, process: deal.process, state: deal.state).headline + "   nothing changed\n"
                } json: {
                    Document.object(["deal": Document.deal(deal.state, in: deal.process), "kind": "unchanged"])
                }
            case .repeated(let deal, let revision):
                // The first attempt may have died between its commit and its deliveries.
                let delivered = await deliver(deal)
                try work.output.write {
                    DealText(style: style, process: deal.process, state: deal.state).headline
                        + "   nothing changed: this was done before, as revision \(revision)\n"
                        + DeliveryText(style: style).sent(delivered)
                } json: {
                    Document.object([
                        "deal": Document.deal(deal.state, in: deal.process),
                        "deliveries": Document.deliveries(delivered),
                        "done_as_revision": .int(revision),
                        "kind": "unchanged",
                    ])
                }
                warn(delivered)
            }
        }

        /// Says that the deal has moved after all, because the plug-ins that it waited for have answered.
        private func reportMoved(_ stored: Deal, _ delivered: DeliveryResult) async throws {
            let last = try await session.pipeline.history(stored.id).suffix(1)
            let record = try await session.pipeline.seen(Array(last), of: stored, by: actor).first
            let now = try await session.pipeline.seen(stored, by: actor)
            let text = DealText(style: Console.style, process: now.process, state: now.state)
            try work.output.write {
                (record.map { text.changed($0) } ?? text.headline + "\n")
                    + DeliveryText(style: Console.style).sent(delivered)
            } json: {
                Document.object([
                    "deal": Document.deal(now.state, in: now.process),
                    "deliveries": Document.deliveries(delivered),
                    "kind": "changed",
                    "record": record.map { Document.raw(RecordCoding.encode($0, in: now.process)) },
                ])
            }
            warn(delivered)
        }

        /// The refusal with what plug-ins have said meanwhile: a question that is answered must not read as if it were open.
        private func judgedAgain(_ refusal: Refusal, _ id: DealID) async throws -> Refusal {
            let moves = try await session.pipeline.explain(id, by: actor)
            let move =
                moves.first { $0.refusal.command == refusal.command }
                ?? moves.first { $0.target == refusal.target && $0.from == refusal.stage }
            guard let move else { return refusal }
            var fresh = refusal
            // Only what is asked of plug-ins: the rest was judged with what was given with the move.
            fresh.unmet = refusal.unmet.map { criterion in
                guard criterion.kind == .external else { return criterion }
                return move.refusal.unmet.first { $0.id == criterion.id } ?? criterion
            }
            let answered = Set(zip(refusal.unmet, fresh.unmet).filter { $0 != $1 }.map { $1.id })
            fresh.requested.removeAll { answered.contains($0) }
            return fresh
        }

        // The change is stored whatever becomes of its deliveries: a failure here must not read as one of the change,
        // or a script would make it again.
        private func deliver(_ deal: Deal) async -> DeliveryResult {
            guard !work.delivery.noDeliver else { return DeliveryResult() }
            do {
                return try await Delivery.run(session, deal: deal.id, revision: deal.revision)
            } catch {
                var result = DeliveryResult(of: session)
                result.failure = Failure(error).message
                return result
            }
        }

        private func warn(_ delivered: DeliveryResult) {
            Console.writeError(DeliveryText(style: Console.errorStyle).unsent(delivered))
        }
    }

#endif
