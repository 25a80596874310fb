import Turnpike
import TurnpikeValues

/// A deal's whole history, as a person reads it.
struct HistoryText: Sendable {
    let style: Style
    let process: SalesProcess
    var reveal = false

    /// All records, oldest first.
    func render(_ records: [Record]) -> String {
        let width = String(records.last?.revision ?? 0).count
        return records.map { render($0, revisionWidth: width) }.joined()
    }

    private func render(_ record: Record, revisionWidth: Int) -> String {
        let number = SafeText.rightAligned(String(record.revision), to: revisionWidth)
        var head = "\(style.bold(number))  \(ValueText.moment(record.happened, in: process.zone))  "
        head += SafeText.line(record.actor.id)
        if let other = record.actor.onBehalfOf { head += " for \(SafeText.line(other))" }
        if record.actor.kind != .person { head += " (\(record.actor.kind.rawValue))" }
        head += style.dim("  \(record.command)")
        if record.occurred != .now {
            head += style.dim(", recorded \(ValueText.moment(record.recorded, in: process.zone))")
        }
        let events = EventText(style: style, process: process, reveal: reveal)
        let indent = String(repeating: " ", count: revisionWidth + 2)
        let lines = record.events.flatMap { events.lines($0) }
        return head + "\n" + lines.map { indent + $0 + "\n" }.joined()
    }
}
