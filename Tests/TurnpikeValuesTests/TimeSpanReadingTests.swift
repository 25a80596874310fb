import Testing
import TurnpikeValues

@Suite struct TimeSpanReadingTests {
    @Test(arguments: [
        "48 hours", "10 minutes", "1.5 hours", "3 days", "2 weeks", "3 months", "1 year 6 months", "2 working days",
        "4 working hours", "90 working minutes", "1 hour 30 minutes",
    ])
    func whatPassesIsRead(text: String) throws {
        #expect(try TimeSpan.positive(text) == TimeSpan(text))
    }

    @Test(
        arguments: [
            ("", "no_number", nil), ("soon", "no_number", nil), ("two days", "no_number", nil), ("-", "no_number", nil),
            ("5", "no_unit", "5 days"), ("2 working", "no_unit", "2 working days"),
            ("2 moons", "unknown_unit", nil), ("2 dayz", "unknown_unit", "2 days"), ("2days", "unknown_unit", "2 days"),
            ("3d", "unknown_unit", "3 days"), ("2 Days", "unknown_unit", "2 days"), ("1 hrs", "unknown_unit", "1 hour"),
            ("2 business days", "unknown_unit", "2 working days"), ("2 working weeks", "unknown_unit", nil),
            ("2 working dys", "unknown_unit", "2 working days"),
            ("2  working   day ", "unknown_unit", "2 working days"),
            ("1.5 days", "not_whole", nil), ("0.5 working days", "not_whole", nil),
            ("2 days 3 hours", "mixed", nil), ("2 working days 3 hours", "mixed", nil),
            ("0 days", "not_positive", nil), ("-2 working days", "not_positive", "2 working days"),
            ("0 working hours", "not_positive", nil),
            ("1 month -3 days", "not_positive", nil), ("0 minutes", "not_positive", nil),
            ("99999999999999999999 days", "too_long", nil),
            ("99999999999999999999999999999999999999999 hours", "too_long", nil),
            ("99999999999999999999 working hours", "too_long", nil),
        ] as [(String, String, String?)]
    )
    func whatDoesNotIsExplained(text: String, code: String, repair: String?) {
        #expect { try TimeSpan.positive(text) } throws: { error in
            guard let error = error as? SpanError else { return false }
            return error.code.name == code && error.repair == repair
        }
    }

    @Test func longTextsAreQuotedInPart() {
        for text in [String(repeating: "9", count: 1 << 20), "1 " + String(repeating: "x", count: 1 << 20)] {
            #expect { try TimeSpan.positive(text) } throws: { (($0 as? SpanError)?.message.count ?? 1000) < 200 }
        }
    }
}
