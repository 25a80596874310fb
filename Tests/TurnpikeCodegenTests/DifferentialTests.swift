import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

/// The same commands by types and by words answer the same and leave the same records, byte for byte.
///
/// Random scripts over processes whose deals live long: they come back, are set aside and woken, and go round again.
@Suite("Types and words")
struct DifferentialTests {
    @Test func theSameScriptLeavesTheSameRecordsInAProcessWithReasonsAndFields() async throws {
        let sides = SideBySide<B2BSoftware>(
            process: try Files.process("b2b_software"),
            table: Self.software,
            openByTypes: { pipeline, actor in
                let opened = try await B2BSoftware.open("Acme", .init(seats: 10), by: actor, in: pipeline)
                guard case .opened(let deal) = consume opened else { throw NotOpened() }
                return deal.deal.id
            },
            opening: [FieldValue("seats", .int(10))]
        )
        let coverage = try await sides.run(seeds: 1...6, commands: 150)
        Self.expectMuch(coverage, of: Self.software)
    }

    @Test func theSameScriptLeavesTheSameRecordsInAProcessThatGoesRound() async throws {
        let sides = SideBySide<NurtureCycle>(
            process: try Files.process("nurture_cycle"),
            table: Self.nurture,
            openByTypes: { pipeline, actor in
                let fields = NurtureCycle.Fields(source: .referral, mayWrite: true)
                let opened = try await NurtureCycle.open("Acme", fields, by: actor, in: pipeline)
                guard case .opened(let deal) = consume opened else { throw NotOpened() }
                return deal.deal.id
            },
            opening: [FieldValue("source", .string("referral")), FieldValue("may_write", .bool(true))]
        )
        let coverage = try await sides.run(seeds: 11...16, commands: 150)
        Self.expectMuch(coverage, of: Self.nurture)
    }

    @Test func theSameScriptLeavesTheSameRecordsInPhasesAndTracks() async throws {
        let sides = SideBySide<EnterpriseB2B>(
            process: try Files.process("enterprise_b2b"),
            table: Self.enterprise,
            openByTypes: { pipeline, actor in
                let fields = EnterpriseB2B.Fields(amount: Money("250000 EUR"))
                let opened = try await EnterpriseB2B.open("Acme", fields, by: actor, in: pipeline)
                guard case .opened(let deal) = consume opened else { throw NotOpened() }
                return deal.deal.id
            },
            opening: [FieldValue("amount", .string("250000 EUR"))]
        )
        let coverage = try await sides.run(seeds: 21...26, commands: 200)
        Self.expectMuch(coverage, of: Self.enterprise)
        #expect(coverage.inTracks > 20, "\(coverage)")
    }

    private struct NotOpened: Error {}

    /// A script that changes little, or is nowhere refused, proves little.
    private static func expectMuch<P: TypedProcess>(
        _ coverage: SideBySide<P>.Coverage,
        of table: [String: [Step<P>]]
    ) {
        let missed = Set(table.keys).subtracting(coverage.stages)
        #expect(missed.isEmpty, "never in \(missed.sorted())")
        #expect(coverage.records > coverage.commands / 3, "\(coverage)")
        #expect(coverage.records > 200, "\(coverage)")
        #expect(coverage.fewestRecords > 20, "\(coverage)")
        #expect(coverage.reopened > 2, "\(coverage)")
        #expect(coverage.refusals > 20, "\(coverage)")
    }

    // MARK: What may be done in each stage

