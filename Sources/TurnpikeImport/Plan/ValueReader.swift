import Turnpike
import TurnpikeValues

/// Reads the texts of one column as one field's values.
struct ValueReader: Sendable {
    let field: Field
    let currency: Currency?
    let dates: DatePattern
    let zone: Zone
    /// For choices: the option of an id or of a label that only one option has.
    private let options: [String: String]

    init(field: Field, currency: Currency?, dates: DatePattern, zone: Zone) {
        self.field = field
        self.currency = currency
        self.dates = dates
        self.zone = zone
        options =
            switch field.type {
            case .choice(let options), .choices(let options): Self.names(of: options)
            default: [:]
            }
    }

    private static func names(of options: [FieldType.Option]) -> [String: String] {
        var names: [String: String] = [:]
        var ambiguous: Set<String> = []
        for option in options where names.updateValue(option.id, forKey: option.label) != nil {
            ambiguous.insert(option.label)
        }
        for label in ambiguous { names[label] = nil }
        for option in options { names[option.id] = option.id }
        return names
    }

    /// The value of a text, `.null` for an empty one; or a sentence that says what is wrong.
    func read(_ text: String) -> Result<Value, ValueReadingProblem> {
        if text.isEmpty { return .success(.null) }
        let result = openly(text)
        guard field.isSensitive, case .failure = result else { return result }
        // The report goes to more people than the value does.
        return .failure(
            ValueReadingProblem("the value does not fit \(field.id), and is not shown as the field is sensitive")
        )
    }

    private func openly(_ text: String) -> Result<Value, ValueReadingProblem> {
        let given: Value
        switch field.type {
        case .date:
            guard let reading = dates.read(text) else { return .failure(noDate(text)) }
            given = .date(reading.date(in: zone))
        case .time:
            guard let instant = dates.read(text)?.instant(in: zone) else { return .failure(noDate(text)) }
            given = .instant(instant)
        case .choice:
            guard let option = options[text] else {
                let near = NearestName.find(text, among: options.keys.sorted())
                let advice = near.map { "; did the file mean '\($0)'? `aliases` can say so" } ?? ""
                return .failure(ValueReadingProblem("'\(text)' is no option of \(field.id)\(advice)"))
            }
            given = .string(option)
        case .choices:
            var ids: [Value] = []
            for part in text.split(separator: ",") {
                let word = part.drop { $0 == " " }
                let trimmed = String(word.reversed().drop { $0 == " " }.reversed())
                ids.append(.string(options[trimmed] ?? trimmed))
            }
            given = .list(ids)
        default: given = .string(text)
        }
        switch field.accept(given, currency: currency) {
        case .success(let value): return .success(value)
        case .failure(let problem): return .failure(ValueReadingProblem(problem.message))
        }
    }

    private func noDate(_ text: String) -> ValueReadingProblem {
        ValueReadingProblem("'\(text)' is no date that exists and is written \(dates.text)")
    }
}

/// What is wrong with a text, one sentence without a full stop.
struct ValueReadingProblem: Error, Hashable, Sendable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
