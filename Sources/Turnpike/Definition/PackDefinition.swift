/// A pack that a process uses (`uses:`): parts that several processes share.
///
/// What it declares stands in the definition under ids that begin with its own, `bant.budget`. Inside its file the short
/// names are meant, and after them those of the process.
public struct PackDefinition: Hashable, Sendable {
    /// The id.
    public var id: Located<String>
    /// The number of its file among the sources.
    public var file: UInt32
    /// The number of the file whose `uses` names it: the process file, one that it extends, or another pack.
    public var namedIn: UInt32 = 0
    /// What people read.
    public var label: Located<String>?
    /// Where the process and its overlays say what is different in it: there its short names hold, too.
    public var refinements: [SourceRange] = []

    /// A pack.
    public init(id: Located<String>, file: UInt32, label: Located<String>? = nil) {
        self.id = id
        self.file = file
        self.label = label
    }
}
