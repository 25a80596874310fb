public import Turnpike
import TurnpikeValues

/// A map bound to a process and to the columns of its files: everything that can be wrong before the first row is known.
///
/// Made by ``make(map:process:file:lookup:)``, carried out by ``Importer``.
public struct ImportPlan: Sendable {
    /// The map's name.
    public let source: String
    /// The process.
    public let process: SalesProcess
    /// The name of the main file.
    public let fileName: String
    /// Columns of the main file that the map does not name.
    public let ignoredColumns: [String]
    /// Parts of the map that have no effect, each with its place.
    public let warnings: [String]

    let reader: CSVReader
    let zone: Zone
    let dates: DatePattern
    let key: Int
    let title: [TitlePart]
    let owner: Int?
    let required: [Int]
    /// By column of the main file.
    let aliases: [[String: String]?]
    let lookups: [PlannedLookup]
    /// Spellings repaired in look-up files.
    let lookupAliases: AliasCounts
    let account: (key: Int, name: Int)?
    let fields: [PlannedField]
    let stageColumn: Int
    let paths: [String: [StageID]]
    /// By stage; nil for stages that no path names.
    let entered: [Entered?]
    /// By stage.
    let reasons: [Reason?]

    /// A part of a deal's name.
    enum TitlePart: Sendable {
        case literal(String)
        case column(Int)
    }

    /// When a stage was entered.
    enum Entered: Sendable {
        case unknown
        case column(Int)
    }

    /// Why a stage was entered.
    enum Reason: Sendable {
        case fixed(String)
        /// `ids` by the texts of the column; ids and labels of the stage's own list are among them.
        case column(Int, ids: [String: String])
    }

    /// A look-up with its table.
    struct PlannedLookup: Sendable {
        let name: String
        /// The column of the main file.
        let column: Int
        let leavesMissing: Bool
        let table: LookupTable
    }

    /// A field with its origin.
    struct PlannedField: Sendable {
        enum Origin: Sendable {
            case column(Int, asRecorded: Bool)
            /// The index of the look-up, and of the field in its table's values.
            case lookup(Int, value: Int)
            case constant(Value)
        }
        let id: FieldID
        let name: String
        let origin: Origin
        let reader: ValueReader
    }
}

/// What binding a map to its process and files gave.
public struct ImportPlanResult: Sendable {
    /// The plan; nil where findings stand in the way.
    public let plan: ImportPlan?
    /// All findings about the map, the process and the files.
    public let diagnostics: [Diagnostic]
    /// The files that findings point into.
    public let sources: SourceMap
}
