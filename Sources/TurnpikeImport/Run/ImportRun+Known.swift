import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// What the import said about a deal before, and what others did to it since.
private struct Baseline {
    /// A thing as the import left it, and whether anybody else changed it later.
    struct Entry<Content> {
        var imported: Content
        var isTouched = false
    }

    var fields: [String: Entry<Value>] = [:]
    var stage: Entry<String?> = Entry(imported: nil)
    var owner: Entry<String?> = Entry(imported: nil)
    var account: Entry<String?> = Entry(imported: nil)

    init(_ history: [Record], _ process: SalesProcess, source: String) {
        for record in history {
            let isOurs = record.actor.kind == .import && record.actor.id == source
            for event in record.events {
                switch event {
                case .opened(let opened):
                    stage = Entry(imported: process[opened.stage].id, isTouched: !isOurs)
                    owner = Entry(imported: opened.owner, isTouched: !isOurs)
                    account = Entry(imported: opened.account, isTouched: !isOurs)
                case .fieldsSet(let changes, isComputed: false):
                    for change in changes {
                        let name = process[change.field].id
                        if isOurs {
                            fields[name] = Entry(imported: change.new)
                        } else {
                            fields[name, default: Entry(imported: .null)].isTouched = true
                        }
                    }
                case .moved(let moved):
                    // Moves by themselves that followed ours are no change by others.
                    if isOurs, moved.kind == .observed {
                        stage = Entry(imported: process[moved.to].id)
                    } else if !isOurs {
                        stage.isTouched = true
                    }
                case .assigned(from: _, to: let new):
                    if isOurs { owner = Entry(imported: new) } else { owner.isTouched = true }
                case .related(.account, id: let new):
                    if isOurs { account = Entry(imported: new) } else { account.isTouched = true }
                default: break
                }
            }
        }
    }
}

extension ImportRun {
    /// Rows whose deals were there: what the file changed since the last import follows, what others changed stays.
    mutating func update(_ rows: [(row: RowPlan, deal: DealID)]) async throws {
        guard !rows.isEmpty else { return }
        var batch = importer.pipeline.batch()
        var changed: [DealID: RowPlan] = [:]
        for (row, id) in rows {
            do {
                guard let deal = try await importer.pipeline.deal(id) else {
                    throw RowReader.Refusal(key: row.key, reasons: ["its deal \(id) cannot be found"])
                }
                guard deal.process.id == plan.process.id else {
                    let reason = "the key belongs to the deal \(id) of the process \(deal.process.id)"
                    throw RowReader.Refusal(key: row.key, reasons: [reason])
                }
                if says(row, nothingNewOf: deal) {
                    report.unchanged += 1
                    continue
                }
                let history = try await importer.pipeline.history(id)
                let commands = commands(for: row, deal, Baseline(history, deal.process, source: plan.source))
                guard !commands.isEmpty else {
                    report.unchanged += 1
                    continue
                }
                for command in commands {
                    let decision = try await batch.perform(
                        command,
                        on: id,
                        by: importer.actor,
                        options: importer.commandOptions
                    )
                    if case .refused(let refusal) = decision { throw refusal.asRow(row.key) }
                    if case .observe = command.action {
                        report.moves += 1
                        if command.occurred == .unknown { report.unknownTimes += 1 }
                    }
                }
                changed[id] = row
            } catch {
                batch.discard(id)
                let refusal: RowReader.Refusal
                if let error = error as? PipelineError {
                    refusal = RowReader.Refusal(key: row.key, reasons: [error.message])
                } else {
                    refusal = try Self.refusal(error, row.key)
                }
                refuse(row.line, refusal.key, refusal.reasons)
            }
        }
        let conflicts = Set(try await batch.flush().map(\.deal))
        for (id, row) in changed {
            if conflicts.contains(id) {
                refuse(row.line, row.key, ["somebody else changed the deal at the same time; import the file again"])
            } else {
                report.updated += 1
            }
        }
    }

    /// The value that a row gives each field of the map: none is what a new deal would have.
    private func wanted(_ row: RowPlan) -> [(field: ImportPlan.PlannedField, value: Value)] {
        let given = Dictionary(row.fields.map { ($0.id, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        return plan.fields.map { ($0, given[$0.id] ?? plan.process[$0.id].defaultValue ?? .null) }
    }

    private func says(_ row: RowPlan, nothingNewOf deal: Deal) -> Bool {
        guard let last = row.steps.last, deal.activeStages.contains(last.name) else { return false }
        if plan.account != nil, deal.account != row.account?.id { return false }
        if plan.owner != nil, deal.owner != row.owner { return false }
        return wanted(row).allSatisfy { field, value in deal[field.name] ?? .null == value }
    }

    private mutating func commands(for row: RowPlan, _ deal: Deal, _ baseline: Baseline) -> [Command] {
        var commands: [Command] = []
        var changes: [FieldValue] = []
        for (field, value) in wanted(row) {
            let present = deal[field.name] ?? .null
            let entry = baseline.fields[field.name] ?? Baseline.Entry(imported: .null)
            let isSensitive = plan.process[field.id].isSensitive
            // What was erased on demand does not come back.
            if isSensitive, present == .string("[erased]") { continue }
            guard present != value, entry.imported != value else { continue }
            if entry.isTouched {
                keep(
                    row,
                    field.name,
                    isSensitive ? "(not shown)" : present.description,
                    isSensitive ? "(not shown)" : value.description
                )
            } else {
                changes.append(FieldValue(field.name, value))
            }
        }
        if !changes.isEmpty { commands.append(Command(.set(changes))) }
        if plan.owner != nil, row.owner != deal.owner, row.owner != baseline.owner.imported {
            if baseline.owner.isTouched {
                keep(row, "owner", deal.owner ?? "nobody", row.owner ?? "nobody")
            } else {
                commands.append(Command(.assign(owner: row.owner)))
            }
        }
        let account = row.account?.id
        if plan.account != nil, account != deal.account, account != baseline.account.imported {
            if baseline.account.isTouched {
                keep(row, "account", deal.account ?? "none", account ?? "none")
            } else {
                commands.append(Command(.relate(.account, id: account)))
            }
        }
        if let last = row.steps.last, last.name != baseline.stage.imported, !deal.activeStages.contains(last.name) {
            if baseline.stage.isTouched {
                keep(row, "stage", deal.stage, last.name)
            } else {
                commands += further(row, deal, after: baseline.stage.imported)
            }
        }
        return commands
    }

    /// The stages of a row's path that the deal has yet to be seen in.
    private func further(_ row: RowPlan, _ deal: Deal, after imported: String?) -> [Command] {
        var steps = row.steps[...]
        if let seen = row.steps.lastIndex(where: { $0.name == imported }) {
            steps = row.steps[(seen + 1)...]
        } else {
            steps = steps.drop { step in deal.process.stage(step.name).map { deal.state.visits(of: $0) > 0 } ?? false }
            if steps.isEmpty { steps = row.steps.suffix(1) }
        }
        return steps.map {
            Command(.observe(Observation(stage: $0.name, reason: $0.reason)), occurred: $0.occurred)
        }
    }

    private mutating func keep(_ row: RowPlan, _ name: String, _ kept: String, _ file: String) {
        report.kept += 1
        guard report.keptValues.count < importer.options.listedRows else { return }
        report.keptValues.append(
            ImportReport.KeptValue(
                line: row.line,
                key: row.key,
                name: name,
                kept: Shortened.text(kept),
                file: Shortened.text(file)
            )
        )
    }
}
