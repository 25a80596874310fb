import Turnpike
import TurnpikeValues

/// Resolves the names of a map; a name that is not found becomes a finding, and resolving goes on.
struct PlanBuilder {
    let map: ImportMap
    let process: SalesProcess
    let file: ImportFile
    var diagnostics: [Diagnostic] = []
    /// The columns of the main file; empty where it cannot be read.
    var columns: [String: Int] = [:]
    var usedColumns: Set<Int> = []
    var isFileReadable = false
    let zone: Zone

    init(map: ImportMap, process: SalesProcess, file: ImportFile) {
        self.map = map
        self.process = process
        self.file = file
        zone = map.zone ?? process.zone
    }

    mutating func build(_ load: (String) throws -> ImportFile) -> ImportPlan? {
        if map.process != process.id {
            diagnostics.append(
                Diagnostic(
                    .importOtherProcess,
                    "the map is for the process '\(map.process)', and the deals go into '\(process.id)'",
                    at: map.processText.range,
                    repair: NearestName.find(map.process, among: [process.id]).map {
                        .didYouMean($0, replacing: map.processText.range)
                    }
                )
            )
        }
        let reader = openMainFile()
        let key = column(map.key)
        let title = map.title.parts.compactMap { part -> ImportPlan.TitlePart? in
            switch part {
            case .literal(let text): .literal(text)
            case .column(let name): column(name).map { .column($0) }
            }
        }
        let owner = map.owner.flatMap { column($0) }
        let required = map.required.compactMap { column($0) }
        var account: (key: Int, name: Int)?
        if let given = map.account, let accountKey = column(given.key) {
            let name = given.name.flatMap { column($0) }
            account = (accountKey, name ?? accountKey)
        }
        let lookupColumns = map.lookups.map { column($0.column) }
        let resolved = resolveFields()
        let stageColumn = column(map.stages.column)
        let stages = resolveStages()
        var aliases = resolveAliases(map.aliases, columns, file.name, used: usedColumns)
        // Columns without a name stand behind the last one that has one.
        aliases += [[String: String]?](repeating: nil, count: max(0, (reader?.header.count ?? 0) - aliases.count))
        var lookupAliases = AliasCounts()
        let lookups = fillLookups(resolved.requests, lookupColumns, load, &lookupAliases)
        guard let reader, let key, let stageColumn, !diagnostics.hasErrors else { return nil }
        return ImportPlan(
            source: map.name,
            process: process,
            fileName: file.name,
            ignoredColumns: reader.header.indices.filter { !usedColumns.contains($0) }.map { reader.header[$0] },
            warnings: warnings,
            reader: reader,
            zone: zone,
            dates: map.dates,
            key: key,
            title: title,
            owner: owner,
            required: required,
            aliases: aliases,
            lookups: lookups,
            lookupAliases: lookupAliases,
            account: account,
            fields: resolved.fields,
            stageColumn: stageColumn,
            paths: stages.paths,
            entered: stages.entered,
            reasons: stages.reasons
        )
    }

    private var warnings: [String] {
        let sources = SourceMap([map.source])
        return diagnostics.inFileOrder().map { finding in
            "\(sources.place(of: finding.range) ?? map.source.name): warning[\(finding.code)]: \(finding.message)"
        }
    }

    private mutating func openMainFile() -> CSVReader? {
        do throws(CSVError) {
            let reader = try CSVReader(file.bytes)
            columns = Self.columns(of: reader)
            isFileReadable = true
            return reader
        } catch {
            report(.importFileUnreadable, "\(file.name): \(error.message)", at: .none, help: error.help)
            return nil
        }
    }

    static func columns(of reader: CSVReader) -> [String: Int] {
        var columns: [String: Int] = [:]
        for (index, name) in reader.header.enumerated() where !name.isEmpty { columns[name] = index }
        return columns
    }

    // MARK: Names

