import Turnpike
import TurnpikeValues

/// The command line that would meet a criterion, with `…` where a person must put in what they know.
struct Suggestion: Sendable {
    /// The words by which the person named the deal.
    let deal: String
    /// The command that was refused, such as `turnpike move acme demo`.
    let command: String
    /// The process of the deal.
    let process: SalesProcess

    init(deal: String, command: String, process: SalesProcess) {
        self.deal = ShellWord.quoted(deal)
        self.command = command
        self.process = process
    }

    /// The command line for a remedy of a criterion.
    func line(for remedy: Remedy, of criterion: UnmetCriterion? = nil) -> String {
        switch remedy {
        // A deal that was not opened has nothing to set yet.
        case .set(let field) where isOpening: "\(command) --set \(assignment(field))"
        case .change(let fields) where isOpening:
            command + fields.map { " --set \(assignment($0))" }.joined()
        case .set(let field): "turnpike set \(deal) \(assignment(field))"
        case .change(let fields): "turnpike set \(deal) " + fields.map(assignment).joined(separator: " ")
        case .clear(let fields): "turnpike set \(deal) " + fields.map { "\($0)=" }.joined(separator: " ")
        case .signal(let signal): "turnpike signal \(deal) \(signal)"
        case .complete(let activity, let outcomes, _): completion(activity, outcomes, criterion)
        case .ask(let field): "\(command) --\(asksWith) \(assignment(field))"
        case .reason(_, let reasons): "\(command) --reason \(reasons.first ?? "…")"
        case .confirm(let criterion): "\(command) --confirm \(criterion)"
        case .role(let roles): "\(command) --as … --role \(roles.first ?? "…")"
        case .relate("owner"): "turnpike assign \(deal) …"
        case .relate(let what): "turnpike relate \(deal) --\(what) …"
        case .stage(let stages): "\(commandWithoutStage) --stage \(stages.first ?? "…")"
        case .move(let move): "turnpike move \(deal) \(move)"
        case .answer: "turnpike outbox deliver --deal \(deal)"
        case .request(let approval): "turnpike request \(deal) \(approval)"
        case .approve(let approval, let by): "turnpike approve \(deal) \(approval) --as … --role \(by.first ?? "…")"
        }
    }

    /// What else may stand there, such as the other reasons.
    func choices(for remedy: Remedy) -> String? {
        switch remedy {
        case .set(let field), .ask(let field): options(of: field)
        case .change(let fields): fields.count == 1 ? options(of: fields[0]) : nil
        case .complete(_, let outcomes, let times):
            [
                outcomes.count > 1 ? "or outcome \(outcomes.dropFirst().joined(separator: ", "))" : nil,
                times > 1 ? "\(times) times" : nil,
            ].compactMap(\.self).joined(separator: ", ").nonEmpty
        case .reason(_, let reasons): others(reasons)
        case .role(let roles): others(roles)
        case .stage(let stages): others(stages)
        case .approve(approval: _, let by): others(by)
        case .confirm, .relate, .move, .request, .answer, .clear, .signal: nil
        }
    }

    private var isOpening: Bool { command.hasPrefix("turnpike open ") }

    private var commandWithoutStage: String {
        guard let option = command.firstRange(of: " --stage ") else { return command }
        return String(command[..<option.lowerBound] + command[option.upperBound...].drop { $0 != " " })
    }

    // A move asks, an activity captures.
    private var asksWith: String { command.hasPrefix("turnpike do ") ? "capture" : "ask" }

    private func others(_ words: [String]) -> String? {
        words.count > 1 ? "or \(words.dropFirst().joined(separator: ", "))" : nil
    }

    private func options(of name: String) -> String? {
        guard let field = process.field(name).map({ process[$0] }) else { return nil }
        switch field.type {
        case .choice(let options), .choices(let options): return options.map(\.id).joined(separator: ", ")
        default: return nil
        }
    }

    private func completion(_ name: String, _ outcomes: [String], _ criterion: UnmetCriterion?) -> String {
        var line = "turnpike do \(deal) \(name)"
        guard let activity = process.activity(name).map({ process[$0] }) else { return line }
        // What was just refused for want of evidence keeps what else it said.
        if activity.needsEvidence, command.hasPrefix(line), !command.contains(" --evidence ") {
            return command + " --evidence …"
        }
        if let outcome = outcomes.first ?? activity.outcomes.first(where: { !$0.again })?.id {
            line += " --outcome \(outcome)"
        }
        for capture in activity.captures where capture.isRequired {
            line += " --capture \(assignment(process[capture.field].id))"
        }
        // A condition over data of the activity itself stays unknown until these are given.
        for field in activity.fields where Self.reads(field.id, criterion?.condition) {
            line += " --capture \(assignment(field.id, field.type))"
        }
        if activity.needsEvidence { line += " --evidence …" }
        return line
    }

    /// `budget="… EUR"`: the field with the form of a value.
    private func assignment(_ name: String) -> String {
        guard let field = process.field(name).map({ process[$0] }) else { return "\(name)=…" }
        return assignment(name, field.type)
    }

    private func assignment(_ name: String, _ type: FieldType) -> String {
        switch type {
        case .money: return "\(name)=\"… \(process.currency?.code ?? "EUR")\""
        case .percent: return "\(name)=…%"
        case .date: return "\(name)=YYYY-MM-DD"
        case .time: return "\(name)=YYYY-MM-DDTHH:MM:SSZ"
        case .duration: return "\(name)=\"… hours\""
        case .bool: return "\(name)=true"
        case .text: return "\(name)=\"…\""
        case .record(let record): return "'\(name)={\(Self.members(record))}'"
        case .list(.record(let record)): return "'\(name)=[{\(Self.members(record))}]'"
        default: return "\(name)=…"
        }
    }

    /// Whether a condition selects a member of that name.
    private static func reads(_ member: String, _ condition: String?) -> Bool {
        guard let condition else { return false }
        let words = condition.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        return words.contains { $0.split(separator: ".").dropFirst().contains { $0 == member } }
    }

    private static func members(_ record: FieldType.Record) -> String {
        record.fields.map { field in
            let value =
                switch field.type {
                case .bool: "true"
                case .integer, .number: "1"
                default: "\"…\""
                }
            return "\"\(field.id)\":\(value)"
        }.joined(separator: ",")
    }
}

extension String {
    /// The text, or nil where it is empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
