import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

@testable import TurnpikeCRM

/// Values of every type, in fields of every kind that CRMs have.
@Suite struct ValueTests {
    private static let text = """
        turnpike: 1
        process: values
        currency: EUR
        fields:
          text: {type: text, label: Text}
          number: {type: number, label: Number}
          integer: {type: integer, label: Integer}
          bool: {type: bool, label: Bool}
          money: {type: money, label: Money}
          percent: {type: percent, label: Percent}
          date: {type: date, label: Date}
          time: {type: time, label: Time}
          email: {type: email, label: Email}
          url: {type: url, label: Url}
          choice: {type: choice, label: Choice, options: [north, south]}
          choices: {type: choices, label: Choices, options: [north, south]}
        stages:
          open: {moves: [won]}
          won: {outcome: won}
        """

    private static func type(_ field: String) throws -> FieldType {
        let process = try SalesProcess(yaml: text)
        return process[try #require(process.field(field))].type
    }

    private static func decimal(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? 0 }
    private static let day = Value.date(CalendarDate("2024-10-04") ?? .min)
    private static let moment = Value.instant(Instant(milliseconds: 1_780_308_123_000))
    private static let midnight = Value.instant(Instant("2024-10-04T00:00:00Z") ?? .min)
    private static let two = Value.list([.string("north"), .string("south")])
    private static let share = Value.percent(Percent(percent: decimal("12.5")))
    private static let amount = Value.money(Money(decimal("99.95"), .eur))

    private static let trips: [(Value, String, CRMSchema.Field.Kind)] = [
        (.string("Ünïcode 🚀"), "text", .text), (.string("12"), "text", .number), (.string("true"), "text", .flag),
        (.string("2026-02-03"), "text", .date), (.decimal(decimal("12.5")), "number", .number),
        (.decimal(decimal("12.5")), "number", .text), (.int(-3), "integer", .number), (.int(-3), "integer", .text),
        (.bool(true), "bool", .flag), (.bool(false), "bool", .text),
        (.bool(false), "bool", .choice(["true", "false"])), (day, "date", .date), (day, "date", .text),
        (day, "date", .instant), (moment, "time", .instant), (moment, "time", .text), (midnight, "time", .date),
        (.string("north"), "choice", .choice(["north"])), (.string("north"), "choice", .text),
        (two, "choices", .choices(["north", "south"])), (two, "choices", .text),
        (.list([.string("north")]), "choices", .choice(["north"])), (.string("a@b.example"), "email", .text),
        (.string("https://a.example/?x=1&y=2"), "url", .text), (share, "percent", .number), (share, "percent", .text),
        (amount, "money", .number), (amount, "money", .text), (.null, "text", .text), (.null, "money", .number),
        (.null, "choices", .choices(["north"])),
    ]

    @Test("what goes there comes back as it was", arguments: trips.indices)
    func thereAndBack(index: Int) throws {
        let (value, field, kind) = Self.trips[index]
        let plain = try #require(CRMValue(value))
        let theirs = CRMMapping.fit(plain, CRMSchema.Field("f", kind))
        #expect(CRMValue(json: theirs.json) == theirs, "as the ledger keeps it")
        #expect(theirs.value(as: try Self.type(field), currency: .eur) == value, "\(theirs)")
    }

    @Test(
        "what has no place in a field is nothing, and never something else",
        arguments: [
            (CRMValue.text("west"), "choice"), (.text("north, west"), "choices"),
            (.list(["north", "west"]), "choices"),
            (.text("12,5"), "number"), (.text("1e400"), "number"), (.number(decimal("1.5")), "integer"),
            (.number(decimal("1000000000000000000000")), "integer"), (.text("yes"), "bool"),
            (.text("31.12.2026"), "date"), (.text("soon"), "time"), (.flag(true), "number"), (.number(1), "bool"),
            (.list(["a"]), "text"), (.text(","), "choices"),
        ]
    )
    func noPlace(value: CRMValue, field: String) throws {
        #expect(value.value(as: try Self.type(field), currency: .eur) == nil)
    }

    private static let schema = CRMSchema(
        stages: [.init(id: "s", label: "S")],
        fields: [
            .deal: [
                .init("region", .choice(["31", "32"])), .init("regions", .choices(["31", "32"])), .init("free", .text),
            ]
        ],
        owners: []
    )

    private static func mapping(_ options: [String: [String: String]], choice: String = "region") -> CRMMapping {
        CRMMapping(stages: [("open", "s")], fields: ["choice": choice, "choices": "regions"], options: options)
    }

    @Test("options have other names in a CRM, there and back")
    func options() {
        let mapping = Self.mapping(["choice": ["north": "31", "south": "32"], "choices": ["north": "31"]])
        #expect(mapping.ours(.text("32"), of: "choice") == .text("south"))
        #expect(mapping.ours(.list(["31", "west"]), of: "choices") == .list(["north", "west"]))
        #expect(mapping.ours(.text("32"), of: "text") == .text("32"))
    }

    @Test(
        "an option that the CRM does not have is told before anything is written",
        arguments: [
            (["choice": ["north": "31", "south": "32"], "choices": ["north": "31", "south": "32"]], "region", []),
            (
                ["choices": ["north": "31", "south": "32"]], "region",
                ["options.choice.north: 'region'", "options.choice.south: 'region'"]
            ),
            (["choices": ["north": "31", "south": "32"]], "free", []),
            (
                ["choice": ["north": "31", "south": "33"], "choices": ["north": "31", "south": "32"]], "region",
                ["options.choice.south: 'region' of It has no option '33'"]
            ),
            (
                ["chioce": [:], "choices": ["north": "31", "south": "32", "west": "33"]], "free",
                ["options.chioce: fields maps no 'chioce'; did you mean 'choice'?", "options.choices.west"]
            ),
        ] as [([String: [String: String]], String, [String])]
    )
    func unknownOptions(options: [String: [String: String]], field: String, begins: [String]) throws {
        let found = Self.mapping(options, choice: field)
            .findings(in: Self.schema, processes: [try SalesProcess(yaml: Self.text)], vendor: "It")
        #expect(found.count == begins.count, "\(found)")
        for (finding, begin) in zip(found, begins) { #expect(finding.hasPrefix(begin), "\(finding)") }
    }

    @Test("an amount whose currency nobody knows is no amount")
    func noCurrency() {
        #expect(CRMValue.number(5).value(as: .money, currency: nil) == nil)
        #expect(CRMValue.text("5").value(as: .money, currency: nil) == nil)
    }

    @Test(
        "a day is the one that the moment has in UTC, also before 1970",
        arguments: [
            ("1969-12-31T23:59:59Z", "1969-12-31"), ("1970-01-01T00:00:00Z", "1970-01-01"),
            ("1969-12-31T00:00:00Z", "1969-12-31"), ("2026-06-01T23:30:00-05:00", "2026-06-02"),
            ("2024-02-29T00:00:00+14:00", "2024-02-28"),
        ]
    )
    func days(moment: String, day: String) throws {
        #expect(try #require(Instant(moment)).dayInUTC?.description == day)
        let date = try #require(CalendarDate(day))
        #expect(date.startInUTC?.dayInUTC == date)
    }

    @Test(
        "a note shows what people wrote, whatever it is",
        arguments: [
            ("<b>&\"x\"</b>", "&lt;b&gt;&amp;\"x\"&lt;/b&gt;"), ("a\r\nb\nc\rd", "a<br>b<br>c<br>d"),
            ("nul\0", "nul\u{FFFD}"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("", ""),
        ]
    )
    func markup(text: String, shown: String) { #expect(CRMMarkup.html(text) == shown) }

    @Test("a note that is too long ends between two characters, however much they grow")
    func longNotes() {
        for piece in ["&", "🚀", "<", "a"] {
            let text = CRMMarkup.html(String(repeating: piece, count: 100_000))
            #expect(text.utf16.count <= CRMMarkup.limit && text.utf16.count > CRMMarkup.limit - 8)
            #expect(!text.hasSuffix("&am") && !text.unicodeScalars.contains("\u{FFFD}"))
        }
    }
}
