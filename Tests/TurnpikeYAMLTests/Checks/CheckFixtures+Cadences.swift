extension CheckFixture {
    private static func cadence(_ settings: String, more: String = "", stage: String = "outbound") -> String {
        """
        zone: Europe/Berlin
        calendars:
          office: {hours: {mon-fri: 09:00-17:00}}
          night: {hours: {mon-fri: 20:00-23:00}}
        fields: {mail: {type: email, label: Mail}, back_on: {type: date, label: Back}, silent: {type: bool, label: S}}
        signals: {out_of_office: {sets: [back_on]}}
        activities:
          first_call: {label: Call, kind: call, outcomes: [interested, {no_answer: {again: true}}]}
          offer: {label: Offer, kind: document}
        templates: {intro: {subject: Hello, body: A word}}
        stages:
          open: {cadence: \(stage), moves: [sold]}
          sold: {outcome: won}
        \(more)
        cadences:
          outbound: {\(settings)}
        """
    }

    private static let intro = "{email: intro}"
    private static let thanks = "hooks: [{event: deal.won, do: [{email: {template: intro, to: deal.mail}}]}]"
    private static let call = "{call: first_call}"
    private static let stops = "stops_on: [replied, unsubscribed], pauses_on: {out_of_office: deal.back_on}"

    static let cadences: [CheckFixture] = [
        CheckFixture(
            cadence("steps: [\(intro)], pauses_on: {out_of_office: deal.back_on}").replacing(
                "outbound: {",
                with: "1️⃣outbound: {"
            ),
            ("1️⃣", "TP1810", nil)
        ),
        CheckFixture(
            cadence("steps: [\(intro)], stops_on: [stage_left], pauses_on: {out_of_office: deal.back_on}").replacing(
                "outbound: {",
                with: "1️⃣outbound: {"
            ),
            ("1️⃣", "TP1810", nil)
        ),
        CheckFixture(cadence("steps: [\(intro)], \(stops)", stage: "1️⃣outbond"), ("1️⃣", "TP1811", "outbound")),
        CheckFixture(
            cadence("steps: [], \(stops)", more: thanks).replacing("outbound: {", with: "1️⃣outbound: {"),
            ("1️⃣", "TP1812", nil)
        ),
        CheckFixture(
            cadence(
                "window: 1️⃣night, steps: [\(intro)], \(stops)",
                more: "contact_rules: {hours: office}"
            ),
            ("1️⃣", "TP1813", nil)
        ),
        CheckFixture(cadence("window: 1️⃣{zone: contact}, steps: [\(intro)], \(stops)"), ("1️⃣", "TP1814", nil)),
        CheckFixture(cadence("window: 1️⃣ofice, steps: [\(intro)], \(stops)"), ("1️⃣", "TP1294", "office")),
        CheckFixture(
            cadence("window: {calendar: office, zone: 1️⃣Berlin}, steps: [\(intro)], \(stops)"),
            ("1️⃣", "TP1254", "Europe/Berlin")
        ),
        CheckFixture(
            cadence("steps: [\(intro), {stop: true}, 1️⃣{after: 2 days, email: intro}], \(stops)"),
            ("1️⃣", "TP1815", nil)
        ),
        CheckFixture(cadence("steps: [1️⃣{after: 2 days}, \(intro)], \(stops)"), ("1️⃣", "TP1816", nil)),
        CheckFixture(cadence("steps: [{email: intro, 1️⃣call: first_call}], \(stops)"), ("1️⃣", "TP1816", nil)),
        CheckFixture(
            cadence("steps: [{email: intro, on: {1️⃣first_call: [interested]}}], \(stops)"),
            ("1️⃣", "TP1817", nil)
        ),
        CheckFixture(
            cadence("steps: [\(call), {email: intro, on: {first_call: [1️⃣intrested]}}], \(stops)"),
            ("1️⃣", "TP1252", "interested")
        ),
        CheckFixture(cadence("steps: [\(call), {email: intro, on: [1️⃣first_call]}], \(stops)"), ("1️⃣", "TP1817", nil)),
        CheckFixture(cadence("steps: [{email: 1️⃣into}, \(intro)], \(stops)"), ("1️⃣", "TP1250", "intro")),
        CheckFixture(cadence("steps: [\(intro), {call: 1️⃣first_cal}], \(stops)"), ("1️⃣", "TP1244", "first_call")),
        CheckFixture(
            cadence("steps: [\(intro)], \(stops.replacing("replied", with: "1️⃣replid"))"),
            ("1️⃣", "TP1249", "replied")
        ),
        CheckFixture(cadence("steps: [\(intro), {after: 1️⃣3, email: intro}], \(stops)"), ("1️⃣", "TP1267", "3 days")),
        CheckFixture(cadence("steps: [\(intro)], missed: 1️⃣skip, \(stops)"), ("1️⃣", "TP1630", nil)),
        CheckFixture(cadence("steps: [\(intro)], late: 1️⃣coalesce, \(stops)"), ("1️⃣", "TP1630", nil)),
        CheckFixture(
            cadence("steps: [\(intro)], \(stops)", more: "contact_rules: 1️⃣{}"),
            ("1️⃣", "TP1818", nil)
        ),
        CheckFixture(
            cadence(
                "steps: [\(intro)], \(stops)",
                more:
                    "hooks: [{event: message.withheld, do: [{1️⃣email: {template: intro, to: deal.mail}}]}]\n"
                    + "contact_rules: {do_not_contact: deal.silent}"
            ),
            ("1️⃣", "TP1819", nil)
        ),
        CheckFixture(
            cadence(
                "steps: [\(intro)], \(stops)",
                more: "hooks: [{event: cadence.step 1️⃣outbond, do: [{notify: owner}]}]"
            ),
            ("1️⃣", "TP1811", "outbound")
        ),
        CheckFixture(
            cadence("steps: [\(intro)], \(stops)}\n  1️⃣second: {steps: [\(call)]"),
            ("1️⃣", "TP1405", nil)
        ),
    ]
}
