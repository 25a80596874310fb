public import Turnpike
import TurnpikeValues

/// People from a table: CSV with a header, one person to a line.
///
/// The columns are `id` (needed), `name`, `email`, `keys`, `roles`, `teams`, `manager`, `delegate`, `absent`, `left` and
/// `capacity`, in any order; several values of a cell are separated by `;`, and then the delimiter is a comma.
public struct PeopleTable: Sendable {
    /// The people, in the order of the lines.
    public private(set) var persons: [Person] = []
    /// What is wrong, with its line.
    public private(set) var problems: [String] = []

    private static let columns = [
        "id", "name", "email", "keys", "roles", "teams", "manager", "delegate", "absent", "left", "capacity",
    ]

    /// Reads a table.
    public init(_ bytes: [UInt8]) {
        guard
            let text = String(
                validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...],
                as: UTF8.self
            )
        else {
            problems = ["it is not UTF-8"]
            return
        }
        var lines = Self.rows(text)
        guard !lines.isEmpty else {
            problems = ["it is empty"]
            return
        }
        let header = lines.removeFirst().map { $0.trimmed }
        for name in header where !Self.columns.contains(name) {
            problems.append("line 1: there is no column '\(name)'; there are \(Self.columns.joined(separator: ", "))")
        }
        guard let idColumn = header.firstIndex(of: "id") else {
            problems.append("line 1: the column 'id' is missing")
            return
        }
        for (number, cells) in lines.enumerated() {
            let line = number + 2
            if cells.count == 1, cells[0].trimmed.isEmpty { continue }
            guard cells.count == header.count else {
                problems.append("line \(line): \(cells.count) values under \(header.count) columns")
                continue
            }
            let id = cells[idColumn].trimmed
            guard !id.isEmpty else {
                problems.append("line \(line): a person needs an id")
                continue
            }
            guard !persons.contains(where: { $0.id == id }) else {
                problems.append("line \(line): '\(id)' stands there twice")
                continue
            }
            persons.append(person(id, header, cells, line))
        }
    }

    private mutating func person(_ id: String, _ header: [String], _ cells: [String], _ line: Int) -> Person {
        var person = Person(id)
        for (name, cell) in zip(header, cells) {
            let text = cell.trimmed
            guard !text.isEmpty else { continue }
            let several = text.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
            switch name {
            case "name": person.name = text
            case "email": person.email = text
            case "keys": person.externalKeys = several
            case "roles": person.roles = several
            case "teams": person.teams = several
            case "manager": person.manager = text
            case "delegate": person.delegate = text
            case "absent":
                for part in several {
                    if let absence = Person.Absence(part) {
                        person.absences.append(absence)
                    } else {
                        problems.append("line \(line): '\(part)' is no day and no range of days")
                    }
                }
            case "left":
                if text == "true" || text == "false" {
                    person.hasLeft = text == "true"
                } else {
                    problems.append("line \(line): 'left' is true or false, not '\(text)'")
                }
            case "capacity":
                if let number = Int(text), number > 0 {
                    person.capacity = number
                } else {
                    problems.append("line \(line): '\(text)' is no number of deals")
                }
            default: break
            }
        }
        return person
    }

    /// The rows of a text (RFC 4180): commas, values in quotes, quotes written twice.
    private static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var value = ""
        var isQuoted = false
        var hasAny = false
        var iterator = text.unicodeScalars.makeIterator()
        var pending: Unicode.Scalar?
        while let scalar = pending ?? iterator.next() {
            pending = nil
            hasAny = true
            if isQuoted {
                guard scalar == "\"" else {
                    value.unicodeScalars.append(scalar)
                    continue
                }
                let next = iterator.next()
                if next == "\"" {
                    value += "\""
                } else {
                    isQuoted = false
                    pending = next
                }
                continue
            }
            switch scalar {
            case "\"": isQuoted = true
            case ",":
                row.append(value)
                value = ""
            case "\n":
                row.append(value)
                rows.append(row)
                row = []
                value = ""
                hasAny = false
            case "\r": break
            default: value.unicodeScalars.append(scalar)
            }
        }
        if hasAny || !row.isEmpty {
            row.append(value)
            rows.append(row)
        }
        return rows
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
