import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

/// One command, given by types and by words.
struct Step<P: TypedProcess>: Sendable {
    /// By types, on a deal that is known to be in the step's stage.
    let byTypes: @Sendable (consuming BoundDeal<P>, Actor) async throws -> String
    /// By words.
    let byWords: Command.Action
}

/// The steps that are made from a deal in one stage.
struct StageSteps<Stage: TypedStage> {
    private(set) var steps: [Step<Stage.Process>] = []

    init(_ stage: Stage.Type) {}

    /// A move, and the same as an override.
    func move<Destination: DealPlace & ~Copyable>(
        _ move: TypedMove<Stage, Destination>,
        _ words: String,
        stage: String? = nil,
        reason: String? = nil,
        fields: [FieldValue] = []
    ) -> Self where Destination.Process == Stage.Process {
        let request = MoveRequest(to: words, stage: stage, reason: reason, fields: fields)
        var next = self
        next.steps.append(
            Step(
                byTypes: { deal, actor in
                    let handle = try Self.handle(deal)
                    return Self.words(for: try await handle.move(to: move, by: actor))
                },
                byWords: .move(request)
            )
        )
        next.steps.append(
            Step(
                byTypes: { deal, actor in
                    let handle = try Self.handle(deal)
                    return Self.words(for: try await handle.override(to: move, because: "go on", by: actor))
                },
                byWords: .override(request, because: "go on")
            )
        )
        return next
    }

    func complete(_ activity: TypedActivity<Stage.Process>, _ step: ActivityStep) -> Self {
        adding(.activity(step)) { handle, actor in try await handle.complete(activity, by: actor) }
    }

    func signal(_ signal: TypedSignal<Stage.Process>, _ id: String, _ data: [FieldValue] = []) -> Self {
        adding(.signal(id, data: data)) { handle, actor in try await handle.signal(signal, by: actor) }
    }

    func set(
        _ fields: [FieldValue],
        _ change: @escaping @Sendable (inout Stage.Process.Fields) -> Void
    ) -> Self {
        // What names fields in an order of its own leaves a record in that order; types give them sorted.
        adding(.set(fields.sorted { $0.field < $1.field })) { handle, actor in try await handle.set(by: actor, change) }
    }

    private func adding(
        _ action: Command.Action,
        _ perform: @escaping @Sendable (consuming DealHandle<Stage>, Actor) async throws -> ChangeResult<Stage>
    ) -> Self {
        var next = self
        next.steps.append(
            Step(
                byTypes: { deal, actor in
                    switch try await perform(try Self.handle(deal), actor) {
                    case .changed: "ok"
                    case .wentOn: "ok"
                    case .refused(let refusal, _): "\(refusal)"
                    case .stale: "stale"
                    }
                },
                byWords: action
            )
        )
        return next
    }

    private static func handle(_ deal: consuming BoundDeal<Stage.Process>) throws -> DealHandle<Stage> {
        let stage = deal.deal.stage
        guard let handle = DealHandle<Stage>(deal) else { throw WrongStage(stage: stage) }
        return handle
    }

    private static func words<Destination: DealPlace & ~Copyable>(
        for result: consuming MoveResult<Stage, Destination>
    ) -> String {
        switch consume result {
        case .moved: "ok"
        case .refused(let refusal, _): "\(refusal)"
        case .stale: "stale"
        }
    }
}

private struct WrongStage: Error { var stage: String }

/// The same random scripts on two pipelines.
struct SideBySide<P: TypedProcess> {
    /// What the scripts came across.
    struct Coverage {
        var commands = 0
        var records = 0
        var refusals = 0
        var errors = 0
        var stages: Set<String> = []
        /// The records of the script that left the fewest.
        var fewestRecords = Int.max
        /// Moves from an outcome back into the process.
        var reopened = 0
        /// Commands that changed a deal while several of its stages were active.
        var inTracks = 0
    }

    let process: SalesProcess
    /// The steps by stage.
    let table: [String: [Step<P>]]
    /// Opens a deal by types.
    let openByTypes: @Sendable (Pipeline, Actor) async throws -> DealID
    /// The first values of the same by words.
    let opening: [FieldValue]

    /// Runs scripts and compares what they answer and leave; a deal goes on until chance opens the next one.
    func run(seeds: ClosedRange<UInt64>, commands: Int) async throws -> Coverage {
        var coverage = Coverage()
        for seed in seeds { try await run(Dice(seed), commands, &coverage) }
        return coverage
    }

    private func run(_ dice: Dice, _ commands: Int, _ coverage: inout Coverage) async throws {
        var dice = dice
        let actor = boss(of: process)
        let (clock, otherClock) = (ManualClock(start), ManualClock(start))
        let typed = try await pipeline(process, clock)
        let words = try await pipeline(process, otherClock)
        var deals: [DealID] = []
        for number in 0..<commands {
            let pause = Duration.seconds(dice.roll(200_000))
            clock.advance(by: pause)
            otherClock.advance(by: pause)
            if number == 0 || dice.roll(25) == 0 {
                let id = try await openByTypes(typed, actor)
                let opened = Opening(name: "Acme", fields: opening)
                let other = try await words.open(process.id, opened, by: actor).deal
                try #require(id == other?.id)
                deals.append(id)
                continue
            }
            let id = deals[dice.roll(2) == 0 ? deals.count - 1 : dice.roll(deals.count)]
            let left = try #require(try await typed.deal(id))
            let right = try #require(try await words.deal(id))
            try #require(left.stage == right.stage && left.revision == right.revision)
            coverage.stages.insert(left.stage)
            guard let steps = table[left.stage], !steps.isEmpty else { continue }
            // The last steps lead on; without a bias to them no deal would get far.
            let isOnward = dice.roll(3) > 0
            let step =
                isOnward ? steps[steps.count - 1 - dice.roll(min(4, steps.count))] : steps[dice.roll(steps.count)]
            coverage.commands += 1
            let first = await answer { try await step.byTypes(try BoundDeal<P>(left, in: typed), actor) }
            let second = await answer {
                switch try await words.perform(Command(step.byWords), on: id, by: actor) {
                case .changed, .unchanged, .repeated: "ok"
                case .refused(let refusal, _): "\(refusal)"
                }
            }
            try #require(first == second, "\(step.byWords) in \(left.stage)")
            if first.hasPrefix("error") { coverage.errors += 1 } else if first != "ok" { coverage.refusals += 1 }
            guard first == "ok" else { continue }
            if left.activeStages.count > 1 { coverage.inTracks += 1 }
            if left.outcome != nil, try await typed.deal(id)?.outcome == nil { coverage.reopened += 1 }
        }
        var records = 0
        for id in deals {
            let left = try await typed.history(id).map { RecordCoding.encode($0, in: process) }
            let right = try await words.history(id).map { RecordCoding.encode($0, in: process) }
            #expect(left == right, "the records of \(id)")
            records += left.count
        }
        coverage.records += records
        coverage.fewestRecords = min(coverage.fewestRecords, records)
    }

    private func answer(_ command: () async throws -> String) async -> String {
        do { return try await command() } catch { return "error: \(error)" }
    }
}
