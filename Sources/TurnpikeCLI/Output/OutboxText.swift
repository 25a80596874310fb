import Turnpike
import TurnpikeValues

/// Rows of the outbox as a person reads them.
struct OutboxText: Sendable {
    let style: Style

    /// What the rows of gates' questions begin the name of their plug-in with.
    static let questionPrefix = "ask:"

    /// A table of rows, with what was asked in one line.
    func table(_ rows: [OutboxRow]) -> String {
        guard !rows.isEmpty else { return "nothing\n" }
        var table = Table(
            ["row", "status", "hook", "action", "deal", "event", "attempts", "last error"],
            alignments: [.right, .left, .left, .left, .left, .left, .right]
        )
        for row in rows {
            let request = try? JSON.parse(row.request)
            table.add([
                String(row.sequence), status(row.status), SafeText.line(row.hook),
                SafeText.line(request?["action"]?.stringValue ?? ""),
                SafeText.line(request?["deal"]?["name"]?.stringValue ?? row.deal.description),
                SafeText.line(request?["event"]?["name"]?.stringValue ?? ""), String(row.attempts),
                SafeText.line(row.lastError ?? ""),
            ])
        }
        return table.render(style)
    }

    /// One row with its whole request.
    ///
    /// - Parameters:
    ///   - row: the row.
    ///   - behind: the rows that wait for it.
    func card(_ row: OutboxRow, behind: [Int64] = []) -> String {
        var text = "row \(row.sequence), \(status(row.status)), for \(SafeText.line(row.hook))\n"
        text += "   key       \(SafeText.line(row.key))\n"
        text += "   deal      \(row.deal), revision \(row.revision)\n"
        text += "   attempts  \(row.attempts)"
        if row.status == .pending { text += ", next at \(row.nextAttempt)" }
        text += "\n"
        if let owner = row.leaseOwner, let until = row.leaseUntil {
            text += "   leased    by \(SafeText.line(owner)) until \(until)\n"
        }
        if let error = row.lastError { text += "   error     \(SafeText.line(error))\n" }
        for attempt in row.story {
            text += "   \(attempt.at.map { "\($0)" } ?? "some time")  \(SafeText.line(attempt.error))\n"
        }
        if !behind.isEmpty {
            let some = behind.prefix(20).map { String($0) }.joined(separator: ", ")
            text += "   behind    \(behind.count) \(behind.count == 1 ? "row waits" : "rows wait"): "
            text += some + (behind.count > 20 ? " and more" : "") + "\n"
        }
        text +=
            "   lane      \(row.parksLane ? "later rows wait behind it if it is given up" : "later rows go on without it")\n"
        guard let request = try? JSON.parse(row.request) else { return text }
        if let gate = request["question"]?["gate"]?.stringValue {
            let name = request["deal"]?["name"]?.stringValue ?? "\(row.deal)"
            text += "   question  \(SafeText.line(gate)), about \(SafeText.line(name))\n"
        }
        return text + "\n" + PrettyJSON.text(request) + "\n"
    }

    private func status(_ status: OutboxRow.Status) -> String {
        switch status {
        case .pending: style.yellow("pending")
        case .delivered: style.green("delivered")
        case .dead: style.red("dead")
        case .dropped: style.dim("dropped")
        }
    }
}

/// JSON with line breaks, for people.
enum PrettyJSON: Sendable {
    static func text(_ json: JSON, indent: String = "") -> String {
        let inner = indent + "  "
        switch json {
        case .array(let items) where !items.isEmpty:
            return "[\n" + items.map { inner + text($0, indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { key, value in
                inner + SafeText.line(JSON.string(key).description) + ": " + text(value, indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return SafeText.line(json.description)
        }
    }
}
