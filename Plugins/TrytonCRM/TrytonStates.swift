/// Tryton's own process: which state is reached from which, and by which button of its interface.
enum TrytonStates: Sendable {
    /// A step of a way.
    struct Step: Hashable, Sendable {
        /// The button.
        var button: String
        /// The state it leads to.
        var state: String
    }

    /// States in which fields may be written.
    static let open: Set<String> = ["lead", "opportunity"]
    /// States in which an opportunity has ended.
    static let ended: Set<String> = ["lost", "cancelled"]

    // `won` and what follows it belongs to the sale: no button of the interface leads there.
    private static let moves: [(from: String, step: Step)] = [
        ("lead", Step(button: "opportunity", state: "opportunity")), ("lead", Step(button: "lost", state: "lost")),
        ("lead", Step(button: "cancel", state: "cancelled")),
        ("opportunity", Step(button: "convert", state: "converted")),
        ("opportunity", Step(button: "lead", state: "lead")),
        ("opportunity", Step(button: "lost", state: "lost")),
        ("opportunity", Step(button: "cancel", state: "cancelled")),
        ("lost", Step(button: "lead", state: "lead")), ("cancelled", Step(button: "lead", state: "lead")),
    ]

    /// Whether an opportunity stands in a state on its way to another; nil for one that was being made.
    static func passes(_ state: String, from start: String?, to end: String) -> Bool {
        let first = start ?? "lead"
        // Where there is no way it stays what it was made as.
        guard let way = way(from: first, to: end) else { return start == nil && state == first }
        return !way.isEmpty && (state == first || way.contains { $0.state == state })
    }

    /// The shortest way; nil where there is none.
    static func way(from start: String, to end: String) -> [Step]? {
        var ways: [String: [Step]] = [start: []]
        var next = [start]
        while !next.isEmpty {
            let here = next.removeFirst()
            if here == end { return ways[here] }
            for move in moves where move.from == here && ways[move.step.state] == nil {
                ways[move.step.state] = (ways[here] ?? []) + [move.step]
                next.append(move.step.state)
            }
        }
        return nil
    }
}
