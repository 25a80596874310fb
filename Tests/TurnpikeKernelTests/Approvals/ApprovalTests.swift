import Testing
import Turnpike
import TurnpikeValues

@Suite struct ApprovalTests {
    @Test func anAttemptedMoveIsRefusedAsPendingAndItsRequestIsKept() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        let refusal = try #require(try deal.move("won"))
        #expect(refusal.requested == ["discount"])
        #expect(refusal.ids == ["discount_ok.approval.discount"])
        #expect(refusal.unmet[0].seen == "asked for by rep_1, 0 of 1 agreed")
        #expect(refusal.unmet[0].needed == "sales_manager")
        #expect(refusal.unmet[0].who == ["sales_manager"])
        #expect(refusal.unmet[0].remedies == [.approve(approval: "discount", by: ["sales_manager"])])
        #expect(deal.standing == .pending)
        #expect(deal.stage == "negotiation")
        #expect(deal.lastEvents == ["approval.requested"])
        #expect(deal.last?.command == "move")

        let again = try #require(try deal.move("won"))
        #expect(!again.isPending, "it is asked for only once")
        #expect(try deal.approval(.approve, by: salesManager) == nil)
        #expect(deal.standing == .granted)
        #expect(deal.stage == "negotiation", "granting moves nothing by itself")
        #expect(try deal.move("won") == nil)
        #expect(deal.state.approvals.isEmpty, "an outcome ends the grant")
    }

    @Test func aMoveThatLacksMoreThanApprovalsAsksForNothing() throws {
        let text = ApprovalProcess.text(ApprovalProcess.full)
            .replacingOccurrences("exit: [discount_ok]", "exit: [discount_ok, {needs: [need]}]")
        var deal = try TestDeal.negotiating(text)
        let refusal = try #require(try deal.move("won"))
        #expect(refusal.ids == ["discount_ok.approval.discount", "negotiation.exit.needs.need"])
        #expect(!refusal.isPending)
        #expect(deal.state.approvals.isEmpty)
        #expect(
            refusal.unmet[0].remedies == [
                .request(approval: "discount"), .approve(approval: "discount", by: ["sales_manager"]),
            ]
        )
        let stranger = Actor.person("nobody_1")
        #expect(try deal.set("need", "speed") == nil)
        let other = try #require(try deal.move("won", by: stranger))
        #expect(!other.isPending, "whoever may not move asks for nothing")
    }

    @Test func whatCameWithTheMoveIsKeptForTheApprovers() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), discount: "5%")
        let request = MoveRequest(to: "won", fields: [FieldValue("discount", .string("20%"))])
        let refusal = try #require(try deal.give(.move(request)))
        #expect(refusal.isPending)
        #expect(deal.value("discount")?.description == "20%")
        #expect(deal.lastEvents == ["fields.set", "approval.requested"])
        try deal.approval(.approve, by: salesManager)
        #expect(try deal.give(.move(request)) == nil, "the same values change nothing and withdraw nothing")
    }

    @Test func stepsFollowOneAnotherAndAQuorumOfSeatsAgrees() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), discount: "30%")
        #expect(try deal.approval(.request, by: rep) == nil)
        #expect(try #require(try deal.approval(.approve, by: finance)).ids == ["approvals.discount.by"])
        #expect(try deal.approval(.approve, by: salesManager) == nil)
        #expect(deal.lastEvents == ["approval.voted", "approval.advanced"])
        #expect(try #require(try deal.move("won")).unmet[0].needed == "2 of legal, finance, vp_sales")
        #expect(try deal.approval(.approve, by: finance) == nil)
        #expect(deal.standing == .pending)
        #expect(try #require(try deal.approval(.approve, by: finance)).ids == ["approvals.discount.voted"])
        let colleague = Actor.person("finance_2", roles: "finance")
        #expect(try #require(try deal.approval(.approve, by: colleague)).ids == ["approvals.discount.by"])
        #expect(try #require(try deal.move("won")).unmet[0].who == ["legal", "vp_sales"])
        #expect(try deal.approval(.approve, by: vicePresident) == nil)
        #expect(deal.standing == .granted)
        #expect(try deal.move("won") == nil)
    }

    @Test func whoHoldsTwoRolesMakesRoomForWhoHoldsOne() throws {
        var deal = try TestDeal.negotiating(
            ApprovalProcess.text("steps: [{of: [legal, finance], quorum: all}]")
        )
        try deal.approval(.request, by: rep)
        let both = Actor.person("both_1", roles: "legal", "finance")
        #expect(try deal.approval(.approve, by: both) == nil)
        #expect(try deal.approval(.approve, by: legal) == nil, "the first takes the seat of finance instead")
        #expect(deal.standing == .granted)
    }

    @Test(arguments: [
        ("of: [legal, finance, vp_sales], quorum: 2", [finance], ApprovalState.Status.pending),
        ("of: [legal, finance, vp_sales], quorum: 2", [finance, vicePresident], .rejected),
        ("of: [legal, finance, vp_sales], quorum: 2, veto: [legal]", [legal], .rejected),
        ("of: [legal, finance, vp_sales], quorum: 2, veto: [legal]", [finance], .pending),
        ("of: [legal, finance], quorum: all", [legal], .rejected),
        ("of: [legal, finance], quorum: any", [legal], .pending),
        ("of: [legal, finance], quorum: any", [legal, finance], .rejected),
    ])
    func aRejectionEndsItWhereNoQuorumIsLeft(
        _ step: String,
        _ against: [Actor],
        _ expected: ApprovalState.Status
    ) throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text("steps: [{\(step)}]"))
        try deal.approval(.request, by: rep)
        for actor in against { #expect(try deal.approval(.reject, by: actor) == nil) }
        #expect(deal.standing == expected)
    }

    @Test func notTheRequesterNotEvenForSomebodyElse() throws {
        let boss = Actor.person("boss_1", roles: "rep", "sales_manager")
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), by: boss)
        #expect(try #require(try deal.move("won", by: boss)).isPending)
        #expect(try #require(try deal.approval(.approve, by: boss)).ids == ["approvals.discount.not"])
        var deputy = Actor.person("deputy_1", roles: "sales_manager")
        deputy.onBehalfOf = "boss_1"
        #expect(try #require(try deal.approval(.approve, by: deputy)).ids == ["approvals.discount.not"])
        deputy.onBehalfOf = "boss_2"
        #expect(try deal.approval(.approve, by: deputy) == nil)
        #expect(deal.state.approvals[0].votes.map(\.onBehalfOf) == ["boss_2"])
    }

    @Test func oneWhoVotesForAnotherVotesForBoth() throws {
        var deal = try TestDeal.negotiating(
            ApprovalProcess.text("steps: [{of: [{legal: 2}], quorum: 2}]")
        )
        try deal.approval(.request, by: rep)
        var deputy = Actor.person("legal_2", roles: "legal")
        deputy.onBehalfOf = "legal_1"
        #expect(try deal.approval(.approve, by: deputy) == nil)
        #expect(try #require(try deal.approval(.approve, by: legal)).ids == ["approvals.discount.voted"])
        deputy.onBehalfOf = nil
        #expect(try #require(try deal.approval(.approve, by: deputy)).ids == ["approvals.discount.voted"])
        #expect(try deal.approval(.approve, by: Actor.person("legal_3", roles: "legal")) == nil)
        #expect(deal.standing == .granted)
    }

    @Test(arguments: [Actor.Kind.system, .timer, .import])
    func onlyPeopleAndProgramsWithRolesApprove(_ kind: Actor.Kind) throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        try deal.approval(.request, by: rep)
        let actor = Actor(id: "it", kind: kind, roles: ["sales_manager"])
        #expect(try #require(try deal.approval(.approve, by: actor)).ids == ["approvals.discount.by"])
        #expect(deal.standing == .pending)
    }

    // MARK: Changes

    @Test(arguments: [
        ("discount", "21%", true), ("discount", "19%", false), ("discount", "20%", false), ("amount", "999 EUR", true),
        ("need", "other", false),
    ])
    func aChangeWithdrawsAGrantOrKeepsIt(_ field: String, _ value: String, _ isReset: Bool) throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        try deal.set(field, value)
        #expect(deal.state.approvals.isEmpty == isReset)
        let refusal = try deal.move("won")
        #expect((refusal != nil) == isReset)
    }

    @Test func aChangeWithdrawsTheVotesOfWhatIsPending() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), discount: "30%")
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        #expect(deal.state.approvals[0].step == 1)
        try deal.set("discount", "40%")
        #expect(deal.lastEvents == ["fields.set", "approval.reset"])
        #expect(deal.standing == .pending)
        #expect(deal.state.approvals[0].step == 0)
        #expect(deal.state.approvals[0].votes.isEmpty)
    }

    @Test func aStepThatIsNoLongerNeededIsPassedOver() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), discount: "30%")
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        #expect(deal.standing == .pending)
        try deal.set("discount", "20%")
        #expect(deal.standing == .granted, "lowering the discount keeps the vote, and the second step falls away")
    }

    @Test func valuesGivenWithAMoveWithdrawAGrantBeforeItIsJudged() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        let request = MoveRequest(to: "won", fields: [FieldValue("discount", .string("40%"))])
        let refusal = try #require(try deal.give(.move(request)))
        #expect(refusal.requested == ["discount"])
        #expect(deal.stage == "negotiation")
        #expect(deal.state.approvals[0].votes.isEmpty)
    }

    @Test func whatWasRejectedIsAskedForAgainAfterAChangeAndKeepsVotesThatStillCount() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full), discount: "30%")
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        try deal.approval(.reject, by: legal)
        #expect(deal.standing == .rejected)
        let refusal = try #require(try deal.move("won"))
        #expect(!refusal.isPending, "nothing has changed")
        #expect(refusal.unmet[0].seen == "rejected by legal_1")
        #expect(refusal.unmet[0].remedies.first == .change(fields: ["amount", "discount"]))
        #expect(try #require(try deal.approval(.request, by: rep)).ids == ["approvals.discount.changed"])
        try deal.set("discount", "28%")
        #expect(try #require(try deal.move("won")).isPending)
        #expect(deal.state.approvals[0].step == 1, "the manager's vote still counts")
        #expect(deal.state.approvals[0].votes.map(\.by) == ["sales_manager_1"])
        try deal.approval(.approve, by: legal)
        try deal.approval(.approve, by: finance)
        #expect(try deal.move("won") == nil)
    }

    @Test func anApprovalThatNobodyHasToGiveStopsNothing() throws {
        let text = ApprovalProcess.text(
            "steps: [{when: deal.discount > 25%, of: [legal]}]\nresets_on: [discount]",
            gate: "label: Discount"
        )
        var deal = try TestDeal.negotiating(text, discount: "20%")
        #expect(try #require(try deal.approval(.request, by: rep)).ids == ["approvals.discount.needed"])
        #expect(try deal.move("won") == nil)
    }

    @Test func aStepOfWhichNothingIsKnownIsNeeded() throws {
        let text = ApprovalProcess.text(
            "steps: [{when: deal.discount > 25%, of: [legal]}]\nresets_on: [discount]",
            gate: "label: Discount"
        )
        var deal = try TestDeal.negotiating(text)
        try deal.give(.set([FieldValue("discount", .null)]))
        let refusal = try #require(try deal.move("won"))
        #expect(refusal.unmet[0].missing == ["deal.discount"])
        try deal.approval(.approve, by: legal)
        #expect(try deal.move("won") == nil)
    }

    // MARK: Recall, time, outcomes

    @Test func whoAskedOrOwnsTheDealTakesItBack() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        #expect(try #require(try deal.approval(.recall, by: rep)).ids == ["approvals.discount.pending"])
        let colleague = Actor.person("rep_2", roles: "rep")
        try deal.approval(.request, by: colleague)
        let stranger = Actor.person("rep_3", roles: "rep")
        #expect(try #require(try deal.approval(.recall, by: stranger)).ids == ["approvals.discount.by"])
        #expect(try deal.approval(.recall, by: rep) == nil, "the owner")
        #expect(deal.standing == .recalled)
        #expect(try deal.approval(.request, by: colleague) == nil, "it is asked for again at any time")
        #expect(try deal.approval(.recall, by: colleague) == nil, "whoever asked")
    }

    @Test func aGrantHoldsForItsTimeOnly() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full + "\nvalid_for: 10 days"))
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        deal.wait(.seconds(9 * 86_400))
        #expect(try deal.explain().first { $0.move == "won" }?.status == .open)
        deal.wait(.seconds(2 * 86_400))
        let refusal = try #require(try deal.move("won"))
        #expect(refusal.isPending, "it is asked for again without a change")
        #expect(deal.state.approvals[0].votes.isEmpty, "the vote was for its time")
    }

    @Test func aGrantOutlivesStagesButNoOutcome() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        #expect(try deal.move("proposal") == nil)
        #expect(try deal.move("negotiation") == nil)
        #expect(deal.standing == .granted)
        #expect(try deal.move("lost") == nil)
        #expect(deal.lastEvents.contains("approval.withdrawn"))
        #expect(try deal.move("reopen") == nil)
        #expect(try #require(try deal.move("won")).isPending)
        #expect(try deal.move("lost") == nil)
        #expect(deal.state.approvals.isEmpty, "what is pending is withdrawn")
    }

    @Test func anOverrideLeavesTheApprovalAsAnObligationThatAGrantMeets() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        let request = MoveRequest(to: "won")
        #expect(try deal.give(.override(request, because: "the board agreed"), by: salesManager) == nil)
        #expect(deal.state.details.obligations.map(\.criterion) == ["discount_ok.approval.discount"])
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        #expect(deal.state.details.obligations.isEmpty)
    }

    // MARK: Moves

    @Test func aRejectionLeadsBackByItselfAndOnlyOnce() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full + "\nrejected: {to: proposal}"))
        try deal.approval(.request, by: rep)
        try deal.approval(.reject, by: salesManager)
        #expect(deal.stage == "proposal")
        #expect(deal.lastEvents == ["approval.voted", "approval.rejected", "deal.moved"])
        #expect(try deal.move("negotiation") == nil)
        #expect(deal.stage == "negotiation", "it comes back as any deal, and is not sent back for the same rejection")
    }

    @Test func aMoveMayWaitForTheGrant() throws {
        let text = ApprovalProcess.text(ApprovalProcess.full)
            .replacingOccurrences(
                "proposal: {}",
                "proposal: {}\n      signed: {to: won, as_soon_as: approvals.discount.granted && approvals.discount.pending == false && deal.need == \"go\"}"
            )
        var deal = try TestDeal.negotiating(text)
        try deal.set("need", "go")
        #expect(deal.stage == "negotiation")
        try deal.approval(.request, by: rep)
        try deal.approval(.approve, by: salesManager)
        #expect(deal.stage == "won")
    }

    @Test func explainTellsHowItStandsWithoutAskingForIt() throws {
        let deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        let move = try #require(try deal.explain().first { $0.move == "won" })
        #expect(move.status == .refused)
        #expect(move.refusal.unmet[0].seen == "not asked for")
        #expect(!move.refusal.isPending)
    }

    @Test func unknownApprovalsAreErrors() throws {
        var deal = try TestDeal.negotiating(ApprovalProcess.text(ApprovalProcess.full))
        #expect(throws: CommandError.self) { try deal.approval(.approve, "discout", by: salesManager) }
    }
}

extension String {
    /// The text with the first occurrence of a part replaced.
    func replacingOccurrences(_ part: String, _ other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
