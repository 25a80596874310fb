import Turnpike
import TurnpikeValues

/// A row as commands for the kernel.
struct RowPlan {
    var line: Int
    var key: String
    var name: String
    var owner: String?
    var account: (id: String, name: String)?
    var fields: [(id: FieldID, value: FieldValue)]
    var steps: [Step]

    struct Step {
        var stage: StageID
        var name: String
        var occurred: Occurrence
        var reason: String?
    }
}

/// Turns rows into plans, and counts what was repaired or not found on the way.
struct RowReader {
    let plan: ImportPlan
    private(set) var aliases: AliasCounts
    private(set) var missed: [Missed: Int] = [:]
    /// The line of each key.
    private var lines: [String: Int] = [:]

    struct Missed: Hashable {
        var lookup: Int
        var value: String
    }

    /// What is wrong with a row.
    struct Refusal: Error {
        var key: String?
        var reasons: [String]
    }

    /// More distinct values than this are counted together under an empty text.
    private static let maximumMissed = 10_000

    init(plan: ImportPlan) {
        self.plan = plan
        aliases = plan.lookupAliases
    }

    /// The texts of a row, each with its other spelling repaired.
    private struct Cells {
        let row: CSVRow
        var repaired: [String?]

        init(_ row: CSVRow) {
            self.row = row
            repaired = [String?](repeating: nil, count: row.count)
        }
    }

    private mutating func text(_ column: Int, _ cells: inout Cells) -> String {
        if let text = cells.repaired[column] { return text }
        var text = cells.row.text(column)
        if let right = plan.aliases[column]?[text] {
            aliases.count(plan.fileName, plan.reader.header[column], text, right)
            text = right
        }
        cells.repaired[column] = text
        return text
    }

    /// What a row asks for; or everything that is wrong with it.
    mutating func read(_ row: CSVRow) throws(Refusal) -> RowPlan {
        var cells = Cells(row)
        var reasons: [String] = []
        let header = plan.reader.header
        let key = text(plan.key, &cells)
        if key.isEmpty {
            reasons.append("\(header[plan.key]): the key is empty")
        } else if key.utf8.count > 500 {
            reasons.append("\(header[plan.key]): a key has at most 500 bytes")
        } else if let first = lines.updateValue(row.line, forKey: key) {
            // The first row counts, so that it does not depend on what follows it.
            lines[key] = first
            throw Refusal(key: key, reasons: ["\(header[plan.key]): the key '\(key)' stands on line \(first) already"])
        }
        for column in plan.required where column != plan.key && row.isEmpty(column) {
            reasons.append("\(header[column]): the value is missing")
        }
        let fields = fields(&cells, &reasons)
        let steps = steps(&cells, &reasons)
        let name = name(&cells, &reasons)
        let owner = plan.owner.map { text($0, &cells) }
        var account: (id: String, name: String)?
        if let columns = plan.account {
            let key = text(columns.key, &cells)
            let name = text(columns.name, &cells)
            if !key.isEmpty { account = ("\(plan.source):\(key)", name.isEmpty ? key : name) }
        }
        guard reasons.isEmpty else { throw Refusal(key: key.isEmpty ? nil : key, reasons: reasons) }
        return RowPlan(
            line: row.line,
            key: key,
            name: name,
            owner: owner?.isEmpty == false ? owner : nil,
            account: account,
            fields: fields,
            steps: steps
        )
    }

    /// The deal's name; a dash stands for a part that is missing, and one part at least must be there.
    private mutating func name(_ cells: inout Cells, _ reasons: inout [String]) -> String {
        var name = ""
        var missing: [String] = []
        var isNamed = false
        for part in plan.title {
            switch part {
            case .literal(let text): name += text
            case .column(let column):
                let value = text(column, &cells)
                let isBlank = value.allSatisfy(\.isWhitespace)
                if isBlank { missing.append(plan.reader.header[column]) } else { isNamed = true }
                name += isBlank ? "–" : value
            }
        }
        if !missing.isEmpty, !isNamed {
            reasons.append("\(missing.joined(separator: ", ")): the deal's name is missing")
        }
        return name
    }

