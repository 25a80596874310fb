import Testing
import Turnpike
import TurnpikeValues

/// A process with a discount that people approve.
enum ApprovalProcess {
    static func text(_ approval: String, extra: String = "", gate: String = "when: deal.discount > 15%") -> String {
        """
        turnpike: 1
        process: b2b
        currency: EUR
        roles: [rep, sales_manager, legal, finance, vp_sales]
        fields:
          amount: {type: money, label: Amount}
          discount: {type: percent, label: Discount}
          need: {type: text, label: Need}
        permissions: {move: [rep, sales_manager], override: [sales_manager]}
        gates:
          discount_ok:
            \(gate)
            approval: discount
        approvals:
          discount:
            ask: Approve ${deal.discount} off for ${deal.name}?
            \(approval.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    "))
        stages:
          proposal: {moves: [negotiation]}
          negotiation:
            exit: [discount_ok]
            moves:
              won: {by: [rep, sales_manager, legal, finance, vp_sales]}
              proposal: {}
          won: {outcome: won, moves: [after]}
          after: {}
          lost: {outcome: lost, moves: {reopen: {to: negotiation}}}
        anywhere: {moves: [lost]}
        \(extra)
        """
    }

    static let full = """
        steps:
          - sales_manager
          - {when: deal.discount > 25%, of: [legal, finance, vp_sales], quorum: 2, veto: [legal]}
        not: requester
        resets_on: [amount, {discount: up}]
        """
}

private func compiled(_ text: String) throws -> SalesProcess { try process(text) }

let salesManager = Actor.person("sales_manager_1", roles: "sales_manager")
let legal = Actor.person("legal_1", roles: "legal")
let finance = Actor.person("finance_1", roles: "finance")
let vicePresident = Actor.person("vp_1", roles: "vp_sales")

extension TestDeal {
    /// A deal in negotiation.
    static func negotiating(_ text: String, discount: String = "20%", by actor: Actor = rep) throws -> TestDeal {
        var deal = try TestDeal(compiled(text), [:], by: actor)
        #expect(try deal.set("discount", discount) == nil)
        #expect(try deal.set("amount", "1000 EUR") == nil)
        #expect(try deal.move("negotiation", by: actor) == nil)
        return deal
    }

    @discardableResult
    mutating func set(_ field: String, _ value: String, by actor: Actor = rep) throws -> Refusal? {
        try give(.set([FieldValue(field, .string(value))]), by: actor)
    }

    @discardableResult
    mutating func approval(
        _ kind: ApprovalStep.Kind,
        _ approval: String = "discount",
        by actor: Actor
    ) throws -> Refusal? {
        try give(.approval(ApprovalStep(approval, kind)), by: actor)
    }

    var standing: ApprovalState.Status? { state.approvals.first?.status }

    /// The types of the newest record's events.
    var lastEvents: [String] { last?.events.map { $0.typeName.description } ?? [] }
}
