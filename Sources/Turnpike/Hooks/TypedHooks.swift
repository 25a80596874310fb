import TurnpikeValues

/// A CRM that is told about deals (`crm:` in a process file). All promises of `Deliverer` hold.
///
/// Implement the methods for the actions that the CRM knows; the others are refused for good, which parks the deal's lane
/// and shows in the outbox.
public protocol CRMHook: Deliverer {
    /// `crm: upsert`, create or update the deal's record to what `request.deal` says.
    func upsert(_ request: HookRequest, key: String) async throws -> DeliveryReceipt

    /// `crm: close`, set the record to won or lost as `request.deal.outcome` says.
    func close(_ request: HookRequest, key: String) async throws -> DeliveryReceipt

    /// Any other action that a process file names.
    func perform(_ action: String, _ request: HookRequest, key: String) async throws -> DeliveryReceipt
}

extension CRMHook {
    /// `crm`.
    public var plugins: [String]? { ["crm"] }

    /// Closing is an update like any other, unless the CRM sees it otherwise.
    public func close(_ request: HookRequest, key: String) async throws -> DeliveryReceipt {
        try await upsert(request, key: key)
    }

    /// No other action is known.
    public func perform(_ action: String, _ request: HookRequest, key: String) async throws -> DeliveryReceipt {
        throw DeliveryError.permanent("this CRM knows no action '\(action)'; there are upsert and close")
    }

    /// Calls the action's method.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        return switch body.action {
        case "upsert": try await upsert(body, key: request.key)
        case "close": try await close(body, key: request.key)
        default: try await perform(body.action, body, key: request.key)
        }
    }
}

/// A mail to be sent.
public struct EmailMessage: Hashable, Sendable {
    /// To whom: an address, or what the process file names instead, such as a role.
    public var to: String
    /// The subject, empty where none is given.
    public var subject: String
    /// The text.
    public var body: String
    /// The id of the template it was made from.
    public var template: String?
    /// The stable key of the effect; a `Message-ID` made from it lets a mail server drop a repetition.
    public var key: String
    /// What belongs to one conversation: the setting `thread`, else the same for all mails of one cadence of a deal, and
    /// for all other mails of that deal. `References` made from it keep them together.
    public var thread: String
}

/// Sends mails (`email:` in a process file). All promises of `Deliverer` hold.
public protocol EmailHook: Deliverer {
    /// Sends one mail.
    func send(_ message: EmailMessage, for request: HookRequest) async throws -> DeliveryReceipt
}

extension EmailHook {
    /// `email`.
    public var plugins: [String]? { ["email"] }

    /// Reads the mail and sends it.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        let message = EmailMessage(
            to: try body.required("to"),
            subject: body.settings["subject"] ?? "",
            body: body.settings["body"] ?? body.settings["text"] ?? "",
            template: body.settings["template"],
            key: request.key,
            thread: body.settings["thread"]
                ?? body.event.details["cadence"]?.stringValue.map { "\(body.deal.id)/\($0)" } ?? body.deal.id
        )
        return try await send(message, for: body)
    }
}

/// A short message to people of the team.
public struct NotificationMessage: Hashable, Sendable {
    /// To whom: a person, a role, a channel such as `#wins`.
    public var to: String
    /// The text.
    public var text: String
    /// The stable key of the effect.
    public var key: String
}

/// Tells people of the team (`notify:` in a process file). All promises of `Deliverer` hold.
public protocol NotificationHook: Deliverer {
    /// Tells one person, role or channel.
    func notify(_ message: NotificationMessage, for request: HookRequest) async throws -> DeliveryReceipt
}

extension NotificationHook {
    /// `notify`.
    public var plugins: [String]? { ["notify"] }

    /// Reads the message and passes it on. Without a text it says what happened to which deal.
    public func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
        let body = try HookRequest(request.body)
        let text = body.settings["text"] ?? body.settings["body"] ?? body.settings["subject"]
        let message = NotificationMessage(
            to: try body.required("to"),
            text: text ?? "\(body.deal.name): \(body.event.name)",
            key: request.key
        )
        return try await notify(message, for: body)
    }
}
