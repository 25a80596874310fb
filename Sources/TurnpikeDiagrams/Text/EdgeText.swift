/// The words beside a move.
struct EdgeText: Hashable {
    /// The move's own name, if it says more than its target.
    var name: String?
    /// What sets it off, what it demands, what it skips.
    var details: [String]

    /// Whether there is nothing to write.
    var isEmpty: Bool { name == nil && details.isEmpty }
    /// Everything, for one line.
    var line: String { ((name.map { [$0] } ?? []) + details).joined(separator: " · ") }
    /// Everything, a line each.
    var lines: [String] { (name.map { [$0] } ?? []) + details }

    init(_ edge: ProcessDiagram.Edge) {
        self.init(label: edge.label, trigger: edge.trigger, gates: edge.gates, skips: edge.skips, notes: edge.notes)
        if case .stage = edge.target, let history = edge.history { details.append(Self.words(for: history)) }
    }

    init(_ move: ProcessDiagram.AnywhereMove) {
        self.init(label: move.label, trigger: move.trigger, gates: move.gates, skips: [], notes: move.notes)
    }

    private init(
        label: String,
        trigger: ProcessDiagram.Trigger,
        gates: [String],
        skips: [String],
        notes: [String]
    ) {
        name = LabelText.visible(label)
        details = []
        switch trigger {
        case .person: break
        case .automatic(let text): details.append(LabelText.visible(text) ?? "by itself")
        case .signal(let text): details.append(LabelText.visible(text).map { "signal: " + $0 } ?? "signal")
        }
        if let text = Self.list(gates) { details.append("gate: " + text) }
        if let text = Self.list(skips) { details.append("skips " + text) }
        details += notes.compactMap(LabelText.visible)
    }

    /// What a history mark says.
    static func words(for history: ProcessDiagram.History) -> String {
        switch history {
        case .shallow: "H: takes up the inner stage it left"
        case .deep: "H*: takes up all that it left"
        }
    }

    /// The names with commas between them; of many, the first few and the number of the others.
    private static func list(_ names: [String]) -> String? {
        let shown = names.prefix(6).compactMap(LabelText.visible)
        guard !shown.isEmpty else { return nil }
        let rest = names.count - 6
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
