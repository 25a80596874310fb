/// A number and a text that commands of several deals share: how far round robin has come, how many deals somebody has.
public struct Counter: Hashable, Sendable {
    /// Its name within the tenant.
    public var name: String
    /// Its number.
    public var value: Int64
    /// Its text; for round robin who was chosen last.
    public var text: String
    /// 0 for one that was never written, then one more with each change.
    public var revision: Int64

    /// A counter.
    public init(_ name: String, value: Int64 = 0, text: String = "", revision: Int64 = 0) {
        self.name = name
        self.value = value
        self.text = text
        self.revision = revision
    }
}

/// What a commit does to a counter.
public struct CounterChange: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What is added to its number.
    public var delta: Int64
    /// Its new text; nil leaves it.
    public var text: String?
    /// The revision that the decision read; another one makes the commit a conflict. nil adds whatever it is.
    public var expectedRevision: Int64?

    /// A change.
    public init(_ name: String, delta: Int64 = 0, text: String? = nil, expectedRevision: Int64? = nil) {
        self.name = name
        self.delta = delta
        self.text = text
        self.expectedRevision = expectedRevision
    }

    /// The counter after it.
    public func applied(to counter: Counter) -> Counter {
        Counter(
            name,
            value: counter.value &+ delta,
            text: text ?? counter.text,
            revision: counter.revision + 1
        )
    }
}
