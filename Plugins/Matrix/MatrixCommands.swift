public import Turnpike
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb

/// Reads what people write to the bot and gives it to the pipeline as commands of those people, whose roles are judged as in
/// any other channel. What was done stands in the room.
public actor MatrixCommands {
    private let client: MatrixClient
    private let pipeline: Pipeline
    private let people: @Sendable () async throws -> People
    private let rooms: Set<String>?
    private var since: String?
    private var me: String?

    /// A reader.
    ///
    /// - Parameters:
    ///   - client: Calls the server.
    ///   - pipeline: Where the commands go.
    ///   - people: Everybody, whose external key `matrix:@user:server` says who they are.
    ///   - rooms: The rooms that it listens in; nil for all that the bot has joined.
    ///   - since: Where the last one stopped; nil begins with what is written from now on.
    public init(
        _ client: MatrixClient,
        pipeline: Pipeline,
        people: @escaping @Sendable () async throws -> People,
        rooms: Set<String>? = nil,
        since: String? = nil
    ) {
        self.client = client
        self.pipeline = pipeline
        self.people = people
        self.rooms = rooms
        self.since = since
    }

    /// Where it stands; given to the next one, nothing is missed and nothing read is done again.
    public var place: String? { since }

    /// Reads once what was written since the last time, and does it.
    ///
    /// - Parameter wait: How long the server may wait for something new.
    /// - Returns: How many commands were read.
    /// - Throws: `DeliveryError`; what the directory throws; `CancellationError`. What was not read comes the next time.
    @discardableResult
    public func poll(wait: Duration = .seconds(20)) async throws -> Int {
        do {
            if me == nil { me = try await client.call("GET", "/account/whoami")["user_id"]?.stringValue }
            let isFirst = since == nil
            var path = "/sync?timeout=\(isFirst ? 0 : wait.components.seconds * 1_000)&filter=\(Self.filter)"
            if let since { path += "&since=\(PercentText.escaped(since))" }
            let answer = try await client.call("GET", path, patience: wait)
            var count = 0
            if let since {
                for (room, content) in answer["rooms"]?["join"]?.members ?? [] where rooms?.contains(room) ?? true {
                    var events = content["timeline"]?["events"]?.elements ?? []
                    if content["timeline"]?["limited"]?.boolValue == true,
                        let gap = content["timeline"]?["prev_batch"]?.stringValue
                    {
                        events = try await missed(in: room, from: gap, to: since) + events
                    }
                    for event in events where try await take(event, in: room) { count += 1 }
                }
            }
            if let next = answer["next_batch"]?.stringValue { since = next }
            return count
        } catch let refusal as MatrixClient.Refusal {
            throw refusal.delivery
        }
    }

    /// Only what people write is asked for.
    private static let filter = PercentText.escaped(
        """
        {"account_data":{"types":[]},"presence":{"types":[]},"room":{"account_data":{"types":[]},\
        "ephemeral":{"types":[]},"state":{"types":[]},"timeline":{"limit":50,"types":["m.room.message"]}}}
        """
    )

    /// What was written between two places when it was more than one answer holds, the oldest first.
    private func missed(in room: String, from gap: String, to since: String) async throws -> [JSON] {
        var events: [JSON] = []
        var from = gap
        // A bound for a room that is flooded: what is older than that is not read.
        for _ in 0..<100 {
            let path =
                "/rooms/\(PercentText.escaped(room))/messages?dir=b&limit=100&from=\(PercentText.escaped(from))"
                + "&to=\(PercentText.escaped(since))&filter=\(PercentText.escaped(#"{"types":["m.room.message"]}"#))"
            let answer = try await client.call("GET", path)
            let chunk = answer["chunk"]?.elements ?? []
            events += chunk
            guard !chunk.isEmpty, let end = answer["end"]?.stringValue, end != from else { break }
            from = end
        }
        return events.reversed()
    }

    private func take(_ event: JSON, in room: String) async throws -> Bool {
        guard event["type"]?.stringValue == "m.room.message", event["content"]?["msgtype"]?.stringValue == "m.text",
            let sender = event["sender"]?.stringValue, sender != me, let id = event["event_id"]?.stringValue,
            let text = event["content"]?["body"]?.stringValue, let command = MatrixCommand(text)
        else { return false }
        let words = try await perform(command, by: sender, event: id)
        _ = try await client.send(words, to: room, key: "answer/\(id)")
        return true
    }

    private func perform(_ command: MatrixCommand, by sender: String, event: String) async throws -> String {
        guard let person = try await people().person(externalKey: "matrix:\(sender)"), !person.hasLeft else {
            return "Nobody in the directory is \(sender), so nothing was done."
        }
        do {
            let found = try await pipeline.find(command.deal, limit: 2)
            guard found.count == 1, let deal = try await pipeline.deal(found[0].id) else {
                return found.isEmpty ? "No deal is called '\(command.deal)'." : "'\(command.deal)' means several deals."
            }
            let pending = deal.state.approvals.filter { $0.status == .pending }.map { deal.process[$0.approval].id }
            let named = command.rest.first.flatMap { deal.process.approval($0) }.map { deal.process[$0].id }
            guard let approval = named ?? (pending.count == 1 ? pending[0] : nil) else {
                return pending.isEmpty
                    ? "Nothing of \(deal.name) waits for a word."
                    : "Several things wait: say !approve \(command.deal) and one of \(pending.joined(separator: ", "))."
            }
            let note = command.rest.dropFirst(named == nil ? 0 : 1).joined(separator: " ")
            let actor = Actor(id: person.id, channel: "matrix")
            let options = CommandOptions(idempotency: (source: "matrix", key: event))
            let outcome =
                try await command.approves
                ? pipeline.approve(deal.id, approval, note: note.isEmpty ? nil : note, by: actor, options: options)
                : pipeline.reject(deal.id, approval, note: note.isEmpty ? nil : note, by: actor, options: options)
            switch outcome {
            case .changed, .unchanged, .repeated:
                return
                    "\(person.name ?? person.id) has \(command.approves ? "approved" : "rejected") \(approval) of \(deal.name)."
            case .refused(let refusal, _): return "Refused: " + refusal.unmet.map(\.message).joined(separator: "; ")
            }
        } catch let error as CommandError {
            return "That cannot be: \(error.description)"
        } catch let error as PipelineError {
            return "That cannot be: \(error.message)"
        }
    }
}
