/// Approvals.
extension CheckFixture {
    private static func approval(_ lines: String, rest: String = "") -> String {
        """
        currency: EUR
        calendar: office
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        roles: [sales_manager, legal, finance, vp_sales]
        permissions: {move: [sales_manager, legal, finance, vp_sales]}
        fields:
          discount: {type: percent, label: Discount}
          competitor: {type: text, label: Competitor}
        approvals:
          discount:
            \(lines.split(separator: "\n").joined(separator: "\n    "))
        gates:
          ok: {approval: discount}
        stages:
          open: {exit: [{needs: [competitor]}], moves: [offer]}
          offer: {exit: [ok], moves: [won]}
          won: {outcome: won, moves: [after]}
          after: {}
        \(rest)
        """
    }

    static let approvals: [CheckFixture] = [
        CheckFixture(
            approval("steps: [sales_manager]", rest: "hooks: [{event: approval.granted 1️⃣discont, do: [{crm: close}]}]"),
            ("1️⃣", "TP1700", "discount")
        ),
        CheckFixture(
            "stages:\n  open: {moves: [offer]}\n  offer: {exit: [{approval: 1️⃣discount}], moves: [won]}\n"
                + "  won: {outcome: won}\n",
            ("1️⃣", "TP1700", nil)
        ),
        CheckFixture(approval("steps: [1️⃣sales_manager]\nnot: sales_manager"), ("1️⃣", "TP1701", nil)),
        CheckFixture(approval("steps: [1️⃣{of: [{owner: 2}]}]"), ("1️⃣", "TP1701", nil)),
        CheckFixture(approval("steps: [1️⃣{of: [requester, legal], quorum: 2}]\nnot: requester"), ("1️⃣", "TP1701", nil)),
        CheckFixture(
            approval("steps: [legal, {when: 1️⃣deal.discount > 25%, of: [finance]}]"),
            ("1️⃣", "TP1702", nil)
        ),
        CheckFixture(approval("steps: [{of: [legal, finance], quorum: 1️⃣3}]"), ("1️⃣", "TP1703", nil)),
        CheckFixture(approval("steps: [legal]\nrejected: {to: 1️⃣after}"), ("1️⃣", "TP1704", nil)),
        CheckFixture(approval("steps: [legal]\nresets_on: [{competitor: 1️⃣up}]"), ("1️⃣", "TP1705", nil)),
        CheckFixture(
            "roles: [rep]\npermissions: {move: [rep, 1️⃣requester]}\nstages:\n  open: {moves: [won]}\n"
                + "  won: {outcome: won}\n",
            ("1️⃣", "TP1706", nil)
        ),
        CheckFixture(
            approval("steps: [legal]\nlate: {escalate: [1️⃣requester]}\nwithin: 2 days"),
            ("1️⃣", "TP1706", nil)
        ),
        CheckFixture("approvals:\n  1️⃣discount: {steps: []}\n" + tail("discount"), ("1️⃣", "TP1707", nil)),
        CheckFixture(approval("steps: [legal, 1️⃣{quorum: any}]"), ("1️⃣", "TP1707", nil)),
        CheckFixture(approval("steps: [{of: [finance], veto: [1️⃣legal]}]"), ("1️⃣", "TP1708", nil)),
        CheckFixture(approval("steps: [legal]\nlate: {escalate: 1️⃣vp_sales}"), ("1️⃣", "TP1709", nil)),
        // Assignment and permissions.
        assignment("[{to: 1️⃣inbond, pick: round_robin}]", ("1️⃣", "TP1720", "inbound")),
        assignment("[{to: 1️⃣nobody_at_all}]", ("1️⃣", "TP1720", nil)),
        assignment("[{to: inbound, pick: round_robin, capacity: 1️⃣4}]", ("1️⃣", "TP1721", nil)),
        assignment("[{to: inbound}, {when: deal.amount > 5 EUR, to: 1️⃣rep}]", ("1️⃣", "TP1722", nil)),
        assignment("[{when: 'deal.1️⃣amont > 5 EUR', to: inbound}]", ("1️⃣", "TP1303", "amount")),
        CheckFixture(
            "roles: [rep]\npermissions: {see: {1️⃣amont: [rep]}}\nfields: {amount: {type: money, label: A}}\n"
                + "currency: EUR\nstages:\n  open: {moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1243", "amount")
        ),
        CheckFixture(
            "roles: [rep]\npermissions: {move: [rep]}\nstages:\n"
                + "  open: {permissions: {move: [1️⃣rip]}, moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1246", "rep")
        ),
        // What else an approval can have wrong is told as anywhere.
        CheckFixture(approval("steps: [1️⃣lega]"), ("1️⃣", "TP1246", "legal")),
        CheckFixture(approval("steps: [legal]\nwithin: 1️⃣2"), ("1️⃣", "TP1267", "2 days")),
        CheckFixture(approval("steps: [legal]\nresets_on: [1️⃣discont]"), ("1️⃣", "TP1243", "discount")),
        CheckFixture(approval("steps: [legal]\nrejected: {to: 1️⃣opne}"), ("1️⃣", "TP1242", "open")),
        CheckFixture(
            approval("steps: [legal]\nnot: [requester, 1️⃣requester]"),
            ("1️⃣", "TP1240", nil)
        ),
        CheckFixture(
            "roles: [rep]\napprovals: {1️⃣discount: {steps: [rep]}}\nstages:\n  open: {moves: [won]}\n"
                + "  won: {outcome: won}\n",
            ("1️⃣", "TP1405", nil)
        ),
    ]

    private static func assignment(_ rules: String, _ expected: (Character, String, String?)) -> CheckFixture {
        CheckFixture(
            """
            currency: EUR
            roles: [rep]
            teams: [inbound]
            permissions: {move: [rep]}
            fields: {amount: {type: money, label: Amount}}
            assignment: [{when: deal.amount > 10 EUR, to: inbound}, \(rules.dropFirst())
            stages:
              open: {moves: [won]}
              won: {outcome: won}
            """,
            expected
        )
    }

    private static func tail(_ approval: String) -> String {
        "stages:\n  open: {moves: [offer]}\n  offer: {exit: [{approval: \(approval)}], moves: [won]}\n"
            + "  won: {outcome: won}\n"
    }
}
