public import Turnpike

/// What of a process scenarios have touched, and what not.
public struct Coverage: Sendable {
    /// The kinds of things that are counted.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A deal stood in the stage.
        case stages
        /// The move was made.
        case moves
        /// The gate was judged.
        case gates
        /// Each side of each criterion: it was met, and it was unmet.
        case criteria
        /// Each side of each `when` and `as_soon_as`: it held, and it did not.
        case conditions
        /// The activity ended with the outcome.
        case outcomes
        /// The hook acted.
        case hooks
        /// The step of a cadence was taken, and each thing that it stops on stopped it.
        case cadences
        /// The step of the limit was reached.
        case limits
        /// The approval was granted, and it was rejected.
        case approvals
        /// The rule of assignment chose somebody.
        case assignment
    }

    /// How much of one kind was touched.
    public struct Figure: Hashable, Sendable {
        /// The kind.
        public var kind: Kind
        /// How many were touched.
        public var touched: Int
        /// How many there are.
        public var total: Int

        /// The share in whole percent, rounded down: 100 only where nothing is missing.
        public var percent: Int { total == 0 ? 100 : touched * 100 / total }
    }

    /// Something that no scenario has touched.
    public struct Gap: Hashable, Sendable {
        /// What kind of thing it is.
        public var kind: Kind
        /// Its id, such as `bant.check.budget_covers`.
        public var id: String
        /// What did not happen: `never entered`, `never unmet`…
        public var what: String
        /// The line of the process file, from 1; nil where it has no place.
        public var line: Int?
        /// `file:line:column` in the process file.
        public var place: String?
        /// The words of that line.
        public var text: String
    }

    /// The figures, one for each kind.
    public private(set) var figures: [Figure] = []
    /// Everything untouched, by kind and in the order of the file.
    public private(set) var gaps: [Gap] = []
    /// The file that the process extends; nil where it is no overlay. What that file says is not counted here: it has
    /// scenarios of its own.
    public private(set) var base: String?

    private let process: SalesProcess
    /// The numbers of the files that are not counted.
    private var uncounted: Set<UInt32> = []
    private var unused: UnusedParts
    private var touched = 0
    private var total = 0
    private var found: [Gap] = []

    /// The coverage of some results.
    ///
    /// - Parameters:
    ///   - results: What was touched.
    ///   - process: The process.
    ///   - definition: The process as written; it tells what an overlay only takes over.
    public init(_ results: [ScenarioResult], of process: SalesProcess, _ definition: Definition? = nil) {
        var touches = Touches()
        for result in results { touches.merge(result.touches) }
        self.init(touches, of: process, definition)
    }

    init(_ touches: Touches, of process: SalesProcess, _ definition: Definition? = nil) {
        self.process = process
        unused = UnusedParts(definition, process)
        let bases = definition?.bases ?? []
        uncounted = Set(bases)
        base = bases.first.flatMap { number in
            process.sources.files.indices.contains(Int(number)) ? process.sources.files[Int(number)].name : nil
        }
        base = base.flatMap { $0.split(separator: "/").last.map(String.init) }
        for (index, stage) in process.stages.enumerated() {
            count(touches.stages.contains(StageID(index)), .stages, stage.id, "never entered", stage.range)
        }
        finish(.stages)
        for (index, move) in process.moves.enumerated() {
            count(touches.moves.contains(MoveID(index)), .moves, name(of: move), "never made", move.range)
        }
        finish(.moves)
        for (index, gate) in process.gates.enumerated() {
            count(touches.gates.contains(GateID(index)), .gates, gate.id, "never judged", gate.range)
        }
        finish(.gates)
        for (index, gate) in process.gates.enumerated() {
            for (number, criterion) in gate.criteria.enumerated() {
                let answers = touches.conditions[.criterion(GateID(index), number)] ?? Touches.Answers()
                count(answers.yes, .criteria, criterion.id, "never met", criterion.range)
                count(answers.no, .criteria, criterion.id, "never unmet", criterion.range)
            }
        }
        finish(.criteria)
        countConditions(touches)
        for (index, activity) in process.activities.enumerated() {
            let id = ActivityID(index)
            if activity.outcomes.isEmpty {
                let isDone = touches.done.contains(Touches.Done(activity: id, outcome: nil))
                count(isDone, .outcomes, activity.id, "never done", activity.range)
            }
            for (number, outcome) in activity.outcomes.enumerated() {
                let isDone = touches.done.contains(Touches.Done(activity: id, outcome: number))
                count(isDone, .outcomes, "\(activity.id): \(outcome.id)", "never the outcome", activity.range)
            }
        }
        finish(.outcomes)
        for (index, hook) in process.hooks.enumerated() {
            count(touches.hooks.contains(index), .hooks, hook.eventName, "never acted", hook.range)
        }
        finish(.hooks)
        countWaiting(touches)
        countCadences(touches)
    }

    /// The steps of cadences, and what stops them.
    private mutating func countCadences(_ touches: Touches) {
        guard !process.cadences.isEmpty else { return }
        for (index, cadence) in process.cadences.enumerated() {
            for (number, step) in cadence.steps.enumerated() {
                let isTaken = touches.steps.contains(Touches.Step(cadence: CadenceID(index), step: number))
                if case .stop = step.action {
                    count(
                        touches.stops.contains("\(cadence.id) stop"),
                        .cadences,
                        "\(cadence.id): stop",
                        "never",
                        step.range
                    )
                } else {
                    count(isTaken, .cadences, "\(cadence.id): \(step.words)", "never taken", step.range)
                }
            }
            for stop in cadence.stops {
                for why in stop.words(in: process) {
                    let id = "\(cadence.id): \(why)"
                    count(
                        touches.stops.contains("\(cadence.id) \(why)"),
                        .cadences,
                        id,
                        "never stopped it",
                        cadence.range
                    )
                }
            }
        }
        finish(.cadences)
    }

    /// What only some processes have: limits, approvals and rules of assignment.
    private mutating func countWaiting(_ touches: Touches) {
        for (index, limit) in process.limits.enumerated() {
            for (number, step) in limit.steps.enumerated() {
                let id = limit.steps.count == 1 ? limit.path : "\(limit.path) step \(number + 1)"
                let isReached = touches.limits.contains(Touches.LimitStep(limit: index, step: number))
                count(isReached, .limits, id, "never reached", step.range)
            }
        }
        finish(.limits)
        for (index, approval) in process.approvals.enumerated() {
            func isDecided(_ isGranted: Bool) -> Bool {
                touches.decided.contains(Touches.Decided(approval: ApprovalID(index), isGranted: isGranted))
            }
            count(isDecided(true), .approvals, approval.id, "never granted", approval.range)
            count(isDecided(false), .approvals, approval.id, "never rejected", approval.range)
        }
        finish(.approvals)
        for (index, rule) in process.assignment.enumerated() {
            let id = "rule \(index + 1) of assignment"
            count(touches.rules.contains(index), .assignment, id, "never chose anybody", rule.range)
        }
        finish(.assignment)
    }

    private mutating func countConditions(_ touches: Touches) {
        func answers(_ place: Touches.Condition) -> Touches.Answers { touches.conditions[place] ?? Touches.Answers() }
        func sides(_ place: Touches.Condition, _ id: String, _ range: SourceRange) {
            let answers = answers(place)
            count(answers.yes, .conditions, id, "never true", range)
            count(answers.no, .conditions, id, "never false", range)
        }
        for (index, gate) in process.gates.enumerated() {
            guard let when = gate.when else { continue }
            sides(.gate(GateID(index)), "when of \(gate.id)", when.source.range)
        }
        for (index, start) in process.starts.enumerated() {
            guard let when = start.when else { continue }
            sides(.start(index), "when of the start in \(process[start.stage].id)", when.source.range)
        }
        for (index, move) in process.moves.enumerated() {
            if let when = move.when {
                sides(.move(MoveID(index)), "when of \(name(of: move))", when.source.range)
            }
            if case .asSoonAs(let condition) = move.trigger {
                sides(.asSoonAs(MoveID(index)), "as_soon_as of \(name(of: move))", condition.source.range)
            }
        }
        for (index, hook) in process.hooks.enumerated() {
            guard let when = hook.when else { continue }
            sides(.hook(index), "when of the hook \(hook.eventName)", when.source.range)
        }
        for (index, limit) in process.limits.enumerated() {
            guard let pauses = limit.pauses else { continue }
            sides(.pauses(index), "pauses of limit \(limit.path)", pauses.source.range)
        }
        for (index, rule) in process.assignment.enumerated() {
            guard let when = rule.when else { continue }
            sides(.assignment(index), "when of rule \(index + 1) of assignment", when.source.range)
        }
        for (index, approval) in process.approvals.enumerated() {
            for (number, step) in approval.steps.enumerated() {
                guard let when = step.when else { continue }
                let id = "when of step \(number + 1) of approval \(approval.id)"
                sides(.step(ApprovalID(index), number), id, when.source.range)
            }
        }
        finish(.conditions)
    }

    private func name(of move: Move) -> String {
        "\(move.source.map { process[$0].id } ?? "anywhere")/\(move.id)"
    }

    private mutating func count(_ isTouched: Bool, _ kind: Kind, _ id: String, _ what: String, _ range: SourceRange) {
        guard !uncounted.contains(range.file), !unused.contain(range) else { return }
        total += 1
        if isTouched {
            touched += 1
            return
        }
        let place = SourceLine(range, in: process.sources)
        found.append(
            Gap(kind: kind, id: id, what: what, line: place?.number, place: place?.place, text: place?.text ?? "")
        )
    }

    private mutating func finish(_ kind: Kind) {
        figures.append(Figure(kind: kind, touched: touched, total: total))
        gaps += found
        (touched, total, found) = (0, 0, [])
    }
}

/// The line of a file that a range begins in.
struct SourceLine {
    let number: Int
    let place: String
    let text: String

    init?(_ range: SourceRange, in sources: SourceMap) {
        guard let file = sources[range], let position = sources.position(of: range),
            let place = sources.place(of: range)
        else { return nil }
        number = position.line
        self.place = place
        var text = Substring(file.line(position.line))
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        self.text = text.count > 100 ? "\(text.prefix(99))…" : String(text)
    }
}
