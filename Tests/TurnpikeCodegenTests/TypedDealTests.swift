import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues
import TurnpikeYAML

@Suite("Typed deals")
struct TypedDealTests {
    private func b2b() async throws -> (Pipeline, Actor) {
        let process = try Files.process("b2b_software")
        return (try await pipeline(process, ManualClock(start)), boss(of: process))
    }

    private func opened(
        _ fields: B2BSoftware.Fields = .init(),
        in pipeline: Pipeline,
        by actor: Actor
    ) async throws -> DealHandle<B2BSoftware.Stages.Prospecting> {
        guard case .opened(let deal) = try await B2BSoftware.open("Acme", fields, by: actor, in: pipeline) else {
            throw Unexpected()
        }
        guard case .prospecting(let handle) = consume deal else { throw Unexpected() }
        return handle
    }

    private struct Unexpected: Error {}

    @Test func aRefusedMoveGivesTheHandleBackAndAMadeOneTheNext() async throws {
        let (pipeline, rep) = try await b2b()
        var fields = B2BSoftware.Fields(source: .outbound, segment: .midMarket)
        fields.amount = Money("50000 EUR")
        let handle = try await opened(fields, in: pipeline, by: rep)
        let again: DealHandle<B2BSoftware.Stages.Prospecting>
        switch try await handle.move(to: .qualification, by: rep) {
        case .refused(let refusal, let same):
            #expect(refusal.unmet.map(\.id).contains("worth_a_call.done.first_contact"))
            let gates = Set(refusal.unmet.map { String($0.id.prefix { $0 != "." }) })
            #expect(gates.compactMap { B2BSoftware.Gates(rawValue: $0) } == [.worthACall])
            again = same
        case .moved: throw Unexpected()
        case .stale: throw Unexpected()
        }
        #expect(again.fields.amount == Money("50000 EUR"))
        #expect(again.fields.source == .outbound)
        guard case .changed(let told) = try await again.set(by: rep, { $0.contactEmail = "a@b.example" }) else {
            throw Unexpected()
        }
        guard case .changed(let met) = try await told.complete(.firstContact(outcome: .meetingAgreed), by: rep) else {
            throw Unexpected()
        }
        guard case .moved(let next) = try await met.move(to: .qualification, by: rep) else { throw Unexpected() }
        #expect(next.deal.stage == "qualification")
        #expect(next.fields.contactEmail == "a@b.example")
    }

    @Test func whatSomebodyElseChangedIsToldAndNotOverwritten() async throws {
        let (pipeline, rep) = try await b2b()
        let handle = try await opened(in: pipeline, by: rep)
        let id = handle.id
        _ = try await pipeline.comment(id, "I was here", by: rep)
        guard case .stale(let deal) = try await handle.set(by: rep, { $0.seats = 5 }) else { throw Unexpected() }
        #expect(deal.revision == 2)
        #expect(deal["seats"] == nil)
        guard case .prospecting(let fresh) = try await B2BSoftware.deal(id, in: pipeline) else { throw Unexpected() }
        guard case .stale = try await staleMove(fresh, pipeline, rep) else { throw Unexpected() }
    }

