import TurnpikeExpressions
import TurnpikeValues

extension SalesProcess {
    /// How many deals in a row may open one another without time between: more are a circle.
    static let mostGenerations = 16

    /// The rule of a path, `customer/renewal`.
    public func opening(_ path: String) -> Int? { openings.firstIndex { $0.path == path } }

    /// How a deal that is due is opened: with the values of its opener as of now.
    ///
    /// - Parameters:
    ///   - rule: the rule, an index into `openings`.
    ///   - number: which of those that it opens.
    ///   - other: the process that the deal is opened in, whose fields tell what may be handed on.
    ///   - state: the deal that opens it.
    ///   - context: the time, and what expressions may read.
    /// - Throws: `CommandError` where an expression fails, where a sensitive value would be handed to a field that is not,
    ///   and where deals open one another in a circle.
    public func openingCommand(
        _ rule: Int,
        number: Int,
        into other: SalesProcess,
        of state: DealState,
        _ context: Context
    ) throws(CommandError) -> Opening {
        var state = state
        return try withUnsafePointer(to: context) { (context) throws(CommandError) -> Opening in
            try withUnsafeMutablePointer(to: &state) { (state) throws(CommandError) -> Opening in
                let scope = Scope(process: self, state: state, now: context.pointee.now, context: context)
                return try opening(openings[rule], number: number, into: other, scope)
            }
        }
    }

    private func opening(
        _ rule: OpeningRule,
        number: Int,
        into other: SalesProcess,
        _ scope: Scope
    ) throws(CommandError) -> Opening {
        var generation = 0
        if let opener = scope.state.openedBy, let opened = scope.state.opened {
            let isAtOnce = scope.now.milliseconds - opened.milliseconds < 60_000
            generation = isAtOnce ? opener.generation + 1 : 0
        }
        guard generation < Self.mostGenerations else {
            throw CommandError(.limit, "\(Self.mostGenerations) deals have opened one another without time between")
        }
        var result = Opening(name: scope.state.name, stage: rule.start)
        for copy in rule.copies {
            let value: Value
            switch copy.value {
            case .owner: value = scope.state.owner.map { .string($0) } ?? .null
            case .account: value = scope.state.shared.account.map { .string($0) } ?? .null
            case .contact: value = scope.state.shared.contact.map { .string($0) } ?? .null
            case .expression(let condition):
                switch scope.evaluate(condition) {
                case .value(let known): value = known
                case .unknown: value = .null
                case .failed: throw scope.failure(of: condition)
                }
                if let field = other.field(copy.target), !other[field].isSensitive, readsSensitive(condition) {
                    throw CommandError(
                        .invalidValue,
                        "\(copy.target) of \(other.id) would show what is sensitive in \(id)"
                    )
                }
            }
            guard value != .null else { continue }
            var text: String?
            if case .string(let known) = value { text = known }
            switch copy.target {
            case "name": result.name = text ?? result.name
            case "owner": result.owner = text
            case "account": result.account = text
            case "contact": result.contact = text
            default: result.fields.append(FieldValue(copy.target, value))
            }
        }
        result.openedBy = OpenedBy(
            deal: scope.state.id,
            opening: rule.path,
            number: number,
            generation: generation
        )
        return result
    }

    /// Whether an expression reads a sensitive field.
    func readsSensitive(_ condition: Condition) -> Bool {
        condition.program.reads.contains { slot in
            if case .field(let index) = slot { fields[index].isSensitive } else { false }
        }
    }

    /// The id of a deal that another one opens: it follows from the opener, the rule and the number, so that opening it
    /// again, by whomever and whenever, meets the deal that is there.
    ///
    /// - Parameters:
    ///   - rule: the rule, an index into `openings`.
    ///   - number: which of those that it opens.
    ///   - state: the deal that opens it.
    public func openedDeal(_ rule: Int, number: Int, of state: DealState) -> DealID {
        let words = "opens \(state.id) \(openings[rule].path) \(number)"
        var bits = DigestBits(Digest.sha256(Array(words.utf8)))
        let since = state.opening(rule)?.since ?? .min
        return DealID(UUIDv7(milliseconds: since.milliseconds, random: &bits))
    }

    /// What a signal that comes back brings: the values of the other deal under the names of its fields.
    ///
    /// - Parameters:
    ///   - rule: the rule's path.
    ///   - stage: the outcome stage of the other process.
    ///   - outcome: what it means.
    ///   - deal: the other deal.
    public func valuesBack(_ rule: String, stage: String, outcome: StageOutcome, from deal: Deal) -> [FieldValue] {
        guard let index = opening(rule), let signal = openings[index].signal(stage: stage, outcome: outcome) else {
            return []
        }
        return self[signal].sets.compactMap { field in
            guard let other = deal.process.field(self[field].id), deal.state.slots[other.index] != .null,
                !deal.process[other].isSensitive || self[field].isSensitive
            else { return nil }
            return FieldValue(self[field].id, deal.state.slots[other.index])
        }
    }

    func apply(_ event: OpeningEvent, of record: Record.Stamp, to state: inout DealState) {
        switch event {
        case .due(let rule, let number, let time):
            state.withOpening(rule) {
                if $0.number != number { $0.since = record.recorded }
                $0.number = number
                $0.status = .due
                $0.time = time
            }
        case .opened(let rule, let number, let deal):
            state.withOpening(rule) {
                $0.status = .opened
                $0.children.append(OpeningState.Child(number: number, deal: deal))
                if $0.children.count > OpeningState.mostChildren { $0.children.removeFirst() }
            }
        case .refused(let rule, number: _, let unmet): state.withOpening(rule) { $0.status = .refused(unmet) }
        case .returned(let rule, let number, deal: _, let stage, let count):
            state.withOpening(rule) {
                guard let index = $0.children.firstIndex(where: { $0.number == number }) else { return }
                $0.children[index].heard = count
                $0.children[index].stage = stage
            }
        case .reached(let stage, let count):
            let outcome = self[stage].outcome ?? .lost
            let reached = OpenedBy.Reached(count: count, stage: self[stage].id, outcome: outcome)
            state.withOpener {
                $0.count = count
                $0.untold.append(reached)
                if $0.untold.count > OpeningState.mostUntold { $0.untold.removeFirst() }
            }
        case .told(let count): state.withOpener { $0.untold.removeAll { $0.count == count } }
        }
    }
}

extension DealState {
    fileprivate mutating func withOpener(_ body: (inout OpenedBy) -> Void) {
        guard openedBy != nil else { return }
        withRare { body(&$0.openedBy[0]) }
    }
}

/// The bits of a digest where random ones are asked for.
private struct DigestBits: RandomNumberGenerator {
    private let words: [UInt64]
    private var place = 0

    init(_ digest: Digest) {
        let (first, second, third, fourth) = digest.words
        words = [first, second, third, fourth]
    }

    mutating func next() -> UInt64 {
        defer { place += 1 }
        return words[place % 4]
    }
}
