import Turnpike
import TurnpikeValues

/// A look-up file read whole: for each key the values that fields take from its row.
///
/// A value that its field cannot hold is no mistake of the file as long as no row needs it, so it is kept as a problem.
struct LookupTable: Sendable {
    /// The name that reports show.
    let file: String
    /// The row of a key.
    private(set) var rows: [String: Int] = [:]
    private var values: [Value] = []
    private var problems: [Int: ValueReadingProblem] = [:]
    private var width = 0

    init(file: String) {
        self.file = file
    }

    /// A field's column and how it is read.
    struct Column: Sendable {
        let index: Int
        let reader: ValueReader
    }

    /// The value of a field in a row.
    func value(_ row: Int, _ field: Int) -> Result<Value, ValueReadingProblem> {
        let index = row * width + field
        if let problem = problems[index] { return .failure(problem) }
        return .success(values[index])
    }

    /// Reads all rows.
    ///
    /// - Returns: what is wrong with rows, each a sentence with its line.
    mutating func fill(
        from reader: CSVReader,
        key: Int,
        columns: [Column],
        aliases: [[String: String]?],
        used: inout AliasCounts
    ) -> [String] {
        var reader = reader
        width = columns.count
        var lines: [String: Int] = [:]
        var findings: [String] = []
        while let item = reader.next() {
            switch item {
            case .problem(let problem): findings.append("\(file):\(problem.line): \(problem.message)")
            case .row(let row):
                let text = Self.text(row, key, aliases)
                // A row without a key is never looked up.
                if text.isEmpty { continue }
                if let first = lines[text] {
                    findings.append("\(file):\(row.line): the key '\(text)' stands on line \(first) already")
                    continue
                }
                lines[text] = row.line
                rows[text] = rows.count
                for (index, column) in aliases.enumerated() {
                    if let right = column?[row.text(index)] {
                        used.count(file, reader.header[index], row.text(index), right)
                    }
                }
                for column in columns {
                    switch column.reader.read(Self.text(row, column.index, aliases)) {
                    case .success(let value): values.append(value)
                    case .failure(let problem):
                        problems[values.count] = ValueReadingProblem("\(file):\(row.line): \(problem.message)")
                        values.append(.null)
                    }
                }
            }
        }
        return findings
    }

    private static func text(_ row: CSVRow, _ column: Int, _ aliases: [[String: String]?]) -> String {
        let text = row.text(column)
        return aliases[column]?[text] ?? text
    }
}

/// How often other spellings were repaired.
struct AliasCounts: Sendable {
    struct Key: Hashable {
        var file: String
        var column: String
        var wrong: String
        var right: String
    }
    private(set) var counts: [Key: Int] = [:]

    mutating func count(_ file: String, _ column: String, _ wrong: String, _ right: String) {
        counts[Key(file: file, column: column, wrong: wrong, right: right), default: 0] += 1
    }
}
