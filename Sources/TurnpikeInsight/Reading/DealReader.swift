import Turnpike
import TurnpikeValues

/// Where the key of a grouping comes from, in one version of a process.
enum GroupSource: Sendable {
    case owner
    case account
    case stage
    case reason
    case field(FieldID)
    /// This process has no such field.
    case none

    static let names = ["owner", "account", "stage", "reason"]

    init(_ name: String, in process: SalesProcess) {
        // A process's own field comes first; it is what its people mean by the name.
        if let field = process.field(name), !process[field].isSensitive {
            self = .field(field)
            return
        }
        switch name {
        case "owner": self = .owner
        case "account": self = .account
        case "stage": self = .stage
        case "reason": self = .reason
        default: self = .none
        }
    }
}

/// Takes out of a deal's documents what a report counts.
struct DealReader: Sendable {
    let process: SalesProcess
    let value: FieldID?
    let groups: [GroupSource]

    init(process: SalesProcess, options: ReportOptions) {
        self.process = process
        groups = options.groups.map { GroupSource($0, in: process) }
        if let name = options.value {
            value = process.field(name).flatMap { process[$0].type == .money ? $0 : nil }
        } else {
            value = process.fields.firstIndex { $0.type == .money && !$0.isSensitive }.map { FieldID($0) }
        }
    }

    /// - Throws: `CodingError` where a document cannot be read.
    func facts(_ history: DealHistory) throws(CodingError) -> DealFacts {
        let stored = history.deal
        let state = try StateCoding.decode(stored, in: process)
        let standing: DealFacts.Standing =
            switch state.outcome.flatMap({ process[$0].outcome }) {
            case .won: .won
            case .lost: .lost
            case nil: .open
            }
        var facts = DealFacts(
            stages: state.activeStages.map { process[$0].id },
            standing: standing,
            value: nil,
            reason: nil,
            closed: nil,
            durations: [],
            groups: groups.map { key(of: $0, state) }
        )
        if let value, case .money(let money)? = state[value] { facts.value = money }
        if standing == .lost { facts.reason = Deal(process: process, state: state).reason }
        if let outcome = state.outcome { try measure(history.records, history.sensitive, to: outcome, &facts) }
        return facts
    }

    private func key(of source: GroupSource, _ state: DealState) -> Group.Key? {
        switch source {
        case .owner: state.owner.map { Group.Key(id: $0, label: $0) }
        case .account: state.details.account.map { Group.Key(id: $0, label: $0) }
        case .stage: Group.Key(id: process[state.stage].id, label: process[state.stage].label)
        case .reason:
            state.details.reason.map { reason in
                let name = Deal(process: process, state: state).reason ?? process[reason].id
                return Group.Key(id: name, label: process[reason].label)
            }
        case .field(let field): state[field].map { key(of: $0, process[field]) }
        case .none: nil
        }
    }

    private func key(of value: Value, _ field: Field) -> Group.Key {
        guard case .string(let text) = value else {
            return Group.Key(id: value.description, label: value.description)
        }
        if case .choice(let options) = field.type, let option = options.first(where: { $0.id == text }) {
            return Group.Key(id: text, label: option.label)
        }
        return Group.Key(id: text, label: text)
    }

    // MARK: Times

    private struct Entry {
        var stage: StageID
        var at: Instant?
    }

    /// Finds when the deal first came to each stage before its close, and when that was.
    private func measure(
        _ records: [StoredRecord],
        _ sensitive: [SensitiveValue],
        to outcome: StageID,
        _ facts: inout DealFacts
    ) throws(CodingError) {
        var entries: [Entry] = []
        for stored in records {
            let record = try RecordCoding.decode(stored.body, in: process, sensitive: sensitive)
            let isNested = record.events.contains { if case .stagesChanged = $0 { true } else { false } }
            for event in record.events {
                switch event {
                case .stagesChanged(let change):
                    entries += change.entered.map { Entry(stage: $0, at: record.happened) }
                // In phases and tracks the change of stages says more fully what these say.
                case .opened(let opened) where !isNested:
                    entries.append(Entry(stage: opened.stage, at: record.happened))
                case .moved(let moved) where !isNested:
                    entries.append(Entry(stage: moved.to, at: record.happened))
                default: break
                }
            }
        }
        guard let close = entries.lastIndex(where: { $0.stage == outcome }) else { return }
        let end = entries[close].at.map { process.zone.localDateTime(of: $0) }
        facts.closed = end?.date
        var seen: Set<StageID> = []
        for entry in entries[..<close] where seen.insert(entry.stage).inserted && entry.stage != outcome {
            var days: ExactDecimal?
            if let end, let start = entry.at { days = Self.days(from: process.zone.localDateTime(of: start), to: end) }
            facts.durations.append(DealFacts.Duration(stage: process[entry.stage].id, days: days))
        }
    }

    /// Days by the clock on the wall: from noon to noon is one day, also when the clocks change in between.
    static func days(from start: LocalDateTime, to end: LocalDateTime) -> ExactDecimal? {
        let days = Int64(end.date.daysSince1970) - Int64(start.date.daysSince1970)
        let seconds = Int64(end.secondOfDay) - Int64(start.secondOfDay)
        if seconds == 0 { return ExactDecimal(days) }
        return ExactDecimal(days * 86_400 + seconds).divided(by: 86_400, places: 10)
    }
}
