import Synchronization
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

@testable import Turnpike
@testable import Webhook

#if canImport(Glibc)
    import Glibc
#endif

/// Deals of the example processes, driven at random with hooks on everything.
enum World {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    private static let examples = [
        "b2b_software", "eight_stages", "enterprise_b2b", "insurance_renewal", "lead_routing", "nurture_cycle",
        "pipeline_bant", "property_development_sales", "retail", "self_service_b2c", "solar_installation",
    ]

    /// What the examples do not have: approvals that expire, rules of assignment that people decline, all kinds of limits.
    private static let more = """
        turnpike: 1
        process: everything
        currency: EUR
        zone: Europe/Berlin
        calendars: {office: {hours: {mon-fri: 09:00-17:00}}}
        calendar: office
        roles: {rep: Rep, manager: Manager, legal: Legal}
        permissions: {move: [rep, manager], override: [manager]}
        fields:
          amount: {type: money, label: Amount}
          discount: {type: percent, label: Discount, default: 0%}
          phone: {type: phone, label: Phone, sensitive: true}
          note: {type: text, label: Note}
        signals: {paid: {sets: [amount]}}
        activities:
          call: {kind: call, label: Call, outcomes: [reached, {missed: {again: true}}], due: 2 days, remind: 1 day}
        score:
          max: 100
          bands: {cold: 0, hot: 30}
          price: {add: 40, when: deal.amount > 0 EUR}
        gates:
          priced: {label: It has a price, needs: [amount]}
          agreed: {label: The discount is agreed, approval: discount}
          signed: {label: It is signed, approval: paper}
        approvals:
          discount: {steps: [manager, legal], within: 2 days, late: {escalate: manager}, resets_on: [discount, amount]}
          paper: {steps: [manager], within: 1 day, valid_for: 3 days}
        assignment: [{to: rep, pick: round_robin}]
        stages:
          inquiry:
            activities: [call]
            exit: [priced]
            limits:
              stay: {within: 5 days, warn: 1 day, then: [{notify: owner}, {after: 1 day, notify: manager}]}
            moves:
              offer: {}
              jump: {to: offer, as_soon_as: deal.discount > 5%}
          offer: {exit: [agreed], moves: [deal, inquiry]}
          deal: {exit: [signed], moves: [won, offer]}
          won: {outcome: won}
          lost: {outcome: lost, moves: {again: {to: inquiry}}}
        anywhere: {moves: [lost]}
        """

    /// Cadences, deals that open deals, questions to a plug-in and a time to accept.
    private static let rest = """
        turnpike: 1
        process: rest
        currency: EUR
        zone: Europe/Berlin
        calendars: {always: {hours: {mon-sun: 00:00-24:00}}}
        calendar: always
        roles: {rep: Rep}
        fields:
          amount: {type: money, label: Amount}
          contact_email: {type: email, label: Mail, sensitive: true}
          back_on: {type: date, label: Back on}
          silent: {type: bool, label: They asked us not to write}
        signals: {out_of_office: {sets: [back_on]}}
        activities: {first_call: {kind: call, label: Call, outcomes: [interested, {no_answer: {again: true}}]}}
        templates: {intro: {subject: A question, body: Good morning}, last_word: {subject: The last one, body: Bye}}
        contact_rules: {do_not_contact: deal.silent, per_day: 1}
        cadences:
          outbound:
            label: Outbound
            steps:
              - email: intro
              - {after: 1 hour, email: last_word}
              - {after: 1 days, call: first_call}
              - {after: 1 days, on: {first_call: [no_answer]}, email: last_word}
              - {after: 1 days, email: last_word}
            stops_on: [{first_call: [interested]}, outcome]
            pauses_on: {out_of_office: deal.back_on}
        gates:
          priced: {label: It has a price, needs: [amount]}
          credit_ok: {label: Credit, external: {plugin: credit, timeout: 10 seconds, if_down: allow_with_obligation}}
        assignment: [{to: rep, pick: round_robin, within: 4 hours}]
        stages:
          prospecting: {cadence: outbound, moves: {meeting: {gates: [credit_ok]}}}
          meeting: {enter: [priced], moves: [customer, prospecting]}
          customer:
            opens:
              again: {process: rest, at_most: 2, back: [won]}
              strict: {process: rest, stage: meeting, at_most: 1}
            moves: [won, meeting]
          won: {outcome: won}
          lost: {outcome: lost}
        anywhere: {moves: [lost]}
        hooks:
          - {event: field.changed, do: [{email: {template: intro, to: deal.contact_email}}]}
          - {event: comment.added, do: [{email: {template: intro, to: deal.contact_email}}]}
        """

    /// Answers questions, now with a yes, now with a no, now not at all.
    private actor Credit: GateAsker {
        nonisolated let asks = ["credit"]
        private var count = 0

        func ask(_ question: GateQuestion) async throws -> GateAnswer {
            count += 1
            if count % 3 == 2 { throw Unreadable(description: "down") }
            return GateAnswer(passes: count % 3 == 1, text: "said \(count)")
        }
    }

