// Dense numbers for what a process declares. They are indices into its tables, mean nothing outside one compiled
// process, and never leave memory: everything stored or printed names things by their text ids.

/// A number that stands for something declared in a process.
public protocol DenseID: Hashable, Sendable, Comparable {
    /// The index into the process's table.
    var index: Int { get }
    /// The number of an index; at most 65,534.
    init(_ index: Int)
}

extension DenseID {
    /// By order of declaration.
    public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// A stage of a process.
public struct StageID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.stages`.
    @inlinable public var index: Int { Int(raw) }
    /// The stage at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
    /// No stage.
    static let none = StageID(0xFFFF)
    var isNone: Bool { raw == 0xFFFF }
}

/// A track of a stage.
public struct TrackID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.tracks`.
    @inlinable public var index: Int { Int(raw) }
    /// The track at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A field of deals.
public struct FieldID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.fields`.
    @inlinable public var index: Int { Int(raw) }
    /// The field at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// An activity.
public struct ActivityID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.activities`.
    @inlinable public var index: Int { Int(raw) }
    /// The activity at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A cadence.
public struct CadenceID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.cadences`.
    @inlinable public var index: Int { Int(raw) }
    /// The cadence at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A gate, named or inline.
public struct GateID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.gates`.
    @inlinable public var index: Int { Int(raw) }
    /// The gate at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A move as declared at one place: of a stage, or of `anywhere`.
public struct MoveID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.moves`.
    @inlinable public var index: Int { Int(raw) }
    /// The move at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A signal.
public struct SignalID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.signals`.
    @inlinable public var index: Int { Int(raw) }
    /// The signal at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A role.
public struct RoleID: DenseID {
    @usableFromInline let raw: UInt16
    /// The index into `SalesProcess.roles`.
    @inlinable public var index: Int { Int(raw) }
    /// The role at an index.
    @inlinable public init(_ index: Int) { raw = UInt16(truncatingIfNeeded: index) }
}

/// A reason in one of the lists.
public struct ReasonID: Hashable, Sendable {
    private let listBits: UInt32
    private let itemBits: UInt32

    /// The index into `SalesProcess.reasonLists`.
    public var list: Int { Int(listBits) }
    /// The index into the list's reasons.
    public var item: Int { Int(itemBits) }

    init(list: Int, item: Int) {
        listBits = UInt32(truncatingIfNeeded: list)
        itemBits = UInt32(truncatingIfNeeded: item)
    }
}
