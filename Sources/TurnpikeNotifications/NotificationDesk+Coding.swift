import TurnpikeValues

/// The stored form of a desk.
extension NotificationDesk {
    private static let format: Int64 = 1

    /// The desk as canonical JSON.
    public func encoded() -> [UInt8] {
        JSON.object([
            ("format", .int(Self.format)), ("kind", "notification.desk"), ("known", .array(known.map { .string($0) })),
            ("waiting", .array(waiting.map { Self.json($0) })),
            (
                "watches",
                .array(
                    watches.map {
                        .object([
                            ("due", .int($0.due.milliseconds)), ("item", Self.json($0.item)),
                            ("since", .int($0.since.milliseconds)),
                        ])
                    }
                )
            ),
        ]).canonical()
    }

    /// Reads a desk.
    ///
    /// - Parameter bytes: What `encoded()` gave.
    /// - Throws: `NotificationCodingError` where it is none, or one of a newer format.
    public init(_ bytes: [UInt8]) throws(NotificationCodingError) {
        let broken = NotificationCodingError(message: "the desk of notifications cannot be read")
        guard let json = try? JSON.parse(bytes), json["kind"]?.stringValue == "notification.desk" else { throw broken }
        guard let format = json["format"]?.int64, format <= Self.format else {
            throw NotificationCodingError(message: "the desk of notifications is of a newer version: update Turnpike")
        }
        self.init()
        known = (json["known"]?.elements ?? []).compactMap(\.stringValue)
        for entry in json["waiting"]?.elements ?? [] {
            guard let waiting = Self.waiting(entry) else { throw broken }
            self.waiting.append(waiting)
        }
        for entry in json["watches"]?.elements ?? [] {
            guard let due = entry["due"]?.int64, let since = entry["since"]?.int64, let item = Self.item(entry["item"])
            else { throw broken }
            watches.append(
                NotificationWatch(
                    item: item,
                    due: Instant(milliseconds: due),
                    since: Instant(milliseconds: since)
                )
            )
        }
    }

    private static func json(_ entry: Waiting) -> JSON {
        var members: [(String, JSON)] = [
            ("channel", .string(entry.channel)), ("digest", .bool(entry.isDigest)),
            ("due", .int(entry.due.milliseconds)), ("item", json(entry.item)),
        ]
        if let parcel = entry.parcel { members.append(("parcel", .string(parcel))) }
        if entry.attempts > 0 { members.append(("attempts", .int(Int64(entry.attempts)))) }
        if entry.held > .min { members.append(("held", .int(entry.held.milliseconds))) }
        if entry.rests > .min { members.append(("rests", .int(entry.rests.milliseconds))) }
        return .object(members)
    }

    private static func waiting(_ json: JSON) -> Waiting? {
        guard let due = json["due"]?.int64, let channel = json["channel"]?.stringValue, let item = item(json["item"])
        else { return nil }
        return Waiting(
            item: item,
            due: Instant(milliseconds: due),
            channel: channel,
            isDigest: json["digest"]?.boolValue ?? false,
            parcel: json["parcel"]?.stringValue,
            attempts: json["attempts"]?.int64.flatMap { Int(exactly: $0) } ?? 0,
            held: json["held"]?.int64.map { Instant(milliseconds: $0) } ?? .min,
            rests: json["rests"]?.int64.map { Instant(milliseconds: $0) } ?? .min
        )
    }

    private static func json(_ item: NotificationItem) -> JSON {
        var members: [(String, JSON)] = [
            ("body", .string(Base64.encode(item.body))), ("deal", .string(item.deal)),
            ("escalation", .array(item.escalation.map { .string($0) })), ("key", .string(item.key)),
            ("patience", .int(item.patience.components.seconds)), ("person", .string(item.person)),
            ("text", .string(item.text)), ("urgency", .string(item.urgency.rawValue)),
        ]
        if !item.told.isEmpty { members.append(("told", .array(item.told.map { .string($0) }))) }
        return .object(members)
    }

    private static func item(_ json: JSON?) -> NotificationItem? {
        guard let json, let key = json["key"]?.stringValue, let person = json["person"]?.stringValue,
            let text = json["text"]?.stringValue, let deal = json["deal"]?.stringValue,
            let urgency = json["urgency"]?.stringValue.flatMap({ Urgency(rawValue: $0) }),
            let patience = json["patience"]?.int64, let body = json["body"]?.stringValue.flatMap({ Base64.decode($0) })
        else { return nil }
        return NotificationItem(
            key: key,
            person: person,
            urgency: urgency,
            text: text,
            deal: deal,
            escalation: (json["escalation"]?.elements ?? []).compactMap(\.stringValue),
            told: (json["told"]?.elements ?? []).compactMap(\.stringValue),
            patience: .seconds(patience),
            body: body
        )
    }
}

/// A stored desk that cannot be read.
public struct NotificationCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String

    /// The message.
    public var description: String { message }
}