    private mutating func fields(_ cells: inout Cells, _ reasons: inout [String]) -> [(id: FieldID, value: FieldValue)]
    {
        var found: [Int?] = []
        for (index, lookup) in plan.lookups.enumerated() {
            let key = text(lookup.column, &cells)
            guard !key.isEmpty else {
                found.append(nil)
                continue
            }
            let row = lookup.table.rows[key]
            found.append(row)
            if row == nil {
                let missing = Missed(lookup: index, value: Shortened.text(key))
                let isKnown = missed[missing] != nil || missed.count < Self.maximumMissed
                missed[isKnown ? missing : Missed(lookup: index, value: ""), default: 0] += 1
                if !lookup.leavesMissing {
                    reasons.append("\(plan.reader.header[lookup.column]): \(lookup.table.file) has no '\(key)'")
                }
            }
        }
        var fields: [(id: FieldID, value: FieldValue)] = []
        fields.reserveCapacity(plan.fields.count)
        for field in plan.fields {
            let result: Result<Value, ValueReadingProblem>
            var place = field.name
            switch field.origin {
            case .constant(let value): result = .success(value)
            case .lookup(let lookup, let value):
                guard let row = found[lookup] else { continue }
                result = plan.lookups[lookup].table.value(row, value)
            case .column(let column, let asRecorded):
                place = plan.reader.header[column]
                if cells.row.isEmpty(column), plan.aliases[column] == nil { continue }
                result = field.reader.read(asRecorded ? cells.row.text(column) : text(column, &cells))
            }
            switch result {
            case .success(.null): continue
            case .success(let value): fields.append((field.id, FieldValue(field.name, value)))
            case .failure(let problem): reasons.append("\(place): \(problem.message)")
            }
        }
        return fields
    }

    private mutating func steps(_ cells: inout Cells, _ reasons: inout [String]) -> [RowPlan.Step] {
        let header = plan.reader.header
        let stageText = text(plan.stageColumn, &cells)
        guard let path = plan.paths[stageText] else {
            // An empty one was reported where the column is required.
            if stageText.isEmpty {
                if !plan.required.contains(plan.stageColumn) {
                    reasons.append("\(header[plan.stageColumn]): the stage is missing")
                }
                return []
            }
            let near = NearestName.find(stageText, among: plan.paths.keys.sorted())
            let advice = near.map { "; did the file mean '\($0)'? `aliases` can say so" } ?? ""
            reasons.append("\(header[plan.stageColumn]): the map has no path for '\(stageText)'\(advice)")
            return []
        }
        var steps: [RowPlan.Step] = []
        var latest: (instant: Instant, column: Int)?
        for stage in path {
            var step = RowPlan.Step(
                stage: stage,
                name: plan.process[stage].id,
                occurred: .unknown,
                reason: reason(stage, &cells, &reasons)
            )
            if case .column(let column)? = plan.entered[stage.index] {
                let text = text(column, &cells)
                if text.isEmpty {
                    reasons.append("\(header[column]): the day on which the deal came to \(step.name) is missing")
                } else if let instant = plan.dates.read(text)?.instant(in: plan.zone) {
                    if let latest, instant < latest.instant {
                        reasons.append("\(header[column]): \(text) is before \(header[latest.column])")
                    }
                    latest = (instant, column)
                    step.occurred = .at(instant)
                } else {
                    let problem =
                        "\(header[column]): '\(text)' is no date that exists and is written \(plan.dates.text)"
                    if !reasons.contains(problem) { reasons.append(problem) }
                }
            }
            steps.append(step)
        }
        return steps
    }

    private mutating func reason(_ stage: StageID, _ cells: inout Cells, _ reasons: inout [String]) -> String? {
        switch plan.reasons[stage.index] {
        case nil: return nil
        case .fixed(let id)?: return id
        case .column(let column, let ids)?:
            let text = text(column, &cells)
            if text.isEmpty { return nil }
            if let id = ids[text] { return id }
            let near = NearestName.find(text, among: ids.keys.sorted())
            let advice = near.map { "; did the file mean '\($0)'?" } ?? ""
            reasons.append("\(plan.reader.header[column]): the map has no reason for '\(text)'\(advice)")
            return nil
        }
    }
}