    private static let software: [String: [Step<B2BSoftware>]] = {
        typealias Stages = B2BSoftware.Stages
        let date = CalendarDate("2027-01-01")
        /// What is offered in every stage before an outcome.
        func common<S: B2BSoftware.BeforeOutcome & B2BSoftware.MayNurture>(_ stage: S.Type) -> StageSteps<S>
        where S.Process == B2BSoftware {
            always(stage)
                .move(.lost(reason: .price), "lost", reason: "price")
                .move(
                    .lost(reason: .competitor(competitorName: "Other")),
                    "lost",
                    reason: "competitor",
                    fields: [FieldValue("competitor_name", .string("Other"))]
                )
                .move(
                    .nurture(nextContact: date),
                    "nurture",
                    fields: [FieldValue("next_contact", .string("2027-01-01"))]
                )
                .complete(
                    .discoveryCall(outcome: .qualified, budget: Money("900 EUR"), need: "found"),
                    ActivityStep(
                        "discovery_call",
                        outcome: "qualified",
                        values: [FieldValue("budget", .string("900 EUR")), FieldValue("need", .string("found"))]
                    )
                )
                .complete(.demo(outcome: .convinced), ActivityStep("demo", outcome: "convinced"))
                .complete(
                    .firstContact(outcome: .meetingAgreed),
                    ActivityStep("first_contact", outcome: "meeting_agreed")
                )
        }
        func always<S: TypedStage>(_ stage: S.Type) -> StageSteps<S> where S.Process == B2BSoftware {
            StageSteps(stage)
                .set([FieldValue("amount", .string("4711 EUR")), FieldValue("need", .null)]) {
                    $0.amount = Money("4711 EUR")
                    $0.need = nil
                }
                .set([FieldValue("discount", .string("20%"))]) { $0.discount = Percent("20%") }
                .set(
                    [
                        FieldValue(
                            "stakeholders",
                            .list([
                                .map(
                                    ValueMap([
                                        "title": .string("A"), "role": .string("economic_buyer"), "met": .bool(true),
                                    ])
                                )
                            ])
                        )
                    ]
                ) { $0.stakeholders = [.init(title: "A", role: .economicBuyer, met: true)] }
                .signal(
                    .contractSigned(contract: FileReference("c")),
                    "contract_signed",
                    [FieldValue("contract", .string("c"))]
                )
                .signal(.replied, "replied")
        }
        return [
            "prospecting": common(Stages.Prospecting.self).move(.qualification, "qualification").steps,
            "qualification": common(Stages.Qualification.self).move(.demo, "demo").steps,
            "demo": common(Stages.Demo.self)
                .move(.back(to: .prospecting, reason: .people), "back", stage: "prospecting", reason: "people")
                .move(.listPrice, "list_price").move(.proposal, "proposal").steps,
            "proposal": common(Stages.Proposal.self)
                .move(.back(to: .demo, reason: .scope), "back", stage: "demo", reason: "scope")
                .move(.negotiation, "negotiation").steps,
            "negotiation": common(Stages.Negotiation.self)
                .complete(.contractReview(outcome: .agreed), ActivityStep("contract_review", outcome: "agreed"))
                // No override leads past this one.
                .set([FieldValue("dpa_signed", .bool(true))]) { $0.dpaSigned = true }
                .move(.close, "close").steps,
            "close": common(Stages.Close.self).move(.closedWon, "closed_won").steps,
            "closed_won": always(Stages.ClosedWon.self).move(.onboarding, "onboarding").steps,
            "onboarding": always(Stages.Onboarding.self).move(.customer, "customer").steps,
            "customer": always(Stages.Customer.self).steps,
            "nurture": always(Stages.Nurture.self).move(.wake, "wake").steps,
            "lost": always(Stages.Lost.self).move(.reopen, "reopen").steps,
        ]
    }()

    private static let nurture: [String: [Step<NurtureCycle>]] = {
        typealias Stages = NurtureCycle.Stages
        func common<S: NurtureCycle.BeforeOutcome & NurtureCycle.MayNotYet>(_ stage: S.Type) -> StageSteps<S>
        where S.Process == NurtureCycle {
            always(stage)
                .move(.lost(reason: .silent), "lost", reason: "silent")
                .move(.notYet(reason: .noMoney), "not_yet", reason: "no_money")
                .set([FieldValue("fee", .string("1200.5 USD")), FieldValue("concern", .string("Schools"))]) {
                    $0.fee = Money("1200.5 USD")
                    $0.concern = "Schools"
                }
                .complete(
                    .triage(fits: .yes, lifeEvent: .child),
                    ActivityStep(
                        "triage",
                        values: [FieldValue("fits", .string("yes")), FieldValue("life_event", .string("child"))]
                    )
                )
                .complete(.firstCall(outcome: .wantsAPlan), ActivityStep("first_call", outcome: "wants_a_plan"))
        }
        func always<S: TypedStage>(_ stage: S.Type) -> StageSteps<S> where S.Process == NurtureCycle {
            StageSteps(stage)
                .set([FieldValue("come_back_on", .string("2027-02-03")), FieldValue("topic", .string("Tax"))]) {
                    $0.comeBackOn = CalendarDate("2027-02-03")
                    $0.topic = "Tax"
                }
                .set([FieldValue("contact_email", .string("a@b.example"))]) { $0.contactEmail = "a@b.example" }
                .signal(.letterOpened(interest: 12), "letter_opened", [FieldValue("interest", .int(12))])
                .signal(.letterOpened(interest: 2), "letter_opened", [FieldValue("interest", .int(2))])
                .complete(.letter(outcome: .sent), ActivityStep("letter", outcome: "sent"))
        }
        return [
            "lead_generation": common(Stages.LeadGeneration.self).move(.qualification, "qualification").steps,
            "qualification": common(Stages.Qualification.self).move(.firstContact, "first_contact").steps,
            "first_contact": common(Stages.FirstContact.self).move(.presentation, "presentation").steps,
            "presentation": common(Stages.Presentation.self).move(.closing, "closing").steps,
            // Nor past this one.
            "closing": common(Stages.Closing.self)
                .set([FieldValue("identity_checked", .bool(true))]) { $0.identityChecked = true }
                .move(.engaged, "engaged")
                .signal(
                    .agreementSigned(agreement: FileReference("a")),
                    "agreement_signed",
                    [FieldValue("agreement", .string("a"))]
                ).steps,
            "nurturing": always(Stages.Nurturing.self).move(.gaveUp, "gave_up")
                .move(.comeBack(reason: .event), "come_back", reason: "event").signal(.replied, "replied").steps,
            "engaged": always(Stages.Engaged.self).move(.referralsAndRepeat, "referrals_and_repeat").steps,
            "referrals_and_repeat": always(Stages.ReferralsAndRepeat.self).move(.again, "again")
                .move(.askedForAName, "asked_for_a_name").steps,
            "recommending": always(Stages.Recommending.self).steps,
            "lost": always(Stages.Lost.self).move(.reopen, "reopen").steps,
        ]
    }()

