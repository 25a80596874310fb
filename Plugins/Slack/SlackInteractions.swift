public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb

/// Takes the answers of buttons in Slack: the signature first, then who pressed, then an approval or a rejection of that person
/// through the pipeline's front door, where their roles are judged as in any other channel.
public struct SlackInteractions: InboundRoute {
    /// Its path, such as `/slack/interactions`.
    public let path: String
    /// The longest body that it reads, in bytes.
    public let bodyLimit: Int
    private let secrets: [Secret]
    private let team: String?
    private let client: SlackClient?
    private let people: @Sendable () async throws -> People
    private let pipeline: @Sendable (_ tenant: String) async throws -> Pipeline?

    /// A route.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - secrets: The app's signing secret; several while one replaces another.
    ///   - team: Slack's id of the workspace (`T…`): others are refused. nil allows any that the secret signs for.
    ///   - client: Tells whoever pressed what became of it; nil says nothing.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - people: Everybody, whose external key `slack:U…` says who they are in Slack.
    ///   - pipeline: The pipeline of a tenant; nil for one that there is not.
    public init(
        _ path: String = "/slack/interactions",
        secrets: [Secret],
        team: String? = nil,
        client: SlackClient? = nil,
        bodyLimit: Int = 256 * 1_024,
        people: @escaping @Sendable () async throws -> People,
        pipeline: @escaping @Sendable (_ tenant: String) async throws -> Pipeline?
    ) {
        self.path = path
        self.secrets = secrets
        self.team = team
        self.client = client
        self.bodyLimit = bodyLimit
        self.people = people
        self.pipeline = pipeline
    }

    /// Takes one interaction.
    ///
    /// - Parameter call: The request, whole.
    /// - Returns: 200 where it is understood, whatever became of it: Slack shows people anything else as a broken button.
    /// - Throws: `InboundRefusal`: 401 for a signature or an age that is not right, 400 for what is no interaction, 403 for
    ///   another workspace; what the store throws.
    public func take(_ call: InboundCall) async throws -> InboundReply {
        try CallbackSignature.slack.verify(call, keys: secrets)
        guard let press = try Press(call.body) else { return InboundReply(200) }
        if let team, press.team != team { throw InboundRefusal(403, "this is another workspace") }
        let words = try await perform(press)
        if let client, !press.channel.isEmpty {
            let arguments: JSON = .object([
                ("channel", .string(press.channel)), ("text", .string(SlackCard.cut(SlackCard.escaped(words), 3_000))),
                ("user", .string(press.user)),
            ])
            // The answer stands already; whether its sentence arrives changes nothing about it.
            _ = try? await client.call("chat.postEphemeral", arguments)
        }
        return InboundReply(200)
    }

    /// What becomes of a press, in words for whoever pressed.
    private func perform(_ press: Press) async throws -> String {
        guard let person = try await people().person(externalKey: "slack:\(press.user)"), !person.hasLeft else {
            return "Nobody in the directory is \(press.user) in Slack, so nothing was done."
        }
        guard let id = DealID(press.deal), let pipeline = try await pipeline(press.tenant) else {
            return "There is no such deal any more."
        }
        let actor = Actor(id: person.id, channel: "slack")
        let options = CommandOptions(idempotency: (source: "slack", key: press.key))
        do {
            let outcome =
                try await press.approves
                ? pipeline.approve(id, press.approval, by: actor, options: options)
                : pipeline.reject(id, press.approval, by: actor, options: options)
            switch outcome {
            case .changed, .unchanged, .repeated:
                return press.approves ? "You have approved it." : "You have rejected it."
            case .refused(let refusal, _): return "Refused: " + refusal.unmet.map(\.message).joined(separator: "; ")
            }
        } catch let error as CommandError {
            return "That cannot be: \(error.description)"
        } catch let error as PipelineError {
            return "That cannot be: \(error.message)"
        }
    }

    /// A button that was pressed.
    struct Press: Hashable, Sendable {
        var user: String
        var team: String
        var channel: String
        var deal: String
        var tenant: String
        var approval: String
        var approves: Bool
        /// The same for the same press, however often Slack sends it.
        var key: String

        /// Reads an interaction; nil where it is about something else.
        ///
        /// - Throws: `InboundRefusal` with 400.
        init?(_ body: [UInt8]) throws(InboundRefusal) {
            let broken = InboundRefusal(400, "this is no interaction")
            guard let form = FormText.read(body, limit: 8), form.filter({ $0.name == "payload" }).count == 1,
                let text = form.first(where: { $0.name == "payload" })?.value,
                let json = try? JSON.parse(text, maximumDepth: 64), let type = json["type"]?.stringValue
            else { throw broken }
            guard type == "block_actions" else { return nil }
            guard let user = json["user"]?["id"]?.stringValue, let actions = json["actions"]?.elements else {
                throw broken
            }
            guard
                let action = actions.first(where: {
                    $0["action_id"]?.stringValue == SlackCard.approve
                        || $0["action_id"]?.stringValue == SlackCard.reject
                })
            else { return nil }
            guard let value = action["value"]?.stringValue, let meant = try? JSON.parse(value, maximumDepth: 4),
                let deal = meant["deal"]?.stringValue, let approval = meant["approval"]?.stringValue,
                let time = action["action_ts"]?.stringValue
            else { throw broken }
            self.user = user
            self.deal = deal
            self.approval = approval
            tenant = meant["tenant"]?.stringValue ?? ""
            team = json["team"]?["id"]?.stringValue ?? ""
            channel = json["channel"]?["id"]?.stringValue ?? json["container"]?["channel_id"]?.stringValue ?? ""
            approves = action["action_id"]?.stringValue == SlackCard.approve
            key = "\(user)/\(time)/\(approves ? "approve" : "reject")/\(approval)/\(deal)"
        }
    }
}
