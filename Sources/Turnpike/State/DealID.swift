public import TurnpikeValues

/// The id of a deal: a UUIDv7, so that ids sort by the time at which deals were opened.
public struct DealID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The id itself.
    public var uuid: UUIDv7

    /// An id.
    public init(_ uuid: UUIDv7) {
        self.uuid = uuid
    }

    /// Reads the hyphenated form; nil where the text is none.
    public init?(_ text: String) {
        guard let uuid = UUIDv7(text) else { return nil }
        self.uuid = uuid
    }

    /// The lower-case hyphenated form.
    public var description: String { uuid.description }

    /// By time of opening, then by chance.
    public static func < (a: Self, b: Self) -> Bool { a.uuid < b.uuid }
}
