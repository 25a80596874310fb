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

    static let time: [CheckFixture] = [
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
