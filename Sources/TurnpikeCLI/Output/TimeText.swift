import Turnpike
import TurnpikeValues

/// What time has brought, for people.
struct TimeText {
    let style: Style
    let process: SalesProcess

    func lines(_ event: TimeEvent) -> [String] {
        switch event {
        case .armed(let timer):
            let name = process.name(of: timer.key)
            guard let fires = timer.fires else {
                return [style.dim("timer \(name) is not armed: \(moment(timer.due)) is past")]
            }
            return [style.dim("timer \(name) for \(moment(fires))")]
        case .stopped(let key, left: _): return [style.dim("timer \(process.name(of: key)) stands still")]
        case .cancelled(let key): return [style.dim("timer \(process.name(of: key)) ends")]
        case .fired(let key, let due, let isSkipped):
            return [
                "timer \(process.name(of: key)), due \(moment(due))" + (isSkipped ? ", too late to do anything" : "")
            ]
        case .limit(let reached):
            let limit = process.limits[reached.limit]
            let words =
                switch reached.kind {
                case .warned: "limit is near: "
                case .breached: "limit reached: "
                case .escalated: "limit reached some time ago: "
                }
            return [style.yellow(words) + "\(limit.path), due \(moment(reached.due))"]
        case .dated(let activity, number: _, let due, let isPlanned):
            guard let due else { return ["\(process[activity].id) has no due date any more"] }
            return ["\(process[activity].id) is \(isPlanned ? "planned for" : "due") \(moment(due))"]
        case .reminded(let activity, number: _, let due):
            return ["reminder: \(process[activity].id) is due \(moment(due))"]
        case .overdue(let activity, number: _, let due):
            return [style.yellow("overdue: ") + "\(process[activity].id) was due \(moment(due))"]
        }
    }

    /// A time by the clocks of the process, as records show theirs.
    private func moment(_ instant: Instant) -> String { ValueText.moment(instant, in: process.zone) }
}
