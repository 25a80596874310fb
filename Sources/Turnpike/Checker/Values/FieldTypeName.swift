/// The types that the language has by itself, and what limits each takes.
enum FieldTypeName {
    static let all = [
        "text", "number", "integer", "bool", "money", "percent", "date", "time", "duration", "choice", "choices",
        "email", "phone", "url", "file", "person", "contact", "account", "list",
    ]

    /// The type of a name that needs nothing more to be known.
    static func simple(_ name: String) -> FieldType? {
        switch name {
        case "text": .text
        case "number": .number
        case "integer": .integer
        case "bool": .bool
        case "money": .money
        case "percent": .percent
        case "date": .date
        case "time": .time
        case "duration": .duration
        case "email": .email
        case "phone": .phone
        case "url": .url
        case "file": .file
        case "person": .person
        case "contact": .contact
        case "account": .account
        default: nil
        }
    }
}

extension FieldType {
    /// The type as a process file calls it, with its article for a sentence.
    var kind: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .integer: "an integer"
        case .bool: "a bool"
        case .money: "money"
        case .percent: "a percent"
        case .date: "a date"
        case .time: "a time"
        case .duration: "a duration"
        case .choice: "a choice"
        case .choices: "choices"
        case .email: "a mail address"
        case .phone: "a phone number"
        case .url: "a web address"
        case .file: "a file"
        case .person: "a person"
        case .contact: "a contact"
        case .account: "an account"
        case .record(let record): "a record '\(record.id)'"
        case .list: "a list"
        }
    }

    /// Whether values have an order, so that `min` and `max` mean something.
    var isOrdered: Bool {
        switch self {
        case .number, .integer, .money, .percent, .date, .time, .duration: true
        default: false
        }
    }

    /// Whether values are texts of any length.
    var isText: Bool {
        switch self {
        case .text, .email, .phone, .url: true
        default: false
        }
    }

    /// Whether values have a number of items.
    var hasItems: Bool {
        switch self {
        case .list, .choices: true
        default: false
        }
    }

    /// How a value of the type is written.
    var example: String {
        switch self {
        case .number: "12.5"
        case .integer: "12"
        case .bool: "true or false"
        case .money: "50000 EUR"
        case .percent: "15%"
        case .date: "2026-12-01"
        case .time: "2026-12-01T09:30:00+01:00"
        case .duration: "48 hours"
        case .email: "rep@example.com"
        case .phone: "+49 30 1234567"
        case .url: "https://example.com"
        case .choice(let options): options.prefix(3).map(\.id).joined(separator: ", ")
        case .choices, .list: "[…]"
        case .record: "{…}"
        default: "a text"
        }
    }
}