    /// A process whose deals an outside system moves where their gate does not let them.
    private static func watched(_ policy: String) -> String {
        """
        turnpike: 1
        process: watched_\(policy)
        observed: \(policy)
        roles: {rep: Rep}
        fields: {need: {type: text, label: Need}}
        gates: {known: {needs: [need]}}
        stages:
          talk: {exit: [known], moves: [won]}
          won: {outcome: won}
        """
    }

    /// The events that process files may name.
    static func hookEvents() async throws -> Set<String> { HookEventName.all }

    /// What the deals told: each event once with each set of members that it had.
    static func told() async throws -> [(String, CloudEvent)] {
        var told: [String: (String, CloudEvent)] = [:]
        var files = examples.map { name in
            ProcessFile(path: "\(root)/Examples/processes/\(name)/\(name).process.yaml")
        }
        files += ["ask", "push_back"].map { ProcessFile(text: watched($0), name: $0) }
        files += [ProcessFile(text: more, name: "everything"), ProcessFile(text: rest, name: "rest")]
        for (number, file) in files.enumerated() {
            for seed in 0..<(number >= files.count - 2 ? 60 : 3) {
                for event in try await drive(file, seed: UInt64(number * 100 + seed)) {
                    let name = String(event.type.dropFirst("turnpike.".count))
                    let members = event.data["event"]?.members?.map(\.0).sorted() ?? []
                    let fields = event.data["deal"]?["fields"]?.members?.map(\.0) ?? []
                    told["\(name) \(members) \(fields.count)"] = (name, event)
                }
            }
        }
        let result = told.sorted { $0.key < $1.key }.map(\.value)
        if let path = getenv("TURNPIKE_EVENTS"), let file = fopen(path, "w") {
            for (_, event) in result { fputs(String(decoding: event.encoded(), as: UTF8.self) + "\n", file) }
            fclose(file)
        }
        return result
    }

    private final class Catcher: Deliverer {
        let events = Mutex<[CloudEvent]>([])
        var plugins: [String]? { nil }

        func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt {
            // Messages that were held back leave by a timer, and tell of that; webhooks are never held back.
            guard request.plugin == "webhook" else { return DeliveryReceipt() }
            let event = CloudEvent(try HookRequest(request.body), tenant: request.tenant)
            events.withLock { $0.append(event) }
            return DeliveryReceipt()
        }
    }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private static func process(_ file: ProcessFile) throws -> SalesProcess {
        guard var definition = file.definition, !file.diagnostics.contains(where: { $0.severity == .error }) else {
            throw Unreadable(description: "\(file.diagnostics.map(\.message))")
        }
        for name in HookEventName.all.sorted() where name != "score.reached" || definition.score?.bands.isEmpty == false
        {
            let action = HookActionDefinition(verb: Located("webhook"), word: Located("send"))
            definition.hooks.append(HookDefinition(event: Located(name), actions: [action]))
        }
        let result = SalesProcess.compile(definition)
        guard let process = result.process else {
            throw Unreadable(description: "\(result.diagnostics.map(\.message))")
        }
        return process
    }

    private static func drive(_ file: ProcessFile, seed: UInt64) async throws -> [CloudEvent] {
        let process = try process(file)
        let clock = ManualClock(Instant("2026-03-02T09:00:00Z") ?? .min)
        let catcher = Catcher()
        let roles = process.roles.map(\.id)
        let teams = process.teams.map(\.id)
        let people = People((1...3).map { Person("person_\($0)", roles: roles, teams: teams) })
        let pipeline = try await Pipeline(
            processes: [process],
            hooks: [catcher],
            askers: [Credit()],
            clock: clock,
            ids: .seeded(seed),
            directory: StaticDirectory(people)
        )
        var dice = Dice(state: seed &+ 1)
        func somebody(_ dice: inout Dice) -> Actor { .person("person_\(dice.roll(3) + 1)") }
        let opener = somebody(&dice)
        guard let deal = try? await pipeline.open(process.id, name: "Deal \(seed)", by: opener) else { return [] }
        if process.field("silent") != nil {
            // Some who can be written to ask not to be: then messages are held back.
            let fields: [String: Value] = [
                "amount": .string("10 EUR"), "contact_email": .string("buyer@example.com"),
                "silent": .bool(dice.roll(2) == 0),
            ]
            _ = try? await pipeline.set(deal.id, fields, by: opener)
        }
        if process.observed == .ask || process.observed == .pushBack {
            let crm = Actor(id: "crm", kind: .plugin, channel: "crm")
            _ = try await pipeline.perform(Command(.observe(Observation(stage: "won"))), on: deal.id, by: crm)
        }
        for _ in 0..<60 {
            // What a random command makes no sense of, or is refused, changes nothing.
            // Deals that were opened by others are driven like the first.
            let ids = try await pipeline.deals(DealQuery(tenant: "", limit: 12)).map(\.id)
            let id = ids.pick(&dice) ?? deal.id
            try? await step(pipeline, id, somebody(&dice), &dice)
            if dice.roll(4) == 0 { _ = try await pipeline.deliver() }
            if dice.roll(3) == 0 {
                let hours = Int64(dice.roll(60))
                if let until = clock.now().adding(.seconds(hours * 3_600)) {
                    try await pipeline.tick(until: until, clock)
                }
            }
        }
        _ = try await pipeline.deliver()
        return catcher.events.withLock { $0 }
    }

