import TurnpikeExpressions

/// Checks what one process asks of another (`opens:`) where both are known.
///
/// A process is compiled for itself: the other one may come later, and may change. Where it lies beside, or in the store,
/// this tells what would go wrong on opening.
public struct OpeningCheck: Sendable {
    private let process: SalesProcess
    private let known: [String: SalesProcess]
    private var findings: [Diagnostic] = []

    private init(_ process: SalesProcess, _ known: [String: SalesProcess]) {
        self.process = process
        self.known = known
    }

    /// What is wrong with what a process opens.
    ///
    /// - Parameters:
    ///   - process: the process that opens deals.
    ///   - others: the processes that are known; of each id the highest version counts. The process itself is one of them.
    /// - Returns: The findings, in file order.
    public static func findings(of process: SalesProcess, among others: [SalesProcess]) -> [Diagnostic] {
        var known: [String: SalesProcess] = [process.id: process]
        for other in others where other.id != process.id && other.version >= known[other.id]?.version ?? 0 {
            known[other.id] = other
        }
        var check = OpeningCheck(process, known)
        for rule in process.openings { check.check(rule) }
        return check.findings.inFileOrder()
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        severity: Diagnostic.Severity = .error,
        at range: SourceRange,
        near: (String, [String])? = nil,
        help: String? = nil
    ) {
        let nearest = near.flatMap { NearestName.find($0.0, among: $0.1) }
        findings.append(
            Diagnostic(
                code,
                severity: severity,
                message,
                at: range,
                repair: nearest.map { .didYouMean($0, replacing: range) },
                help: nearest == nil ? help : nil
            )
        )
    }

    private mutating func check(_ rule: OpeningRule) {
        guard let other = known[rule.process] else {
            return report(
                .openedProcessUnknown,
                "the process '\(rule.process)' is not known here, so what it is given is not checked",
                severity: .warning,
                at: rule.processRange,
                near: (rule.process, known.keys.sorted()),
                help: "put \(rule.process).process.yaml beside this file"
            )
        }
        var given: Set<String> = []
        for copy in rule.copies {
            given.insert(copy.target)
            check(copy, other)
        }
        for back in rule.back { check(back, other) }
        checkStart(rule, other, given)
        if case .entry = rule.trigger, isCircle(from: rule) {
            report(
                .openingCircle,
                "a deal opened by '\(rule.id)' opens the next one at once, without end",
                at: rule.processRange,
                help: "say 'after' or 'at', or a condition with 'when'"
            )
        }
    }

    private mutating func check(_ copy: OpeningRule.Copy, _ other: SalesProcess) {
        if ["name", "owner", "account", "contact"].contains(copy.target) { return }
        guard let id = other.field(copy.target) else {
            return report(
                .openedNameUnknown,
                "the process '\(other.id)' has no field '\(copy.target)'",
                at: copy.range,
                near: (copy.target, other.fields.map(\.id))
            )
        }
        let field = other[id]
        if field.isComputed {
            return report(
                .openedFieldComputed,
                "'\(field.id)' is computed in '\(other.id)' and cannot be given",
                at: copy.range
            )
        }
        guard case .expression(let condition) = copy.value else { return }
        let type = condition.program.resultType
        if !Self.fits(type, field.type) {
            report(
                .openedTypeMismatch,
                "'\(field.id)' of '\(other.id)' holds \(field.type.wants), not \(type)",
                at: copy.range
            )
        } else if !field.isSensitive, process.readsSensitive(condition) {
            report(
                .openedSensitive,
                "'\(field.id)' of '\(other.id)' would show what is sensitive here",
                at: copy.range,
                help: "declare it sensitive there, or do not copy it"
            )
        }
    }

