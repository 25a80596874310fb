extension CheckFixture {
    private static func gate(_ settings: String) -> String {
        """
        fields: {amount: {type: money, label: Value}, tax_number: {type: text, sensitive: true, label: Tax number}}
        currency: EUR
        stages:
          open: {exit: [{asked: {external: {\(settings)}}}], moves: [sold]}
          sold: {outcome: won}
        """
    }

    static let externals: [CheckFixture] = [
        CheckFixture(gate("plugin: credit, about: [amount, 1️⃣tax_number]"), ("1️⃣", "TP1670", nil)),
        CheckFixture(gate("plugin: credit, about: [1️⃣amuont]"), ("1️⃣", "TP1243", "amount")),
        CheckFixture(gate("plugin: credit, timeout: 1️⃣2 days"), ("1️⃣", "TP1267", nil)),
        CheckFixture(gate("plugin: credit, valid_for: 1️⃣30"), ("1️⃣", "TP1267", "30 days")),
    ]
}
