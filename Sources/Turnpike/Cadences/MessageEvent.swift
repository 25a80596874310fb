public import TurnpikeValues

/// A message to a customer that a hook or a limit sends: which of them, and which of its actions.
public struct OutgoingMessage: Hashable, Sendable {
    /// What sends it.
    public enum Source: Hashable, Sendable {
        /// A hook, an index into `SalesProcess.hooks`.
        case hook(Int)
        /// A step of a limit: an index into `SalesProcess.limits`, and the step from 0.
        case limit(Int, step: Int)
    }

    /// What sends it.
    public let source: Source
    /// Which of its actions, from 0.
    public let action: Int

    init(_ source: Source, action: Int) {
        self.source = source
        self.action = action
    }

    /// The action that sends it.
    ///
    /// - Parameter process: The process of the hook or the limit.
    public func hookAction(in process: SalesProcess) -> HookAction {
        switch source {
        case .hook(let hook): process.hooks[hook].actions[action]
        case .limit(let limit, let step): process.limits[limit].steps[step].actions[action]
        }
    }

    /// The hook's name, or the limit's path.
    ///
    /// - Parameter process: The process of the hook or the limit.
    public func sourceName(in process: SalesProcess) -> String {
        switch source {
        case .hook(let hook): process.hooks[hook].id
        case .limit(let limit, step: _): process.limits[limit].path
        }
    }

    /// The plug-in and the template in two words, such as `email intro`.
    ///
    /// - Parameter process: The process of the hook or the limit.
    public func words(in process: SalesProcess) -> String {
        let action = hookAction(in: process)
        return action.templateName.map { "\(action.plugin) \($0)" } ?? action.plugin
    }

    /// The event that the request names.
    func eventName(in process: SalesProcess) -> String {
        switch source {
        case .hook(let hook): return process.hooks[hook].eventName
        case .limit(let index, let step):
            let limit = process.limits[index]
            return "limit.\(limit.steps[step].kind.rawValue) \(limit.id)"
        }
    }
}

/// What happened to a message of a hook or a limit, where the rules for messages had a say.
public enum MessageEvent: Hashable, Sendable {
    /// `message.delayed`: it may not go now and waits until then, under a number of its own
    case delayed(OutgoingMessage, number: Int, until: Instant, CadenceEvent.Reason)
    /// `message.sent`: it goes now. One that has waited has its number and the time at which it was to go; the day counts
    /// it where messages are counted.
    case sent(OutgoingMessage, waited: Waited?, day: CalendarDate?)

    /// What a message that has waited had in the meantime.
    public struct Waited: Hashable, Sendable {
        /// Its number.
        public let number: Int
        /// When it was to go.
        public let since: Instant
    }

    /// The type as stored and as hooks name it.
    public var typeName: StaticString {
        switch self {
        case .delayed: "message.delayed"
        case .sent: "message.sent"
        }
    }

    /// What it is about: the reason, the plug-in and the template.
    ///
    /// - Parameter process: The process of the message.
    public func subjects(in process: SalesProcess) -> [String] {
        let action = message.hookAction(in: process)
        let words = [action.plugin] + (action.templateName.map { [$0] } ?? [])
        if case .delayed(_, number: _, until: _, let reason) = self { return [reason.rawValue] + words }
        return words
    }

    /// The message.
    public var message: OutgoingMessage {
        switch self {
        case .delayed(let message, number: _, until: _, _), .sent(let message, waited: _, day: _): message
        }
    }
}

/// A message of a hook or a limit that is not sent, and why (`message.withheld`).
public struct WithheldMessage: Hashable, Sendable {
    /// The plug-in that would have sent it.
    public let plugin: String
    /// The hook's name, or the limit's path.
    public let source: String
    /// The template's id; nil where the words stand in the action.
    public let template: String?
    /// Why it is not sent.
    public let reason: CadenceEvent.Reason
    /// Its number, where it has waited.
    public var number: Int? = nil
}

extension HookAction {
    /// The id of the template that its words come from; nil where they stand in the action.
    var templateName: String? { settings.first { $0.key == "template" }?.template.source.text }
}
