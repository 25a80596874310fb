import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// One run of an importer: while a batch is being stored, the next is decided.
struct ImportRun {
    let importer: Importer
    var report: ImportReport
    private var rows: RowReader
    private var batch: PipelineBatch
    /// The rows of `batch`, by their new deals.
    private var pending: [DealID: RowPlan] = [:]
    private var inFlight: (task: Task<[PipelineBatch.Conflict], any Error>, rows: [DealID: RowPlan])?
    private var accounts: Set<String> = []

    var plan: ImportPlan { importer.plan }

    init(importer: Importer) {
        self.importer = importer
        let plan = importer.plan
        report = ImportReport(
            map: plan.source,
            process: plan.process.id,
            version: plan.process.version,
            file: plan.fileName
        )
        rows = RowReader(plan: plan)
        batch = importer.pipeline.batch()
    }

    mutating func readRows(_ progress: (@Sendable (ImportProgress) -> Void)?) async throws {
        var reader = plan.reader
        while let item = reader.next() {
            report.rows += 1
            switch item {
            case .problem(let problem): refuse(problem.line, nil, [problem.message])
            case .row(let row):
                do {
                    try await take(rows.read(row))
                } catch let refusal as RowReader.Refusal {
                    refuse(row.line, refusal.key, refusal.reasons)
                }
            }
            if pending.count >= importer.options.batchDeals {
                try await store()
                progress?(ImportProgress(rows: report.rows, bytes: reader.position, totalBytes: reader.size))
                try Task.checkCancellation()
            }
        }
        try await store()
        try await settle()
        report.emptyLines = reader.emptyLines
        progress?(ImportProgress(rows: report.rows, bytes: reader.position, totalBytes: reader.size))
    }

    mutating func finish() -> ImportReport {
        report.refusedRows.sort { $0.line < $1.line }
        report.keptValues.sort { ($0.line, $0.name) < ($1.line, $1.name) }
        report.accounts = accounts.count
        report.ignoredColumns = plan.ignoredColumns
        report.warnings = plan.warnings
        report.aliases = rows.aliases.counts
            .map {
                ImportReport.Alias(
                    file: $0.key.file,
                    column: $0.key.column,
                    wrong: $0.key.wrong,
                    right: $0.key.right,
                    count: $0.value
                )
            }
            .sorted { ($0.file, $0.column, $0.wrong) < ($1.file, $1.column, $1.wrong) }
        report.missedLookups = rows.missed
            .map {
                ImportReport.MissedLookup(
                    lookup: plan.lookups[$0.key.lookup].name,
                    value: $0.key.value,
                    count: $0.value,
                    isRefused: !plan.lookups[$0.key.lookup].leavesMissing
                )
            }
            .sorted { (-$0.count, $0.lookup, $0.value) < (-$1.count, $1.lookup, $1.value) }
        return report
    }

    func finishAfterFailure() async { _ = await inFlight?.task.result }

    mutating func refuse(_ line: Int, _ key: String?, _ reasons: [String]) {
        report.refused += 1
        guard report.refusedRows.count < importer.options.listedRows else { return }
        let reasons = reasons.map { Shortened.text($0) }
        report.refusedRows.append(ImportReport.RefusedRow(line: line, key: key, reasons: reasons))
    }

    // MARK: New deals

    /// Decides all that a row asks for, as a new deal; whether its key is taken the store says.
    private mutating func take(_ row: RowPlan) async throws {
        if let account = row.account, accounts.insert(account.id).inserted {
            try await importer.pipeline.put(
                .account,
                account.id,
                values: ["name": .string(account.name)],
                externalKey: account.id
            )
        }
        guard let first = row.steps.first else {
            throw RowReader.Refusal(key: row.key, reasons: ["the row's path has no stage"])
        }
        let opening = Opening(
            name: row.name,
            stage: first.name,
            owner: row.owner,
            account: row.account?.id,
            externalKeys: [plan.externalKey(row.key)],
            fields: row.fields.map(\.value)
        )
        var opened: DealID?
        do {
            let (id, decision) = try await batch.open(
                plan.process,
                opening,
                by: importer.actor,
                occurred: first.occurred,
                options: importer.commandOptions
            )
            if case .refused(let refusal) = decision { throw refusal.asRow(row.key) }
            opened = id
            for step in row.steps.dropFirst() {
                let decision = try await batch.perform(
                    Command(.observe(Observation(stage: step.name, reason: step.reason)), occurred: step.occurred),
                    on: id,
                    by: importer.actor,
                    options: importer.commandOptions
                )
                if case .refused(let refusal) = decision { throw refusal.asRow(row.key) }
            }
            pending[id] = row
        } catch {
            if let opened { batch.discard(opened) }
            throw try Self.refusal(error, row.key)
        }
    }

    /// What makes the row a refused one; anything else is thrown on.
    static func refusal(_ error: any Error, _ key: String) throws -> RowReader.Refusal {
        if let error = error as? RowReader.Refusal { return error }
        if let error = error as? CommandError { return RowReader.Refusal(key: key, reasons: error.problems) }
        throw error
    }

    // MARK: Storing

    /// Sends the batch to the store, when the one before has arrived.
    private mutating func store() async throws {
        try await settle()
        guard !pending.isEmpty else { return }
        let sealed = batch
        let task = Task {
            var batch = sealed
            return try await batch.flush()
        }
        inFlight = (task, pending)
        batch = importer.pipeline.batch()
        pending = [:]
    }

    /// Waits for the batch on its way, and turns to the rows whose deals were there.
    private mutating func settle() async throws {
        guard let (task, stored) = inFlight else { return }
        let conflicts = try await task.value
        inFlight = nil
        var known: [(row: RowPlan, deal: DealID)] = []
        var lost: [DealID: CommitResult] = [:]
        for conflict in conflicts {
            if case .keyTaken(_, by: let other) = conflict.result, let row = stored[conflict.deal] {
                known.append((row, other))
                lost[conflict.deal] = conflict.result
            } else if lost[conflict.deal] == nil {
                lost[conflict.deal] = conflict.result
                if let row = stored[conflict.deal] {
                    refuse(row.line, row.key, ["the store did not take the row; import the file again"])
                }
            }
        }
        for (id, row) in stored where lost[id] == nil {
            report.opened += 1
            report.moves += row.steps.count - 1
            report.unknownTimes += row.steps.count { $0.occurred == .unknown }
        }
        try await update(known.sorted { $0.row.line < $1.row.line })
    }
}

/// A value may have a megabyte; what a report quotes of it has a few lines.
enum Shortened {
    static func text(_ text: String, limit: Int = 400) -> String {
        guard text.utf8.count > limit else { return text }
        return String(text.unicodeScalars.prefix(limit)) + "…"
    }
}

extension ImportPlan {
    /// The name by which the store knows a row's deal.
    func externalKey(_ key: String) -> String { "\(source):\(key)" }
}

extension Refusal {
    func asRow(_ key: String) -> RowReader.Refusal {
        RowReader.Refusal(
            key: key,
            reasons: unmet.map { criterion in
                let target = target.map { "to \($0): " } ?? ""
                return "\(target)\(criterion.message) (\(criterion.id))"
            }
        )
    }
}
