import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// What was seen of one step.
struct Sighting: Sendable {
    var label: String
    var refusal: Refusal?
    /// Ids of checks of severity `warn` that did not hold.
    var warned: [String] = []
    var error: String?
    var events: [SeenEvent] = []
    var deliveries: [SeenDelivery] = []
    /// The fields that whoever acted may not see afterwards.
    var hidden: [String] = []

    /// An event as scenarios name it: its kind, and what it is about.
    struct SeenEvent: Hashable, Sendable {
        var kind: String
        var subjects: [String]

        var description: String {
            subjects.isEmpty ? kind : "\(kind) \(subjects.joined(separator: ", "))"
        }

        func isMeant(by words: String) -> Bool {
            let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.first == kind else { return false }
            return parts.count == 1 || subjects.contains(parts[1])
        }
    }

    /// A delivery as scenarios name it: the plug-in, and one thing that it says.
    struct SeenDelivery: Hashable, Sendable {
        var plugin: String
        /// The words that may follow the plug-in: its action, whom it goes to, the template.
        var words: [String]

        var description: String { words.isEmpty ? plugin : "\(plugin) \(words.joined(separator: ", "))" }

        func isMeant(by text: String) -> Bool {
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.first == plugin else { return false }
            return parts.count == 1 || words.contains(parts[1])
        }
    }
}

extension Sighting.SeenEvent {
    init(_ event: Event, in process: SalesProcess) {
        kind = "\(event.typeName)"
        subjects =
            switch event {
            case .opened(let opened): [process[opened.stage].id]
            case .fieldsSet(let changes, isComputed: _): changes.map { process[$0.field].id }
            case .moved(let moved): [process[moved.to].id]
            case .stagesChanged(let change): (change.left + change.entered).map { process[$0].id }
            case .activityOpened(let activity, number: _, keep: _), .activityStarted(let activity, number: _),
                .activitySkipped(let activity, number: _), .activityCancelled(let activity, number: _):
                [process[activity].id]
            case .activityDone(let done): [process[done.activity].id]
            case .assigned(from: _, let owner): owner.map { [$0] } ?? []
            case .related(let kind, id: _): [kind.rawValue]
            case .commented: []
            case .signalled(let signal, isAwaited: _): [process[signal].id]
            case .waiting(let move, unmet: _): [process[move].id]
            case .obligationMet(let criterion): [criterion]
            case .time(let event): event.subjects(in: process)
            case .assignment(let event):
                switch event {
                case .made(rule: _, to: let person, among: _), .accepted(by: let person),
                    .declined(by: let person, note: _), .lapsed(by: let person):
                    [person]
                }
            case .external(let event): [process[event.external].id]
            case .opening(let event): event.subjects(in: process)
            case .cadence(let event):
                switch event.kind {
                case .step(let step, due: _, day: _):
                    [process[event.cadence].id, process[event.cadence].steps[step].words]
                case .skipped(let step, let reason, due: _):
                    [process[event.cadence].id, process[event.cadence].steps[step].words, reason.rawValue]
                case .enrolled, .paused, .stopped, .finished: [process[event.cadence].id]
                }
            case .message(let event): event.subjects(in: process)
            case .withheld(let message):
                [message.reason.rawValue, message.plugin] + (message.template.map { [$0] } ?? [])
            case .approval(let event): [process[event.approval].id]
            case .observation(let event): [process[event.seen.stage].id]
            }
    }
}

extension Sighting.SeenDelivery {
    init(_ row: OutboxRow, owner: String?) {
        plugin = row.hook
        words = []
        // Whoever is written to may be sensitive: then a reference stands in the request, and no text.
        guard let request = try? JSON.parse(row.request) else { return }
        let settings = request["settings"]
        let isMessage = plugin == "email" || plugin == "notify" || plugin == "message"
        if let to = settings?["to"]?.stringValue, !to.isEmpty {
            words.append(to)
            // Where nobody owns the deal, a dash stands for the owner.
            if to == owner ?? "–" { words.append("owner") }
        }
        if let template = settings?["template"]?.stringValue { words.append(template) }
        if !isMessage || words.isEmpty, let action = request["action"]?.stringValue { words.append(action) }
    }
}