    mutating func report(_ code: DiagnosticCode, _ message: String, at range: SourceRange, help: String? = nil) {
        diagnostics.append(Diagnostic(code, message, at: range, help: help))
    }

    mutating func unknown(
        _ code: DiagnosticCode,
        _ message: String,
        _ name: SourceText,
        among known: some Collection<String>
    ) {
        let near = NearestName.find(name.text, among: known.sorted())
        let list = known.sorted().joined(separator: ", ")
        diagnostics.append(
            Diagnostic(
                code,
                message,
                at: name.range,
                repair: near.map { .didYouMean($0, replacing: name.range) },
                help: near == nil && !known.isEmpty && known.count <= 20 ? "there is \(list)" : nil
            )
        )
    }

    /// A column of the main file.
    mutating func column(_ name: SourceText) -> Int? {
        guard isFileReadable else { return nil }
        if let index = columns[name.text] {
            usedColumns.insert(index)
            return index
        }
        unknown(.importUnknownColumn, "\(file.name) has no column '\(name.text)'", name, among: columns.keys)
        return nil
    }

    mutating func stage(_ name: SourceText) -> StageID? {
        if let stage = process.stage(name.text) { return stage }
        unknown(
            .importUnknownStage,
            "\(process.id) has no stage '\(name.text)'",
            name,
            among: process.stages.map(\.id)
        )
        return nil
    }

