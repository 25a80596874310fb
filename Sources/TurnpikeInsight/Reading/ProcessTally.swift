import Turnpike
import TurnpikeValues

/// The counts of one process, all its versions together.
struct ProcessTally {
    private var newest: SalesProcess?
    private var versions: Set<Int> = []
    private var valueField: String?
    private var all = Tally()
    private var stages: [String: Int] = [:]
    private var reasons: [String?: Int] = [:]
    private var groups: [[String?: Tally]]
    private var labels: [[String: String]]
    private var quarters: [String?: Tally] = [:]
    private var months: [String?: Tally] = [:]

    init(groups count: Int) {
        groups = .init(repeating: [:], count: count)
        labels = .init(repeating: [:], count: count)
    }

    /// A version of the process that a deal has.
    mutating func add(_ process: SalesProcess, _ value: FieldID?) {
        versions.insert(process.version)
        guard process.version > newest?.version ?? .min else { return }
        newest = process
        valueField = value.map { process[$0].id } ?? valueField
    }

    mutating func add(_ deal: DealFacts) {
        all.add(deal)
        for stage in deal.stages { stages[stage, default: 0] += 1 }
        for (index, key) in deal.groups.enumerated() {
            groups[index][key?.id, default: Tally()].add(deal)
            if let key { labels[index][key.id] = key.label }
        }
        guard deal.standing != .open else { return }
        if deal.standing == .lost { reasons[deal.reason, default: 0] += 1 }
        let month = deal.closed.map { "\($0)".prefix(7) }.map(String.init)
        months[month, default: Tally()].add(deal)
        quarters[deal.closed.map { "\(Self.padded($0.year))Q\(($0.month + 2) / 3)" }, default: Tally()].add(deal)
    }

    private static func padded(_ year: Int) -> String {
        let text = String(year)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }

    func finish(_ options: ReportOptions) -> Report.Process? {
        guard let process = newest else { return nil }
        var order: [String: Int] = [:]
        for (index, stage) in process.stages.enumerated() { order[stage.id] = index }
        return Report.Process(
            id: process.id,
            label: process.label,
            versions: versions.sorted(),
            valueField: valueField,
            figures: Figures(all, stageOrder: order),
            stages: stageCounts(process),
            lostReasons: reasonCounts(process),
            groupings: options.groups.enumerated().map { index, name in
                Report.Process.Grouping(name: name, groups: finished(groups[index], labels[index], order))
            },
            quarters: periods(quarters, order),
            months: periods(months, order)
        )
    }

    private func stageCounts(_ process: SalesProcess) -> [Report.Process.Stage] {
        let declared = process.stages.map { stage in
            Report.Process.Stage(
                id: stage.id,
                label: stage.label,
                deals: stages[stage.id] ?? 0,
                around: stage.parent.map { process[$0].id },
                depth: Self.depth(of: stage, in: process)
            )
        }
        // A stage that only an older version has still holds its deals.
        let older = stages.filter { process.stage($0.key) == nil }.sorted { $0.key < $1.key }
        return declared + older.map { Report.Process.Stage(id: $0.key, label: $0.key, deals: $0.value) }
    }

    private static func depth(of stage: Stage, in process: SalesProcess) -> Int {
        var depth = 0
        var parent = stage.parent
        while let around = parent {
            depth += 1
            parent = process[around].parent
        }
        return depth
    }

    private func reasonCounts(_ process: SalesProcess) -> [Report.Process.Reason] {
        var names: [String: String] = [:]
        for list in process.reasonLists {
            for reason in list.reasons { names["\(list.id)/\(reason.id)"] = reason.label }
        }
        return
            reasons
            .map { Report.Process.Reason(id: $0.key, label: $0.key.map { names[$0] ?? $0 } ?? "–", deals: $0.value) }
            .sorted { (-$0.deals, $0.id ?? "") < (-$1.deals, $1.id ?? "") }
    }

    private func finished(_ tallies: [String?: Tally], _ labels: [String: String], _ order: [String: Int]) -> [Group] {
        tallies
            .map { id, tally in
                let key = id.map { Group.Key(id: $0, label: labels[$0] ?? $0) }
                return Group(key: key, figures: Figures(tally, stageOrder: order))
            }
            .sorted { left, right in
                guard let left = left.key else { return false }
                guard let right = right.key else { return true }
                return (left.label, left.id) < (right.label, right.id)
            }
    }

    private func periods(_ tallies: [String?: Tally], _ order: [String: Int]) -> [Report.Process.Period] {
        tallies
            .map { Report.Process.Period(name: $0.key, figures: Figures($0.value, stageOrder: order)) }
            .sorted { left, right in
                guard let left = left.name else { return false }
                guard let right = right.name else { return true }
                return left < right
            }
    }
}