    private mutating func check(_ back: OpeningRule.Back, _ other: SalesProcess) {
        let outcomes = other.stages.filter { $0.outcome != nil }.map(\.id)
        guard let stage = other.stage(back.stage) else {
            guard StageOutcome(rawValue: back.stage) == nil else { return }
            return report(
                .openedNameUnknown,
                "the process '\(other.id)' has no stage '\(back.stage)'",
                at: back.range,
                near: (back.stage, outcomes)
            )
        }
        guard other[stage].outcome == nil else { return }
        report(
            .openedNoOutcome,
            "'\(back.stage)' is no outcome of '\(other.id)', so nothing comes back from it",
            at: back.range,
            help: outcomes.isEmpty ? nil : "its outcomes are \(outcomes.joined(separator: ", "))"
        )
    }

    private mutating func checkStart(_ rule: OpeningRule, _ other: SalesProcess, _ given: Set<String>) {
        if let name = rule.start, other.stage(name) == nil {
            return report(
                .openedNameUnknown,
                "the process '\(other.id)' has no stage '\(name)'",
                at: rule.startRange ?? rule.processRange,
                near: (name, other.starts.map { other[$0.stage].id })
            )
        }
        guard let stage = Self.start(rule, other) else { return }
        var missing: [String] = []
        for gate in other[stage].enter where other[gate].when == nil {
            for criterion in other[gate].criteria {
                guard case .needs(.field(let id)) = criterion.kind else { continue }
                let field = other[id]
                guard !given.contains(field.id), field.defaultValue == nil, !field.isComputed,
                    !missing.contains(field.id)
                else { continue }
                missing.append(field.id)
            }
        }
        guard !missing.isEmpty else { return }
        report(
            .openedWithoutNeeds,
            "'\(other.id)' refuses a deal without \(missing.joined(separator: ", "))",
            at: rule.processRange,
            help: "give it with 'copy'"
        )
    }

    /// The stage in which the deal starts, where that does not depend on it.
    private static func start(_ rule: OpeningRule, _ other: SalesProcess) -> StageID? {
        if let name = rule.start { return other.stage(name) }
        guard let first = other.starts.first, first.when == nil else { return nil }
        return first.stage
    }

    /// Whether opening by a rule leads, at once and under no condition, to opening by it again.
    private func isCircle(from rule: OpeningRule) -> Bool {
        guard rule.when == nil else { return false }
        var seen: Set<String> = []
        var work: [(SalesProcess, OpeningRule)] = [(process, rule)]
        while let (_, next) = work.popLast() {
            guard let other = known[next.process], let start = Self.start(next, other) else { continue }
            var entered: Set<StageID> = [start, other.tree.initialLeaf(of: start, other.stages)]
            var parent = other[start].parent
            while let stage = parent {
                entered.insert(stage)
                parent = other[stage].parent
            }
            for opening in other.openings where opening.when == nil && entered.contains(opening.stage) {
                guard case .entry = opening.trigger else { continue }
                if other.id == process.id, opening.path == rule.path { return true }
                if seen.insert("\(other.id)/\(opening.path)").inserted { work.append((other, opening)) }
            }
        }
        return false
    }

    /// Whether a field can hold what an expression gives.
    private static func fits(_ type: ExpressionType, _ field: FieldType) -> Bool {
        switch (type, field) {
        case (.dyn, _), (.error, _): return true
        case (.string, .text), (.string, .email), (.string, .phone), (.string, .url), (.string, .person),
            (.string, .contact), (.string, .account), (.string, .choice), (.choice, .text), (.decimal, .number),
            (.int, .number), (.uint, .number), (.int, .integer), (.uint, .integer), (.bool, .bool), (.money, .money),
            (.percent, .percent), (.date, .date), (.instant, .time), (.duration, .duration), (.object, .file),
            (.object, .record):
            return true
        case (.choice(let choice), .choice(let options)):
            return choice.options.allSatisfy { option in options.contains { $0.id == option } }
        case (.list(let item), .choices(let options)): return fits(item, .choice(options))
        case (.list(let item), .list(let inner)): return fits(item, inner)
        default: return false
        }
    }
}
