/// TP15xx, import: mapping files and CSV.
extension DiagnosticCode {
    /// A key that maps do not have.
    public static let importUnknownKey = DiagnosticCode(
        "TP1501",
        "unknown key in a map",
        explanation: """
            A map of `turnpike import` has no such key at this place. A misspelt key would otherwise be passed over
            without a word, and a column with it.
            """,
        wrong: "feilds: {amount: value}",
        right: "fields: {amount: value}"
    )
    /// Something a map must say.
    public static let importMissingKey = DiagnosticCode(
        "TP1502",
        "missing key or value in a map",
        explanation: """
            A map says at least `map`, `process`, `key`, `name` and `stages`, with `column`, `paths` and `entered`; a
            look-up says `file` and `key`. A key without a value says nothing.
            """,
        wrong: "lookups: {products: {file: products.csv}}",
        right: "lookups: {products: {file: products.csv, key: product}}"
    )
    /// A list where settings stand, or the reverse.
    public static let importWrongKind = DiagnosticCode(
        "TP1503",
        "another kind of value is expected in a map",
        explanation: "At this place a map has a list, or settings, and something else is written.",
        wrong: "required: opportunity_id",
        right: "required: [opportunity_id]"
    )
    /// A value that does not mean anything.
    public static let importBadValue = DiagnosticCode(
        "TP1504",
        "value without meaning in a map",
        explanation: """
            The value cannot be read as what stands here: a pattern of dates (`dd.MM.yyyy`), a zone (`Europe/Berlin`), a
            currency (`EUR`), a name with `${column}`.
            """,
        wrong: "dates: DD.MM.YYYY",
        right: "dates: dd.MM.yyyy"
    )
    /// The map belongs to another process.
    public static let importOtherProcess = DiagnosticCode(
        "TP1505",
        "map for another process",
        explanation: "The map names another process than the one that deals are imported into.",
        wrong: "process: b2b_sofware",
        right: "process: b2b_software"
    )
    /// The file has no such column.
    public static let importUnknownColumn = DiagnosticCode(
        "TP1506",
        "the file has no such column",
        explanation: """
            The map names a column that is not in the first row of the file. Nothing is imported: every row would lack
            the value. Compare spelling, capitals and the delimiter of the file.
            """,
        wrong: "fields: {amount: close_valeu}",
        right: "fields: {amount: close_value}"
    )
    /// The process has no such field.
    public static let importUnknownField = DiagnosticCode(
        "TP1507",
        "the process has no such field",
        explanation: "The map fills a field that the process does not declare. Declare it, or take it out of the map.",
        wrong: "fields: {ammount: value}",
        right: "fields: {amount: value}"
    )
    /// The process has no such stage.
    public static let importUnknownStage = DiagnosticCode(
        "TP1508",
        "the process has no such stage",
        explanation: "The map names a stage that the process does not declare.",
        wrong: "paths: {Won: [prospecting, own]}",
        right: "paths: {Won: [prospecting, won]}"
    )
    /// The stage has no such reason.
    public static let importUnknownReason = DiagnosticCode(
        "TP1509",
        "the stage has no such reason",
        explanation: """
            The map gives a reason that is not in the list of the stage, or for a stage that asks for none. Reasons are
            given by id, not by label.
            """,
        wrong: "reasons: {lost: not_recoreded}",
        right: "reasons: {lost: not_recorded}"
    )
    /// The map declares no such look-up.
    public static let importUnknownLookup = DiagnosticCode(
        "TP1510",
        "the map has no such look-up",
        explanation: "A field takes its value from a look-up that does not stand under `lookups`.",
        wrong: "fields: {series: {lookup: product, column: series}}",
        right: "fields: {series: {lookup: products, column: series}}"
    )
    /// A field that a column cannot fill.
    public static let importFieldNotFillable = DiagnosticCode(
        "TP1511",
        "field that a map cannot fill",
        explanation:
            "A computed field follows from others, so no column can say its value; and a field has one origin.",
        wrong: "fields: {expected: value}",
        right: "fields: {amount: value}"
    )
    /// A constant that its field cannot hold.
    public static let importBadConstant = DiagnosticCode(
        "TP1512",
        "constant that its field cannot hold",
        explanation: "The value written in the map is none of the field's type, or outside its limits.",
        wrong: "fields: {source: {value: fair}}",
        right: "fields: {source: {value: event}}"
    )
    /// A stage without a time.
    public static let importStageWithoutTime = DiagnosticCode(
        "TP1513",
        "stage without a time",
        explanation: """
            Every stage of `paths` stands in `entered`, with the column of its day or with the word `unknown`: an unknown
            time stays unknown in every figure, and a forgotten one would become zero.
            """,
        wrong: "entered: {prospecting: unknown}",
        right: "entered: {prospecting: unknown, won: close_date}"
    )
    /// A file that cannot be read as CSV.
    public static let importFileUnreadable = DiagnosticCode(
        "TP1514",
        "file of an import cannot be read",
        explanation: """
            The file, or a look-up file of the map, does not exist, is too large, is no text in UTF-8, or has no row of
            column names. Look-up files are searched in the folder of the main file first, then in that of the map.
            """,
        wrong: "lookups: {products: {file: prodcuts.csv, key: product}}",
        right: "lookups: {products: {file: products.csv, key: product}}"
    )
    /// A look-up file that is not certain.
    public static let importLookupRow = DiagnosticCode(
        "TP1515",
        "row of a look-up file cannot be used",
        explanation: """
            A row of a look-up file is broken, or has the key of a row before it, so that it is not certain which counts.
            """,
        wrong: "product,price\nGTX Pro,4821\nGTX Pro,4700",
        right: "product,price\nGTX Pro,4821"
    )
    /// Something in the map that has no effect.
    public static let importUnused = DiagnosticCode(
        "TP1516",
        "part of a map without effect",
        explanation:
            "Nothing reads this: other spellings of a column that is not used, or a look-up no field takes from.",
        wrong: "lookups: {teams: {file: teams.csv, key: agent}}\nfields: {}",
        right: "fields: {}"
    )

    static let importCodes: [DiagnosticCode] = [
        importUnknownKey, importMissingKey, importWrongKind, importBadValue, importOtherProcess, importUnknownColumn,
        importUnknownField, importUnknownStage, importUnknownReason, importUnknownLookup, importFieldNotFillable,
        importBadConstant, importStageWithoutTime, importFileUnreadable, importLookupRow, importUnused,
    ]
}
