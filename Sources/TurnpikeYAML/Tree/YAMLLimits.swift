/// How much a file may ask of its reader.
public struct YAMLLimits: Hashable, Sendable {
    /// The largest file, in bytes.
    public var bytes = 8 << 20
    /// How deeply lists and mappings may be nested, with aliases written out.
    public var depth = 100
    /// How many values there may be, with aliases written out.
    public var values = 1_000_000
    /// How many findings are kept.
    public var findings = 200

    /// The limits of a process file: 8 MB, 100 levels, a million values.
    public init() {}
}