    mutating func resolveAliases(
        _ given: [ImportMap.Aliases],
        _ columns: [String: Int],
        _ fileName: String,
        used: Set<Int>
    ) -> [[String: String]?] {
        var result = [[String: String]?](repeating: nil, count: (columns.values.max() ?? -1) + 1)
        for aliases in given {
            guard let index = columns[aliases.column.text] else {
                // Of a file that cannot be read nothing more is said.
                if !columns.isEmpty {
                    unknown(
                        .importUnknownColumn,
                        "\(fileName) has no column '\(aliases.column.text)'",
                        aliases.column,
                        among: columns.keys
                    )
                }
                continue
            }
            if !used.contains(index) {
                diagnostics.append(
                    Diagnostic(
                        .importUnused,
                        severity: .warning,
                        "nothing reads the column '\(aliases.column.text)', so its other spellings have no effect",
                        at: aliases.column.range
                    )
                )
            }
            result[index] = Dictionary(
                aliases.spellings.map { ($0.wrong.text, $0.right.text) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        return result
    }

    // MARK: Fields

    /// What one look-up file has to bring: for each value its column and how it is read.
    struct LookupRequest {
        var columns: [(name: SourceText, reader: ValueReader)] = []
    }

    private mutating func resolveFields() -> (fields: [ImportPlan.PlannedField], requests: [LookupRequest]) {
        var requests = map.lookups.map { _ in LookupRequest() }
        var fields: [ImportPlan.PlannedField] = []
        for mapping in map.fields {
            guard let id = process.field(mapping.field.text) else {
                unknown(
                    .importUnknownField,
                    "\(process.id) has no field '\(mapping.field.text)'",
                    mapping.field,
                    among: process.fields.filter { !$0.isComputed }.map(\.id)
                )
                // What else is wrong with it is said all the same.
                if case .column(let name, _) = mapping.origin { _ = column(name) }
                continue
            }
            let field = process[id]
            if field.isComputed {
                report(
                    .importFieldNotFillable,
                    "'\(field.id)' is computed from other fields, so nothing can set it",
                    at: mapping.field.range
                )
                continue
            }
            if mapping.currency != nil, field.type != .money {
                report(
                    .importBadValue,
                    "'\(field.id)' is no amount of money and has no currency",
                    at: mapping.field.range
                )
            }
            let reader = ValueReader(
                field: field,
                currency: mapping.currency ?? process.currency,
                dates: map.dates,
                zone: zone
            )
            let origin: ImportPlan.PlannedField.Origin
            switch mapping.origin {
            case .column(let name, let asRecorded):
                guard let index = column(name) else { continue }
                origin = .column(index, asRecorded: asRecorded)
            case .lookup(let name, let column):
                guard let index = map.lookups.firstIndex(where: { $0.name.text == name.text }) else {
                    let known = map.lookups.map(\.name.text)
                    unknown(.importUnknownLookup, "the map has no look-up '\(name.text)'", name, among: known)
                    continue
                }
                origin = .lookup(index, value: requests[index].columns.count)
                requests[index].columns.append((column, reader))
            case .value(let text):
                switch reader.read(text.text) {
                case .success(let value): origin = .constant(value)
                case .failure(let problem):
                    report(.importBadConstant, problem.message, at: text.range)
                    continue
                }
            }
            fields.append(.init(id: id, name: field.id, origin: origin, reader: reader))
        }
        return (fields, requests)
    }

    // MARK: Look-ups

    private mutating func fillLookups(
        _ requests: [LookupRequest],
        _ mainColumns: [Int?],
        _ load: (String) throws -> ImportFile,
        _ counts: inout AliasCounts
    ) -> [ImportPlan.PlannedLookup] {
        var result: [ImportPlan.PlannedLookup] = []
        for (index, lookup) in map.lookups.enumerated() {
            if requests[index].columns.isEmpty {
                diagnostics.append(
                    Diagnostic(
                        .importUnused,
                        severity: .warning,
                        "no field takes a value from the look-up '\(lookup.name.text)'",
                        at: lookup.name.range
                    )
                )
            }
            guard let table = table(lookup, requests[index], load, &counts) else { continue }
            guard let column = mainColumns[index] else { continue }
            result.append(
                ImportPlan.PlannedLookup(
                    name: lookup.name.text,
                    column: column,
                    leavesMissing: lookup.leavesMissing,
                    table: table
                )
            )
        }
        return result
    }

    private mutating func table(
        _ lookup: ImportMap.Lookup,
        _ request: LookupRequest,
        _ load: (String) throws -> ImportFile,
        _ counts: inout AliasCounts
    ) -> LookupTable? {
        let file: ImportFile
        do {
            file = try load(lookup.file.text)
        } catch {
            report(.importFileUnreadable, "\(error)", at: lookup.file.range)
            return nil
        }
        let reader: CSVReader
        do throws(CSVError) {
            reader = try CSVReader(file.bytes)
        } catch {
            report(.importFileUnreadable, "\(file.name): \(error.message)", at: lookup.file.range, help: error.help)
            return nil
        }
        let columns = Self.columns(of: reader)
        var isComplete = true
        func missing(_ name: SourceText) {
            isComplete = false
            unknown(.importUnknownColumn, "\(file.name) has no column '\(name.text)'", name, among: columns.keys)
        }
        let key = columns[lookup.key.text]
        if key == nil { missing(lookup.key) }
        var wanted: [LookupTable.Column] = []
        for (name, reader) in request.columns {
            guard let index = columns[name.text] else {
                missing(name)
                continue
            }
            wanted.append(LookupTable.Column(index: index, reader: reader))
        }
        let used = Set(wanted.map(\.index) + [key].compactMap { $0 })
        var aliases = resolveAliases(lookup.aliases, columns, file.name, used: used)
        aliases += [[String: String]?](repeating: nil, count: max(0, reader.header.count - aliases.count))
        guard let key, isComplete else { return nil }
        var table = LookupTable(file: file.name)
        let findings = table.fill(from: reader, key: key, columns: wanted, aliases: aliases, used: &counts)
        let shown = 20
        for finding in findings.prefix(shown) { report(.importLookupRow, finding, at: lookup.file.range) }
        if findings.count > shown {
            report(
                .importLookupRow,
                "\(file.name): \(findings.count - shown) more rows like these",
                at: lookup.file.range
            )
        }
        return table
    }
}
