import Synchronization

/// The stored names of timers, made once for each process: firing one reads and writes them several times.
struct TimerNames: Sendable {
    /// For each kind, by its rank, the names of its rules; empty for kinds that the process has no rule of.
    private let names: [[String]]
    private let keys: [String: TimerKey]

    /// The names of a process's timers.
    init(_ process: SalesProcess) {
        var names = [[String]](repeating: [], count: TimerKey.Kind.allCases.count)
        var keys: [String: TimerKey] = [:]
        func add(_ kind: TimerKey.Kind, _ rules: [String]) {
            guard !rules.isEmpty else { return }
            let full = rules.map { "\(kind.rawValue)/\($0)" }
            for (rule, name) in full.enumerated() where keys[name] == nil { keys[name] = TimerKey(kind, rule) }
            names[kind.rank] = full
        }
        // Moves are many, and few of them happen by time.
        if process.moves.contains(where: \.isTimed) { add(.move, process.moveNames) }
        add(.approval, process.approvals.map(\.id))
        add(.limit, process.limits.map(\.path))
        add(.due, process.activities.map(\.id))
        add(.remind, process.activities.map(\.id))
        add(
            .every,
            process.recurrences.map {
                "\(process.stages[$0.stage.index].id)/\(process.activities[$0.activity.index].id)"
            }
        )
        add(.opens, process.openings.map(\.path))
        add(.cadence, process.cadences.map(\.id))
        add(.accept, process.assignment.indices.map { "\($0)" })
        add(.opener, ["deal"])
        add(.message, ["deal"])
        self.names = names
        self.keys = keys
    }

    /// The name of a timer; nil for one of no kind that the process has.
    func name(of key: TimerKey) -> String? {
        let rules = names[key.kind.rank]
        guard rules.indices.contains(key.rule) else { return nil }
        let name = rules[key.rule]
        return key.number == 0 ? name : "\(name)/\(key.number)"
    }

    /// The timer of a name, with or without a number behind it.
    func key(_ name: String) -> TimerKey? {
        if let key = keys[name] { return key }
        guard let last = name.lastIndex(of: "/"), let number = Int(name[name.index(after: last)...]), number > 0,
            let key = keys[String(name[..<last])]
        else { return nil }
        return TimerKey(key.kind, key.rule, number: number)
    }
}

/// The same, made when the first timer asks for them: who only reads a process pays nothing.
final class LazyTimerNames: Sendable {
    private final class Known: Sendable {
        let names: TimerNames

        init(_ names: TimerNames) {
            self.names = names
        }
    }

    private let known = AtomicLazyReference<Known>()

    /// The names. Many may ask at once: those of whoever is first are kept.
    func names(_ make: () -> TimerNames) -> TimerNames {
        if let known = known.load() { return known.names }
        return known.storeIfNil(Known(make())).names
    }
}
