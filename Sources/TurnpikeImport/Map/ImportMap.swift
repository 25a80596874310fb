public import Turnpike
import TurnpikeValues

/// How rows of a CSV file become deals of a process: what a map file says, with the place of every name.
///
/// Read one with ``read(_:)``; whether its names exist in the process and in the files is found by
/// ``ImportPlan/make(map:process:file:lookup:)`` before anything is written.
public struct ImportMap: Sendable {
    /// The source's name; with a row's key it names a deal, so that no row is taken twice.
    public var name: String { nameText.text }
    /// The id of the process.
    public var process: String { processText.text }
    /// The names of the look-up files, as the map writes them.
    public var lookupFiles: [String] { lookups.map(\.file.text) }
    /// The map's own file, for findings.
    public let source: SourceFile

    var nameText: SourceText
    var processText: SourceText
    var key: SourceText
    var title: NameTemplate
    var owner: SourceText?
    var zone: Zone?
    var dates: DatePattern
    var required: [SourceText]
    var aliases: [Aliases]
    var lookups: [Lookup]
    var account: Account?
    var fields: [FieldMapping]
    var stages: Stages

    /// Other spellings of a column's values.
    struct Aliases: Sendable {
        var column: SourceText
        /// The spelling in the file and the right one.
        var spellings: [(wrong: SourceText, right: SourceText)]
    }

    /// Another CSV file in which a row's value is looked up.
    struct Lookup: Sendable {
        var name: SourceText
        var file: SourceText
        /// The column of the look-up file.
        var key: SourceText
        /// The column of the main file.
        var column: SourceText
        var aliases: [Aliases]
        var leavesMissing: Bool
    }

    /// Which columns make the account.
    struct Account: Sendable {
        var key: SourceText
        var name: SourceText?
    }

    /// Where a field's value comes from.
    struct FieldMapping: Sendable {
        enum Origin: Sendable {
            case column(SourceText, asRecorded: Bool)
            case lookup(SourceText, column: SourceText)
            case value(SourceText)
        }
        var field: SourceText
        var origin: Origin
        var currency: Currency?
    }

    /// How the way of a deal follows from a row.
    struct Stages: Sendable {
        enum Entered: Sendable {
            case unknown
            case column(SourceText)
        }
        enum Reason: Sendable {
            case fixed(SourceText)
            case column(SourceText, values: [(text: SourceText, reason: SourceText)])
        }
        var column: SourceText
        var paths: [(value: SourceText, stages: [SourceText])]
        var entered: [(stage: SourceText, when: Entered)]
        var reasons: [(stage: SourceText, reason: Reason)]
    }
}

/// A deal's name made of columns: `${product} for ${account}`.
struct NameTemplate: Sendable {
    enum Part: Sendable {
        case literal(String)
        case column(SourceText)
    }
    var parts: [Part]
}
