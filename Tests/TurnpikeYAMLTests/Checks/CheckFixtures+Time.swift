extension CheckFixture {
    private static func move(_ settings: String) -> String {
        """
        fields: {contract_end: date, amount: number}
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        calendar: office
        stages:
          open: {exit: [{filled: {needs: [contract_end, amount]}}], moves: {sold: {\(settings)}}}
          sold: {outcome: won}
        """
    }

    private static func limit(_ settings: String, then: String = "{notify: owner}") -> String {
        """
        activities: {demo: {kind: demo}}
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        calendar: office
        stages:
          open:
            exit: [{shown: {done: [demo]}}]
            moves: [sold]
            limits: {decide: {\(settings), then: [\(then)]}}
          sold: {outcome: won}
        """
    }

    private static func list(_ entries: String) -> String {
        """
        activities: {call: {kind: call}, demo: {kind: demo}, offer: {kind: document}}
        stages:
          open:
            activities: [\(entries)]
            moves: [sold]
          sold: {outcome: won}
        """
    }

    /// Two stages with a way to an end, and what time does in each.
    private static func round(_ first: String, _ second: String) -> String {
        """
        fields: {amount: {type: number, label: Amount}}
        stages:
          a: {moves: {b: {}, \(first)}}
          b: {moves: {c: {}, \(second)}}
          c: {outcome: won}
        """
    }

    static let time: [CheckFixture] = [
        CheckFixture(limit("label: Decide").replacing("decide:", with: "1️⃣decide:"), ("1️⃣", "TP1633", nil)),
        CheckFixture(limit("within: 1️⃣10"), ("1️⃣", "TP1267", "10 days")),
        CheckFixture(limit("within: 10 days, calendar: 1️⃣office"), ("1️⃣", "TP1630", nil)),
        CheckFixture(limit("within: 2 days, warn: 1️⃣5 days"), ("1️⃣", "TP1636", nil)),
        CheckFixture(limit("within: 2 working days, warn: {before: 1️⃣3 working days}"), ("1️⃣", "TP1636", nil)),
        CheckFixture(limit("within: 10 days, since: {last_activity: 1️⃣[]}"), ("1️⃣", "TP1635", nil)),
        CheckFixture(limit("within: 10 days, since: {last_activity: [1️⃣demos]}"), ("1️⃣", "TP1244", "demo")),
        CheckFixture(limit("within: 10 days", then: "{move: 1️⃣solt}"), ("1️⃣", "TP1638", "sold")),
        CheckFixture(
            limit("within: 10 days", then: "{after: 5 days, notify: owner}, {after: 1️⃣2 days, notify: owner}"),
            ("1️⃣", "TP1637", nil)
        ),
        CheckFixture(
            limit("within: 10 days") + "\nhooks: [{event: limit.breached 1️⃣decid, do: [{notify: owner}]}]",
            ("1️⃣", "TP1639", "decide")
        ),
        CheckFixture(
            """
            stages:
              open: {moves: [sold]}
              sold: {outcome: won, limits: {1️⃣hand_over: 5 days}}
            """,
            ("1️⃣", "TP1634", nil)
        ),
        CheckFixture(
            """
            stages:
              open: {moves: [sold]}
              sold: {outcome: won, limits: {hand_over: 5 days}, moves: [onboarding]}
              onboarding: {}
            """
        ),
        CheckFixture(round("rest: {to: b, after: 2 days}", "wake: {to: a, after: 1️⃣90 days}"), ("1️⃣", "TP1641", nil)),
        CheckFixture(round("rest: {to: b, after: 2 days, at_most: 3}", "wake: {to: a, after: 90 days}")),
        CheckFixture(round("rest: {to: b, after: 2 days, when: deal.amount > 2}", "wake: {to: a, after: 90 days}")),
        CheckFixture(round("rest: {to: b, after: 2 days, gates: [{needs: [amount]}]}", "wake: {to: a, after: 9 days}")),
        CheckFixture(round("rest: {to: b, after: 2 days}", "wake: {to: a}")),
        CheckFixture(
            round("rest: {to: nap, after: 2 days}", "on: {to: c, after: 2 days}")
                + "\n  nap: {hold: true, moves: {wake: {to: came_from, after: 1️⃣90 days}}}",
            ("1️⃣", "TP1641", nil)
        ),
        CheckFixture(list("call, {demo: {after: [1️⃣offer]}}, {offer: {after: [demo]}}"), ("1️⃣", "TP1640", nil)),
        CheckFixture(list("call, offer, {demo: {after: [1️⃣demo]}}"), ("1️⃣", "TP1640", nil)),
        CheckFixture(
            list("call, offer, {demo: {due: {1️⃣calendar: office}}}").replacing("{1️⃣", with: "1️⃣{"),
            ("1️⃣", "TP1633", nil)
        ),
        CheckFixture(list("call, offer, {demo: {late: 1️⃣skip}}"), ("1️⃣", "TP1630", nil)),
        CheckFixture(move("1️⃣late: 2️⃣skip").replacing("1️⃣", with: ""), ("2️⃣", "TP1630", nil)),
        CheckFixture(move("after: 5 days, calendar: 1️⃣ofice"), ("1️⃣", "TP1294", "office")),
        CheckFixture(move("calendar: 1️⃣office"), ("1️⃣", "TP1630", nil)),
        CheckFixture(move("at: 1️⃣deal.amount * 2"), ("1️⃣", "TP1631", nil)),
        CheckFixture(move("at: 1️⃣now + 60 days"), ("1️⃣", "TP1632", nil)),
        CheckFixture(move("after: 5 days, at: 1️⃣deal.contract_end"), ("1️⃣", "TP1274", nil)),
        CheckFixture(move("after: 5 days, signal: 1️⃣replied"), ("1️⃣", "TP1274", nil)),
        CheckFixture(move("after: 1️⃣60"), ("1️⃣", "TP1267", "60 days")),
        CheckFixture(move("within: 1️⃣0 days"), ("1️⃣", "TP1267", nil)),
    ]
}