    private static func step(_ pipeline: Pipeline, _ id: DealID, _ actor: Actor, _ dice: inout Dice) async throws {
        guard let deal = try await pipeline.deal(id) else { return }
        let process = deal.process
        switch dice.roll(12) {
        case 0, 1:
            guard let field = process.fields.pick(&dice), let value = value(field.type, process, &dice) else { return }
            _ = try await pipeline.set(id, [field.id: value], by: actor)
        case 2, 3:
            guard let activity = process.activities.pick(&dice) else { return }
            let outcome = activity.outcomes.pick(&dice)?.id
            let evidence = activity.needsEvidence ? "file.pdf" : nil
            _ = try await pipeline.complete(id, activity.id, outcome: outcome, evidence: evidence, by: actor)
        case 4, 5, 6:
            guard let move = try await pipeline.explain(id, by: actor).pick(&dice) else { return }
            let reason = move.reasons.pick(&dice)
            var fields: [String: Value] = [:]
            for ask in move.asks {
                guard let index = process.field(ask), let value = value(process[index].type, process, &dice) else {
                    continue
                }
                fields[ask] = value
            }
            if dice.roll(3) == 0 {
                _ = try await pipeline.override(
                    id,
                    to: move.move,
                    because: "go on",
                    reason: reason,
                    fields: fields,
                    by: actor
                )
            } else {
                let stage = move.stages.pick(&dice)
                _ = try await pipeline.move(
                    id,
                    to: move.move,
                    stage: stage,
                    reason: reason,
                    fields: fields,
                    by: actor
                )
            }
        case 7:
            guard let signal = process.signals.pick(&dice) else { return }
            var data: [String: Value] = [:]
            for field in signal.sets { data[process[field].id] = value(process[field].type, process, &dice) }
            _ = try await pipeline.signal(id, signal.id, data: data, by: actor)
        case 8: _ = try await pipeline.comment(id, "A word.", by: actor)
        case 9, 10:
            guard let approval = process.approvals.pick(&dice) else { return }
            switch dice.roll(6) {
            case 0, 1, 2: _ = try await pipeline.requestApproval(id, approval.id, by: actor)
            case 3, 4: _ = try await pipeline.approve(id, approval.id, by: actor)
            default:
                _ =
                    try await dice.roll(2) == 0
                    ? pipeline.reject(id, approval.id, by: actor) : pipeline.recallApproval(id, approval.id, by: actor)
            }
        default:
            switch dice.roll(4) {
            case 0: _ = try await pipeline.assign(id, to: "person_\(dice.roll(3) + 1)", by: actor)
            case 1: _ = try await pipeline.assignByRules(id, by: actor)
            case 2: _ = try await pipeline.accept(id, by: .person(deal.owner ?? ""))
            default: _ = try await pipeline.decline(id, note: "no", by: .person(deal.owner ?? ""))
            }
        }
    }

    private static func value(_ type: FieldType, _ process: SalesProcess, _ dice: inout Dice) -> Value? {
        switch type {
        case .text: .string("words \(dice.roll(100))")
        case .number, .integer: .string("\(dice.roll(50) + 1)")
        case .bool: .bool(dice.roll(2) == 0)
        case .money: .string("\(dice.roll(50_000)) \(process.currency?.code ?? "EUR")")
        case .percent: .string("\(dice.roll(20))%")
        case .date: .string("2027-0\(dice.roll(9) + 1)-11")
        case .time: .string("2027-01-01T09:00:00Z")
        case .duration: .string("2 hours")
        case .choice(let options): options.pick(&dice).map { .string($0.id) }
        case .choices(let options): .list(options.prefix(2).map { .string($0.id) })
        case .email: .string("buyer@example.com")
        case .phone: .string("+49 30 1234567")
        case .url: .string("https://example.com/")
        case .file: .string("file.pdf")
        case .person: .string("person_1")
        case .contact, .account: .string("party_1")
        case .record, .list: nil
        }
    }
}

/// Reproducible numbers.
struct Dice {
    var state: UInt64

    mutating func roll(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}

extension Array {
    func pick(_ dice: inout Dice) -> Element? { isEmpty ? nil : self[dice.roll(count)] }
}
