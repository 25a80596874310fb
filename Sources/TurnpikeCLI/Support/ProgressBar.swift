/// Shows on the terminal how far long work has come, from its second second on, and wipes itself away.
struct ProgressBar {
    private let label: String
    private let isShown: Bool
    private let style: Style
    private let began: ContinuousClock.Instant
    private var drawn: ContinuousClock.Instant?

    /// A bar on standard error; it is shown only where that is a terminal.
    init(_ label: String) {
        self.label = label
        isShown = System.isTerminal(2) && System.environment("TERM") != "dumb"
        style = Console.errorStyle
        began = ContinuousClock.now
    }

    /// Tells how much is done.
    mutating func update(done: Int, of total: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - began > .seconds(1), drawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        drawn = now
        Console.writeError("\r\u{1B}[2K" + Self.line(label, done: done, of: total, width: style.width - 1))
    }

    /// Wipes the bar away.
    mutating func finish() {
        guard drawn != nil else { return }
        drawn = nil
        Console.writeError("\r\u{1B}[2K")
    }

    /// One line: label, bar, figures.
    static func line(_ label: String, done: Int, of total: Int, width: Int) -> String {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
        let figures = total > 0 ? " \(Int(share * 100))%  \(done) of \(total)" : " \(done)"
        let space = width - label.count - figures.count - 3
        guard space >= 10, total > 0 else { return label + figures }
        let filled = Int(share * Double(space))
        return "\(label) [" + String(repeating: "#", count: filled)
            + String(repeating: "-", count: space - filled) + "]" + figures
    }
}
