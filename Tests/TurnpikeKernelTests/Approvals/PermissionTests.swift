import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues

/// Every command as every role and every kind of actor: what each may do, and what each may see.
@Suite struct PermissionTests {
    private static let text = """
        turnpike: 1
        process: guarded
        currency: EUR
        observed: adopt
        roles: [rep, boss, finance]
        fields:
          amount: {type: money, label: Amount}
          margin: {type: percent, label: Margin}
          note: {type: text, label: Note}
        signals: {asked: {sets: [note]}}
        activities:
          demo: {kind: demo, by: rep, label: Demo}
        permissions:
          move: [rep, boss]
          override: [boss]
          edit: {margin: [finance]}
          see: {margin: [finance, boss]}
          approve: [finance]
          assign: [boss]
        approvals:
          deal_desk: {steps: [{when: deal.amount > 100 EUR, quorum: any}], resets_on: [amount]}
        gates:
          checked: {approval: deal_desk}
          margin_ok:
            check:
              enough: {that: deal.margin >= 20%, else: "The margin is ${deal.margin}."}
        assignment: [{to: rep, pick: fixed, within: 1 hour}]
        stages:
          open:
            permissions: {edit: [rep]}
            moves: {offer: {}, finance_only: {to: offer, by: [finance]}}
          offer:
            permissions: {move: [boss]}
            exit: [checked, margin_ok]
            moves: {won: {}, open: {}}
          won: {outcome: won}

        """

    private static let people: [String: Actor] = [
        "rep": .person("rep_1", roles: "rep"), "boss": .person("boss_1", roles: "boss"),
        "finance": .person("finance_1", roles: "finance"), "nobody": .person("guest_1"),
        "plugin": Actor(id: "crm", kind: .plugin, roles: ["rep"], channel: "crm"),
        "plugin without roles": Actor(id: "crm", kind: .plugin, channel: "crm"),
        "system": .system, "timer": Actor(id: "clock", kind: .timer), "import": importer,
    ]

    private static let commands: [String: (stage: String, action: Command.Action)] = [
        "open": ("", .open(Opening(name: "Another deal"))),
        "move": ("open", .move(MoveRequest(to: "offer"))),
        "move by": ("open", .move(MoveRequest(to: "finance_only"))),
        "move of stage": ("offer", .move(MoveRequest(to: "open"))),
        "override": ("offer", .override(MoveRequest(to: "won"), because: "it must be")),
        "edit margin": ("offer", .set([FieldValue("margin", .string("10%"))])),
        "edit note": ("offer", .set([FieldValue("note", .string("x"))])),
        "edit in stage": ("open", .set([FieldValue("note", .string("x"))])),
        "demo": ("open", .activity(ActivityStep("demo"))),
        "assign": ("open", .assign(owner: "rep_2")),
        "assign by rules": ("open", .assignment(AssignmentStep(.byRules))),
        "accept": ("given", .assignment(AssignmentStep(.accept))),
        "decline": ("given", .assignment(AssignmentStep(.decline))),
        "request": ("offer", .approval(ApprovalStep("deal_desk", .request))),
        "approve": ("asked", .approval(ApprovalStep("deal_desk", .approve))),
        "reject": ("asked", .approval(ApprovalStep("deal_desk", .reject))),
        "recall": ("asked", .approval(ApprovalStep("deal_desk", .recall))),
        "comment": ("open", .comment("x")),
        "relate": ("open", .relate(.account, id: "acme")),
        "signal": ("open", .signal("asked", data: [])),
        "observe": ("open", .observe(Observation(stage: "offer"))),
        "review": ("open", .review),
    ]

    /// Who may give each command; the owner is rep_1, and rep_1 has asked for what is asked for.
    private static let table: [(String, Set<String>)] = [
        ("open", Set(people.keys)),
        ("move", ["rep", "boss", "plugin", "system", "timer", "import"]),
        ("move by", ["finance", "system", "timer", "import"]),
        ("move of stage", ["boss", "system", "timer", "import"]),
        ("override", ["boss", "system", "timer", "import"]),
        ("edit margin", ["finance", "system", "timer", "import"]),
        ("edit note", Set(people.keys)),
        ("edit in stage", ["rep", "plugin", "system", "timer", "import"]),
        ("demo", ["rep", "plugin", "system", "timer", "import"]),
        ("assign", ["boss", "system", "timer", "import"]),
        ("assign by rules", ["boss", "system", "timer", "import"]),
        ("accept", ["rep"]), ("decline", ["rep"]),
        ("request", Set(people.keys)),
        ("approve", ["finance"]),
        ("reject", ["finance"]),
        ("recall", ["rep", "system", "timer", "import"]),
        ("comment", Set(people.keys)), ("relate", Set(people.keys)), ("signal", Set(people.keys)),
        ("observe", ["plugin", "plugin without roles", "system", "timer", "import"]),
        ("review", Set(people.keys)),
    ]

