public import TurnpikeValues

// Rules that every store follows alike, so that each is written once.

extension OutboxRow {
    /// Whether nothing will ever change about the row: it is delivered, or a person took it out.
    public var isFinal: Bool { status == .delivered || status == .dropped }

    /// Whether the rows after this one in its lane may go: it is final, or dead in a lane that does not park.
    public var letsLanePass: Bool { isFinal || (status == .dead && !parksLane) }

    /// Whether the row itself may be leased at `now`; whether it is the first of its lane is for the store to know.
    public func isClaimable(at now: Instant) -> Bool {
        guard status == .pending, nextAttempt <= now else { return false }
        return leaseUntil.map { $0 <= now } ?? true
    }

    /// Leases the row. A lease that somebody let run out counts as an attempt, so that a request which kills its
    /// deliverer is given up at some time.
    public mutating func lease(to owner: String, until: Instant) {
        if leaseOwner != nil {
            attempts += 1
            note(Attempt(at: leaseUntil, error: "no answer before the lease of \(leaseOwner ?? "") ended"))
        }
        leaseOwner = owner
        leaseUntil = until
    }

    /// Applies how a delivery ended.
    ///
    /// A settlement by an owner counts as an attempt (but for `released`) and changes nothing once the lease is lost. One
    /// without an owner is a person's decision: it changes nothing while somebody holds the row, and a retry starts
    /// counting attempts anew.
    ///
    /// - Returns: Whether the row changed.
    public mutating func settle(_ settlement: OutboxSettlement) -> Bool {
        guard settlement.sequence == sequence, leaseOwner == settlement.owner else { return false }
        let byPerson = settlement.owner == nil
        guard status == .pending || (byPerson && status == .dead) else { return false }
        if byPerson, settlement.result == .released { return false }
        if !byPerson, settlement.result != .released { attempts += 1 }
        switch settlement.result {
        case .delivered:
            status = .delivered
            lastError = nil
        case .retry(let at, let error):
            status = .pending
            nextAttempt = at
            lastError = error
            note(Attempt(at: settlement.at, error: error))
            if byPerson { attempts = 0 }
        case .dead(let error):
            status = .dead
            lastError = error
            note(Attempt(at: settlement.at, error: error))
        case .dropped:
            status = .dropped
        case .released:
            break
        }
        leaseOwner = nil
        leaseUntil = nil
        return true
    }

    /// The longest story that is kept, and the longest error in it, in characters.
    private static let longestStory = (attempts: 64, error: 2_000)

    private mutating func note(_ attempt: Attempt) {
        var attempt = attempt
        if attempt.error.utf8.count > Self.longestStory.error {
            attempt.error = String(attempt.error.prefix(Self.longestStory.error)) + "…"
        }
        story.append(attempt)
        // How it began and how it goes tell more than the middle.
        if story.count > Self.longestStory.attempts { story.remove(at: 1) }
    }

    /// The story as a store keeps it: canonical JSON, a list of `{"at":…,"error":…}`; nil where there is none.
    public var storedStory: String? {
        guard !story.isEmpty else { return nil }
        let list: JSON = .array(
            story.map { attempt in
                .object(
                    (attempt.at.map { [("at", .string($0.description))] } ?? []) + [("error", .string(attempt.error))]
                )
            }
        )
        return String(decoding: list.canonical(), as: UTF8.self)
    }

    /// Reads a story as a store keeps it; what cannot be read is no story.
    public static func story(_ stored: String) -> [Attempt] {
        ((try? JSON.parse(stored))?.elements ?? []).compactMap { entry in
            entry["error"]?.stringValue.map { error in
                Attempt(at: entry["at"]?.stringValue.flatMap { Instant($0) }, error: error)
            }
        }
    }
}

/// The ids that begin with some hexadecimal digits, as a person abbreviates them.
public struct DealIDPrefix: Hashable, Sendable {
    /// The digits, lower case, hyphens where an id has them.
    public let text: String

    /// Reads 4 to 36 characters of an id, in either case, with its hyphens in place; nil for anything else.
    public init?(_ words: String) {
        let bytes = Array(words.utf8)
        guard (4...36).contains(bytes.count) else { return nil }
        var lowered: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                lowered.append(byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): lowered.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): lowered.append(byte | 0x20)
            default: return nil
            }
        }
        text = String(decoding: lowered, as: UTF8.self)
    }

    /// Whether the id begins so.
    public func contains(_ id: DealID) -> Bool {
        id.description.utf8.starts(with: text.utf8)
    }
}

extension StoreError {
    /// The refusal of a definition whose content changed under a version that deals use.
    public static func definitionChanged(_ definition: StoredDefinition) -> StoreError {
        StoreError(
            .definitionChanged,
            "process \(definition.process) version \(definition.version) is registered with other content, and deals "
                + "use it: raise `version` in its file, or register it as a draft to bind those deals to the new content"
        )
    }
}
