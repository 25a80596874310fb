#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike explain`
    struct ExplainCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Show what each move from here would do, and what stands against it.",
            discussion: """
                Nothing is attempted and nothing changes.

                  turnpike explain acme
                  turnpike explain acme demo --role rep
                  turnpike explain acme --score
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Argument(help: "Only this move, or the move to this stage.", completion: .moves) var move: String?
        @Flag(help: "Where the deal's score comes from, instead of its moves.") var score = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = try await Session.look(common)
            let found = try await session.deal(deal)
            let actor = try common.identity.actor(in: found.process)
            if score { return try await explainScore(found, session, actor) }
            let all = try await session.pipeline.explain(found.id, by: actor)
            let seen = try await session.pipeline.seen(found, by: actor)
            let explanations = try move.map { try chosen($0, all, found) } ?? all
            try common.output.write {
                ExplanationText(style: Console.style, process: found.process, deal: deal)
                    .render(explanations, among: all, of: seen.state)
            } json: {
                Document.object([
                    "deal": Document.deal(seen.state, in: found.process),
                    "kind": "explanation",
                    "moves": .array(
                        explanations.map { explanation in
                            let name = explanation.name(among: all)
                            let line = "turnpike move \(ShellWord.quoted(deal)) \(name)"
                            let suggestion = Suggestion(deal: deal, command: line, process: found.process)
                            return Document.explanation(explanation, suggestion)
                        }
                    ),
                ])
            }
        }

        private func explainScore(_ found: Deal, _ session: Session, _ actor: Actor) async throws {
            guard let explanation = try await session.pipeline.explainScore(found.id, by: actor) else {
                throw Failure.wrongUse("no_score", "\(found.process.id) has no 'score'")
            }
            try common.output.write {
                ScoreText(style: Console.style).render(explanation)
            } json: {
                Document.object([
                    "deal": Document.deal(found.state, in: found.process),
                    "kind": "score",
                    "score": ScoreText.json(explanation),
                ])
            }
        }

        private func chosen(_ move: String, _ all: [MoveExplanation], _ deal: Deal) throws -> [MoveExplanation] {
            let byID = all.filter { $0.move == move || $0.name(among: all) == move }
            let chosen = byID.isEmpty ? all.filter { $0.target == move } : byID
            guard chosen.isEmpty else { return chosen }
            let here = all.map(\.move)
            let known = Set(deal.process.stages.map(\.id) + deal.process.moves.map(\.id))
            if known.contains(move) {
                throw Failure.wrongUse(
                    "no_such_move",
                    "no move leads from \(deal.stage) to '\(move)'",
                    help: here.isEmpty ? nil : "the moves from here are \(here.joined(separator: ", "))"
                )
            }
            let near = NearestName.find(move, among: known.sorted()).map { "did you mean '\($0)'?" }
            throw Failure.wrongUse("unknown_name", "\(deal.process.id) has no move and no stage '\(move)'", help: near)
        }
    }

    /// `turnpike show`
    struct ShowCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a deal: fields, obligations, activities, moves.",
            discussion: """
                Sensitive fields are masked; --reveal shows them.

                  turnpike show acme
                  turnpike show acme --format json
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Flag(help: "Show sensitive fields too.") var reveal = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = try await Session.look(common)
            let stored = try await session.deal(deal)
            let actor = try common.identity.actor(in: stored.process)
            let found = try await session.pipeline.seen(stored, by: actor)
            switch common.output.format {
            case .human:
                let moves = try await session.pipeline.explain(found.id, by: actor)
                let text = DealText(style: Console.style, process: found.process, state: found.state, reveal: reveal)
                try Console.write(text.card(now: session.pipeline.clock.now(), moves: moves))
            case .json:
                let document = Document.object([
                    "deal": Document.deal(found.state, in: found.process, reveal: reveal), "kind": "deal",
                ])
                try Console.write(Document.line(document))
            }
        }
    }

    /// `turnpike history`
    struct HistoryCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: "Show everything that happened to a deal.",
            discussion: """
                  turnpike history acme
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String
        @Flag(help: "Show sensitive values too.") var reveal = false
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = try await Session.look(common)
            let stored = try await session.deal(deal)
            let actor = try common.identity.actor(in: stored.process)
            let history = try await session.pipeline.history(stored.id)
            let records = try await session.pipeline.seen(history, of: stored, by: actor)
            let found = try await session.pipeline.seen(stored, by: actor)
            try common.output.write {
                let style = Console.style
                return DealText(style: style, process: found.process, state: found.state).headline
                    + HistoryText(style: style, process: found.process, reveal: reveal).render(records)
            } json: {
                Document.object([
                    "deal": Document.deal(found.state, in: found.process),
                    "kind": "history",
                    "records": .array(
                        records.map { Document.raw(RecordCoding.encode($0, in: found.process)) }
                    ),
                ])
            }
        }
    }

    /// `turnpike board`
    struct BoardCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "board",
            abstract: "Show all deals by stage, with counts and sums.",
            discussion: """
                  turnpike board
                  turnpike board b2b_software --owner rep_1 --limit 20

                The sum is that of the field 'amount', else of the first field that holds money.
                """
        )

        @Argument(help: "Only this process.", completion: .processes) var process: String?
        @Option(help: ArgumentHelp("Only this person's deals.", valueName: "person")) var owner: String?
        @Option(help: ArgumentHelp("How many deals a stage shows.", valueName: "count")) var limit: Int = 6
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard limit >= 0 else { throw ValidationError("--limit is 0 or more.") }
        }

        func run() async throws {
            let session = try await Session.look(common)
            let boards = try await boards(session)
            try common.output.write {
                let text = BoardText(style: Console.style, limit: limit)
                return boards.isEmpty ? "no deals\n" : boards.map(text.render).joined(separator: "\n")
            } json: {
                Document.object(["boards": .array(boards.map(Document.board)), "kind": "board"])
            }
        }

        private func boards(_ session: Session) async throws -> [Board] {
            var query = DealQuery(tenant: session.pipeline.tenant)
            query.owner = owner
            if let process { query.process = try await session.pipeline.process(process).id }
            let summaries = try await session.deals(query)
            var boards: [Board] = []
            var bar = ProgressBar("reading deals")
            for (index, summary) in summaries.enumerated() {
                bar.update(done: index, of: summaries.count)
                guard let stored = try await session.pipeline.deal(summary.id) else { continue }
                let actor = try common.identity.actor(anyIn: stored.process)
                let deal = try await session.pipeline.seen(stored, by: actor)
                // Two versions of a process have different stages: each has its own board.
                if let known = boards.firstIndex(where: { $0.process === deal.process }) {
                    boards[known].add(deal.state)
                } else {
                    var board = Board(deal.process)
                    board.add(deal.state)
                    boards.append(board)
                }
            }
            bar.finish()
            return boards.sorted { ($0.process.id, $0.process.version) < ($1.process.id, $1.process.version) }
        }
    }

#endif