    private static let enterprise: [String: [Step<EnterpriseB2B>]] = {
        typealias Stages = EnterpriseB2B.Stages
        func common<S: EnterpriseB2B.BeforeOutcome & EnterpriseB2B.MayNurture>(_ stage: S.Type) -> StageSteps<S>
        where S.Process == EnterpriseB2B {
            always(stage)
                .move(.lost(reason: .blocked), "lost", reason: "blocked")
                .move(.nurture(nextContact: nil), "nurture")
                .complete(
                    .proofOfConcept(outcome: .passed, criteria: "faster", users: 12, evidence: "report"),
                    ActivityStep(
                        "proof_of_concept",
                        outcome: "passed",
                        values: [FieldValue("criteria", .string("faster")), FieldValue("users", .int(12))],
                        evidence: "report"
                    )
                )
        }
        func always<S: TypedStage>(_ stage: S.Type) -> StageSteps<S> where S.Process == EnterpriseB2B {
            StageSteps(stage)
                .set([FieldValue("amount", .string("90000 EUR"))]) { $0.amount = Money("90000 EUR") }
                .set([FieldValue("amount", .string("250000 EUR")), FieldValue("discount", .string("30%"))]) {
                    $0.amount = Money("250000 EUR")
                    $0.discount = Percent("30%")
                }
                .signal(.replied, "replied")
        }
        return [
            "target": common(Stages.Target.self).move(.discovery, "discovery").steps,
            "discovery": common(Stages.Discovery.self).move(.solution, "solution").steps,
            "solution": common(Stages.Solution.self).move(.pilot, "pilot").move(.sale, "sale").steps,
            "pilot": common(Stages.Pilot.self).move(.sale, "sale").steps,
            "proposal": common(Stages.Proposal.self)
                .move(.requalify(reason: .budget), "requalify", reason: "budget")
                .move(.negotiation, "negotiation").steps,
            "negotiation": common(Stages.Negotiation.self)
                .move(.rescope(reason: .scope), "rescope", reason: "scope").move(.paperSettled, "paper_settled").move(
                    .audit,
                    "audit"
                )
                .move(.securityCleared, "security_cleared").move(.moreQuestions, "more_questions")
                .move(.bargaining, "bargaining").move(.priceSettled, "price_settled")
                .move(.signature, "signature").steps,
            "signature": common(Stages.Signature.self)
                .move(.renegotiate(reason: .people), "renegotiate", reason: "people").move(.postSale, "post_sale")
                .signal(
                    .contractSigned(contract: FileReference("c")),
                    "contract_signed",
                    [FieldValue("contract", .string("c"))]
                ).steps,
            "handing_over": always(Stages.HandingOver.self).move(.onboarding, "onboarding").steps,
            "onboarding": always(Stages.Onboarding.self).move(.inUse, "in_use").steps,
            "customer": always(Stages.Customer.self).steps,
            "nurture": always(Stages.Nurture.self).move(.wake, "wake").steps,
            "lost": always(Stages.Lost.self).move(.reopen, "reopen").steps,
        ]
    }()
}