    /// What is not copyable has no `print` of its own; its description tells the same.
    @Test func whatBecameOfACommandIsTold() async throws {
        let (pipeline, rep) = try await b2b()
        let opened = try await B2BSoftware.open("Acme", by: rep, in: pipeline)
        let words = opened.description
        guard case .opened(let place) = consume opened, case .prospecting(let handle) = consume place else {
            throw Unexpected()
        }
        let id = handle.id
        #expect(words == "the b2b_software deal \(id) is in 'prospecting' (revision 1)")
        let refused = try await handle.move(to: .qualification, by: rep)
        #expect(
            refused.description.hasPrefix("move qualification is refused (in prospecting): "),
            "\(refused.description)"
        )
        #expect(refused.description.contains("worth_a_call.done.first_contact: "), "\(refused.description)")
        guard case .refused(_, let same) = consume refused else { throw Unexpected() }
        let set = try await same.set(by: rep) { $0.seats = 5 }
        #expect(set.description == "the b2b_software deal \(id) is in 'prospecting' (revision 2)")
        guard case .changed(let next) = consume set else { throw Unexpected() }
        let stale = try await staleMove(next, pipeline, rep)
        #expect(
            stale.description
                == "somebody else was first: the b2b_software deal \(id) is in 'prospecting' (revision 3); load it again"
        )
    }

    /// What handles rest on: the same for whoever gives commands by words.
    @Test func anAttemptAtARevisionIsDoneRefusedOrStale() async throws {
        let (pipeline, rep) = try await b2b()
        let id = try await pipeline.open("b2b_software", name: "Acme", by: rep).id
        let comment = Command(.comment("I was here"))
        guard case .decided(.changed(let deal, _)) = try await pipeline.attempt(comment, on: id, at: 1, by: rep)
        else { throw Unexpected() }
        #expect(deal.revision == 2)
        // A revision in the options gives way.
        let options = CommandOptions(expectedRevision: 2)
        guard case .stale(let now) = try await pipeline.attempt(comment, on: id, at: 1, by: rep, options: options)
        else { throw Unexpected() }
        #expect(now.revision == 2)
        let move = Command(.move(MoveRequest(to: "qualification")))
        guard case .decided(.refused(let refusal, let same?)) = try await pipeline.attempt(move, on: id, at: 2, by: rep)
        else { throw Unexpected() }
        #expect(refusal.unmet.count == 4 && same.revision == 2)
        let nobody = try #require(DealID("0190aaaa-0000-7000-8000-000000000000"))
        await #expect(throws: PipelineError.self) {
            if case .stale = try await pipeline.attempt(comment, on: nobody, at: 1, by: rep) { return }
        }
    }

    private func staleMove(
        _ handle: consuming DealHandle<B2BSoftware.Stages.Prospecting>,
        _ pipeline: Pipeline,
        _ rep: Actor
    ) async throws -> MoveResult<B2BSoftware.Stages.Prospecting, DealHandle<B2BSoftware.Stages.Lost>> {
        _ = try await pipeline.comment(handle.id, "And here", by: rep)
        return try await handle.move(to: .lost(reason: .price), by: rep)
    }

    /// The attempt has asked for the approval, which is a change of the deal: the handle that comes back knows it.
    @Test func aMoveThatWaitsForAnApprovalGivesBackAHandleThatIsNotStale() async throws {
        let (pipeline, rep) = try await b2b()
        let opened = try await pipeline.open("b2b_software", name: "Acme", by: rep)
        let importer = Actor(id: "history", kind: .import, roles: rep.roles, channel: "import")
        _ = try await pipeline.perform(
            Command(.observe(Observation(stage: "negotiation"))),
            on: opened.id,
            by: importer
        )
        guard case .negotiation(let handle) = try await B2BSoftware.deal(opened.id, in: pipeline) else {
            throw Unexpected()
        }
        let changed = try await handle.set(by: rep) {
            $0.amount = Money("50000 EUR")
            $0.discount = Percent("20%")
            $0.personalData = false
            $0.securityReviewAsked = false
            $0.stakeholders = [.init(title: "A", role: .economicBuyer, met: true)]
        }
        guard case .changed(let ready) = consume changed else { throw Unexpected() }
        let reviewed = try await ready.complete(.contractReview(outcome: .agreed), by: rep)
        guard case .changed(let waiting) = consume reviewed else { throw Unexpected() }
        let before = waiting.deal.revision
        guard case .refused(let refusal, let same) = try await waiting.move(to: .close, by: rep) else {
            throw Unexpected()
        }
        #expect(refusal.requested == ["discount"], "\(refusal)")
        #expect(same.deal.revision == before + 1)
        guard case .changed(let lower) = try await same.set(by: rep, { $0.discount = Percent("10%") }) else {
            throw Unexpected()
        }
        guard case .moved(let close) = try await lower.move(to: .close, by: rep) else { throw Unexpected() }
        #expect(close.deal.stage == "close")
    }

    @Test func aReasonBringsItsFieldAndAnOverrideLeavesObligations() async throws {
        let (pipeline, rep) = try await b2b()
        let handle = try await opened(in: pipeline, by: rep)
        let pushed = try await handle.override(to: .qualification, because: "the board wants it", by: rep)
        guard case .moved(let qualified) = consume pushed else { throw Unexpected() }
        #expect(!qualified.deal.obligations.isEmpty)
        let ended = try await qualified.move(to: .lost(reason: .competitor(competitorName: "Other")), by: rep)
        guard case .moved(let lost) = consume ended else { throw Unexpected() }
        #expect(lost.deal.reason == "lost/competitor")
        #expect(lost.fields.competitorName == "Other")
        guard case .moved(let back) = try await lost.move(to: .reopen, by: rep) else { throw Unexpected() }
        #expect(back.deal.stage == "qualification")
        // Where a move leads is open: the enum over all stages tells.
        guard case .moved(let earlier) = try await back.move(to: .back(to: .prospecting, reason: .scope), by: rep)
        else {
            throw Unexpected()
        }
        guard case .prospecting = consume earlier else { throw Unexpected() }
    }

    @Test func aStageWithTracksIsOneTypeWithItsTracksInside() async throws {
        let process = try Files.process("enterprise_b2b")
        let pipeline = try await pipeline(process, ManualClock(start))
        let actor = boss(of: process)
        let opened = try await pipeline.open(
            "enterprise_b2b",
            name: "Acme",
            fields: ["amount": .money(Money("5000 EUR")!)],
            by: actor
        )
        _ = try await pipeline.perform(
            Command(.observe(Observation(stage: "negotiation"))),
            on: opened.id,
            by: Actor(id: "crm", kind: .plugin, roles: actor.roles)
        )
        guard case .negotiation(let handle) = try await EnterpriseB2B.deal(opened.id, in: pipeline) else {
            throw Unexpected()
        }
        #expect(handle.tracks == .init(legalTrack: .redlines, securityTrack: nil, procurementTrack: .registration))
        let moved = try await handle.override(to: .paperSettled, because: "a test", by: actor)
        guard case .moved(let place) = consume moved, case .negotiation(let same) = consume place else {
            throw Unexpected()
        }
        let tracks = same.tracks
        #expect(tracks.legalTrack == .paperSettled)
    }

    @Test func aDealOfAnotherVersionIsATypedErrorThatNamesBoth() async throws {
        let text = try Files.text(Files.path("b2b_software"))
        let version = "version: \(B2BSoftware.version + 1)"
        let hasVersion = text.contains("\nversion:")
        let newer =
            hasVersion
            ? text.replacing("\nversion: \(B2BSoftware.version)", with: "\n" + version)
            : text.replacing("process: b2b_software", with: "process: b2b_software\n" + version)
        let process = try #require(SalesProcess.compile(ProcessFile(text: newer)).process)
        #expect(process.version == B2BSoftware.version + 1)
        let pipeline = try await pipeline(process, ManualClock(start))
        let deal = try await pipeline.open("b2b_software", name: "Acme", by: boss(of: process))
        await #expect {
            _ = try await B2BSoftware.deal(deal.id, in: pipeline).deal
        } throws: { error in
            let error = try #require(error as? TypedProcessError)
            #expect(error.code == .otherVersion)
            #expect(error.generated.version == B2BSoftware.version && error.stored.version == process.version)
            #expect(error.generated.digest == B2BSoftware.digest && error.stored.digest == process.digest.hex)
            #expect(error.description.contains("b2b_software \(process.version)"))
            #expect(error.description.contains("b2b_software \(B2BSoftware.version) "))
            return error.deal == deal.id
        }
        await #expect(throws: TypedProcessError.self) {
            _ = try await B2BSoftware.open("Acme", by: boss(of: process), in: pipeline)
        }
        // The same version with another text.
        let changed = try #require(
            SalesProcess.compile(ProcessFile(text: text.replacing("max: 100000}", with: "max: 100001}"))).process
        )
        #expect(throws: TypedProcessError.self) { try B2BSoftware.check(changed) }
        // A label is no new version.
        let renamed = try #require(
            SalesProcess.compile(ProcessFile(text: text.replacing("First-year value", with: "Value"))).process
        )
        try B2BSoftware.check(renamed)
    }

    @Test func fieldsGoThereAndBack() {
        var fields = B2BSoftware.Fields(stakeholders: [.init(title: "A", role: .champion, met: true)])
        let before = fields
        fields.discount = Percent("12.5%")
        fields.closeDate = CalendarDate("2027-03-01")
        fields.contract = FileReference("s3://x", size: 3)
        let changed = fields.changes(from: before).map(\.field)
        #expect(Set(changed) == ["discount", "close_date", "contract"])
        for entry in fields.entries where entry.field == "stakeholders" {
            #expect([B2BSoftware.Records.Stakeholder](fieldValue: entry.value) == fields.stakeholders)
        }
        #expect(FileReference(fieldValue: fields.contract?.fieldValue ?? .null) == fields.contract)
    }

    /// Every example's types fit its process: deals open, and are found again where they are.
    @Test func theTypesOfEveryExampleRun() async throws {
        var names: [String] = []
        try await run(Automotive.self, "automotive", &names) { try await Automotive.deal($0, in: $1).deal }
        try await run(B2BSoftware.self, "b2b_software", &names) { try await B2BSoftware.deal($0, in: $1).deal }
        try await run(Consulting.self, "consulting", &names) { try await Consulting.deal($0, in: $1).deal }
        try await run(CrmImport.self, "crm_import", &names) { try await CrmImport.deal($0, in: $1).deal }
        try await run(CustomerJourney.self, "customer_journey", &names) {
            try await CustomerJourney.deal($0, in: $1).deal
        }
        try await run(EightStages.self, "eight_stages", &names) { try await EightStages.deal($0, in: $1).deal }
        try await run(EnterpriseB2B.self, "enterprise_b2b", &names) { try await EnterpriseB2B.deal($0, in: $1).deal }
        try await run(GovernmentTender.self, "government_tender", &names) {
            try await GovernmentTender.deal($0, in: $1).deal
        }
        try await run(InsuranceRenewal.self, "insurance_renewal", &names) {
            try await InsuranceRenewal.deal($0, in: $1).deal
        }
        try await run(LeadRouting.self, "lead_routing", &names) { try await LeadRouting.deal($0, in: $1).deal }
        try await run(NurtureCycle.self, "nurture_cycle", &names) { try await NurtureCycle.deal($0, in: $1).deal }
        try await run(PipelineBant.self, "pipeline_bant", &names) { try await PipelineBant.deal($0, in: $1).deal }
        try await run(PropertyDevelopmentSales.self, "property_development_sales", &names) {
            try await PropertyDevelopmentSales.deal($0, in: $1).deal
        }
        try await run(RealEstate.self, "real_estate", &names) { try await RealEstate.deal($0, in: $1).deal }
        try await run(RealEstateNewBuild.self, "real_estate_new_build", &names) {
            try await RealEstateNewBuild.deal($0, in: $1).deal
        }
        try await run(Retail.self, "retail", &names) { try await Retail.deal($0, in: $1).deal }
        try await run(SelfServiceB2C.self, "self_service_b2c", &names) {
            try await SelfServiceB2C.deal($0, in: $1).deal
        }
        try await run(SevenStages.self, "seven_stages", &names) { try await SevenStages.deal($0, in: $1).deal }
        try await run(SolarInstallation.self, "solar_installation", &names) {
            try await SolarInstallation.deal($0, in: $1).deal
        }
        #expect(names == Files.examples, "an example without types here")
    }

    private func run<Process: TypedProcess>(
        _ type: Process.Type,
        _ example: String,
        _ names: inout [String],
        load: (DealID, Pipeline) async throws -> Deal
    ) async throws {
        names.append(example)
        let process = try Files.process(example)
        try Process.check(process)
        let pipeline = try await pipeline(process, ManualClock(start))
        let actor = boss(of: process)
        let deal = try await pipeline.open(process.id, name: "Acme", by: actor)
        #expect(try await load(deal.id, pipeline).stage == deal.stage)
        // Every stage that is a type is one in which a deal is found.
        for stage in process.stages where !stage.isPhase {
            let seen = Command(.observe(Observation(stage: stage.id)))
            let importer = Actor(id: "history", kind: .import, roles: actor.roles, channel: "import")
            guard case .changed(let moved, _) = try await pipeline.perform(seen, on: deal.id, by: importer) else {
                continue
            }
            #expect(try await load(deal.id, pipeline).stage == moved.stage)
            _ = Process.Fields(moved)
        }
    }
}