    @Test(arguments: table)
    func whoMayGiveACommand(_ name: String, _ allowed: Set<String>) throws {
        let (stage, action) = try #require(Self.commands[name])
        for (who, actor) in Self.people {
            let values: [String: Value] = ["amount": .string("500 EUR"), "note": .string("old")]
            // What opens a deal is given to one that is not there yet.
            var deal = try stage.isEmpty ? TestDeal(process(Self.text)) : TestDeal(process(Self.text), values)
            deal.facts.people = People([Person("rep_1", roles: ["rep"]), Person("rep_2", roles: ["rep"])])
            if stage == "given" {
                let boss = try #require(Self.people["boss"])
                try #require(try deal.give(.assignment(AssignmentStep(.byRules)), by: boss) == nil)
            }
            if stage == "offer" || stage == "asked" { try #require(try deal.move("offer") == nil) }
            if stage == "asked" { try #require(try deal.approval(.request, "deal_desk", by: rep) == nil) }
            let refusal = try deal.give(action, by: actor)
            #expect((refusal == nil) == allowed.contains(who), "\(who) \(name): \(refusal?.ids ?? [])")
            if let refusal {
                #expect(refusal.unmet.contains { $0.kind == .by || $0.kind == .state }, "\(refusal)")
            }
        }
    }

    @Test func everyCommandIsInTheTable() {
        #expect(Set(Self.table.map(\.0)) == Set(Self.commands.keys))
        #expect(Set(Self.people.values.map(\.kind)) == Set(Actor.Kind.allCases))
    }

    /// What a plug-in answers no person says in its place, whatever their roles. What the clock and other deals say changes
    /// nothing where the deal itself does not wait for it, whoever says it.
    @Test(arguments: people.keys.sorted())
    func nobodySpeaksForAPlugInTheClockOrAnotherDeal(_ who: String) throws {
        let actor = try #require(Self.people[who])
        var deal = try TestDeal(process(ExternalGateTests.yaml()), ["amount": .string("500 EUR")])
        try #require(try deal.move("sold")?.isPending == true)
        let key = try #require(deal.state.externals.first?.key)
        let gate = "credit_ok.external.credit_check"
        let asked = deal.state
        for name in ["external/\(gate)", "limit/talk/reply", "move/talk/sold"] {
            #expect(try deal.give(.timer(TimerFiring(name)), by: actor) == nil)
        }
        let other = DealID(UUIDv7(milliseconds: 2, random: &Self.chance))
        #expect(try deal.give(.opening(OpeningStep("sold/renewal", number: 1, .opened(other))), by: actor) == nil)
        #expect(try deal.give(.opening(OpeningStep("sold/renewal", number: 1, .told(count: 1))), by: actor) == nil)
        #expect(deal.state == asked)
        let answer = Command.Action.answer(ExternalAnswer(gate: gate, key: key, .answered(GateAnswer(passes: true))))
        if actor.kind == .person {
            #expect(throws: CommandError.self) { try deal.give(answer, by: actor) }
            #expect(deal.state == asked)
        } else {
            #expect(try deal.give(answer, by: actor) == nil)
            #expect(deal.stage == "sold")
        }
    }

    private static var chance: SystemRandomNumberGenerator {
        get { SystemRandomNumberGenerator() }
        set { _ = newValue }
    }

    @Test func whoMayNotSeeAFieldSeesItNowhere() throws {
        var deal = try TestDeal(process(Self.text), ["amount": .string("50 EUR")])
        let finance = try #require(Self.people["finance"])
        let boss = try #require(Self.people["boss"])
        try deal.give(.set([FieldValue("margin", .string("12%"))]), by: .system)
        try deal.move("offer")
        func refusal(_ actor: Actor) throws -> String {
            let context = Context(now: deal.now, actor: actor)
            let decision = try deal.process.decide(Command(.move(MoveRequest(to: "won"))), deal.state, context)
            guard case .refused(let refusal) = decision else { return "" }
            return refusal.description
        }
        #expect(try refusal(rep).contains("12") == false)
        #expect(try refusal(rep).contains("The margin is •••."))
        #expect(try refusal(boss).contains("The margin is 12%."))
        let context = Context(now: deal.now, actor: rep)
        let seen = deal.process.seen(deal.state, by: context)
        let margin = try #require(deal.process.field("margin"))
        #expect(seen[margin] == .string("•••"))
        #expect(deal.process.seen(deal.state, by: Context(now: deal.now, actor: finance)) == deal.state)
        for record in deal.records {
            let shown = deal.process.seen(record, of: deal.state, by: context)
            for case .fieldsSet(let changes, isComputed: _) in shown.events {
                #expect(!changes.contains { $0.new.description.contains("12") })
            }
        }
        let moves = try deal.explain(by: rep)
        #expect(!moves.map(\.refusal.description).joined().contains("12%"))
    }

    @Test func anOwnersManagerIsWhoeverThatIsNow() throws {
        let text = """
            turnpike: 1
            process: managed
            stages:
              open: {moves: {won: {by: [owner_manager]}}}
              won: {outcome: won}
            """
        var deal = try TestDeal(process(text), [:])
        let manager = Actor.person("manager_1")
        #expect(try #require(try deal.move("won", by: manager)).ids == ["won.by"])
        deal.facts.people = People([Person("rep_1", manager: "manager_1"), Person("manager_1")], revision: 7)
        #expect(try #require(try deal.move("won", by: rep)).ids == ["won.by"])
        #expect(try deal.move("won", by: manager) == nil)
        #expect(deal.last?.factsUsed.map(\.id) == ["owner_manager:manager_1"])
        #expect(deal.last?.factsUsed.map(\.revision) == [7])
        let bytes = RecordCoding.encode(try #require(deal.last), in: deal.process)
        #expect(try RecordCoding.decode(bytes, in: deal.process) == deal.last)
    }
}
