import TurnpikeValues

/// What an import did: every row of the file is in exactly one of the counts.
public struct ImportReport: Hashable, Sendable {
    /// A row that was not taken.
    public struct RefusedRow: Hashable, Sendable, CustomStringConvertible {
        /// The line on which it begins, from 1.
        public var line: Int
        /// Its key, where that could be read.
        public var key: String?
        /// All that is wrong with it, a sentence each.
        public var reasons: [String]

        /// Line, key and reasons.
        public var description: String {
            "line \(line)\(key.map { " (\($0))" } ?? ""): \(reasons.joined(separator: "; "))"
        }
    }

    /// A value that the file and somebody else both changed since the last import; the deal keeps what it has.
    public struct KeptValue: Hashable, Sendable, CustomStringConvertible {
        /// The row's line.
        public var line: Int
        /// The row's key.
        public var key: String
        /// The field, or `stage`, `owner`, `account`.
        public var name: String
        /// What the deal has and keeps.
        public var kept: String
        /// What the file says.
        public var file: String

        /// Line, key, and both values.
        public var description: String {
            "line \(line) (\(key)): \(name) stays \(kept), as it was set after the last import; the file says \(file)"
        }
    }

    /// Another spelling that was repaired.
    public struct Alias: Hashable, Sendable {
        /// The file.
        public var file: String
        /// The column.
        public var column: String
        /// The spelling in the file.
        public var wrong: String
        /// The right one.
        public var right: String
        /// In how many rows.
        public var count: Int
    }

    /// A value that a look-up did not find.
    public struct MissedLookup: Hashable, Sendable {
        /// The look-up's name.
        public var lookup: String
        /// The value looked for.
        public var value: String
        /// In how many rows.
        public var count: Int
        /// Whether these rows were refused; else their fields stayed without a value.
        public var isRefused: Bool
    }

    /// The map's name.
    public var map: String
    /// The process's id.
    public var process: String
    /// Its version.
    public var version: Int
    /// The main file.
    public var file: String
    /// How many rows the file has, without header and empty lines.
    public var rows = 0
    /// Rows that became new deals.
    public var opened = 0
    /// Rows whose deal was there and follows them now.
    public var updated = 0
    /// Rows whose deal was there and that say nothing new.
    public var unchanged = 0
    /// Rows that were not taken.
    public var refused = 0
    /// The first refused rows, at most `ImportOptions.listedRows`.
    public var refusedRows: [RefusedRow] = []
    /// Values that were not overwritten, the first of them.
    public var keptValues: [KeptValue] = []
    /// How many values were not overwritten.
    public var kept = 0
    /// How many stages deals were seen to enter after the first.
    public var moves = 0
    /// How many stages were entered at a time that nobody knows.
    public var unknownTimes = 0
    /// How many accounts the rows name.
    public var accounts = 0
    /// Other spellings that were repaired, by file, column and spelling.
    public var aliases: [Alias] = []
    /// Values that look-ups did not find.
    public var missedLookups: [MissedLookup] = []
    /// Lines without anything on them.
    public var emptyLines = 0
    /// Columns of the file that the map does not name.
    public var ignoredColumns: [String] = []
    /// Parts of the map that have no effect, each with its place.
    public var warnings: [String] = []

    init(map: String, process: String, version: Int, file: String) {
        self.map = map
        self.process = process
        self.version = version
        self.file = file
    }

    /// Whether the import changed nothing.
    public var isUnchanged: Bool { opened == 0 && updated == 0 }
}
