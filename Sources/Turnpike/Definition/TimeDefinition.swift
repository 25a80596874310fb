/// `late:`, how something that time brings is taken where it comes late.
public struct LateDefinition: Hashable, Sendable {
    /// `once`, `skip` or `coalesce`.
    public var mode: Located<LatePolicy.Mode>
    /// What counts as late, with `{skip: 2 days}`.
    public var grace: Located<String>?

    /// A policy.
    public init(mode: Located<LatePolicy.Mode>, grace: Located<String>? = nil) {
        self.mode = mode
        self.grace = grace
    }
}
