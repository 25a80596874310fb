import Synchronization
import Testing
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// Gates that ask a plug-in: asked after the commit, decided again when the answer comes, kept with the values.
@Suite(.timeLimit(.minutes(20))) struct ExternalGateTests {
    static func yaml(_ policy: String = "refuse", more: String = "") -> String {
        """
        turnpike: 1
        process: credit
        currency: EUR
        roles: {rep: Seller}
        fields: {amount: money, limit: {type: money, label: Limit}, note: {type: text, label: Note}}
        gates:
          credit_ok:
            external: {plugin: credit_check, about: [amount, account], valid_for: 30 days, timeout: 1 hour, if_down: \(policy)}
        stages:
          talk: {moves: {sold: {by: [rep], ask: [amount], gates: [credit_ok], skips: [aside]}, aside: {by: [rep]}}}
          aside: {moves: [talk]}
          sold: {outcome: won}
        \(more)
        """
    }

    let clock = ManualClock(Instant(milliseconds: 1_790_000_000_000))
    let rep = Actor.person("rep_1", roles: "rep")

    func world(
        _ yaml: String = Self.yaml(),
        _ answer: @escaping @Sendable (GateQuestion) throws -> GateAnswer
    ) async throws -> (Pipeline, Asked, DealID) {
        let asked = Asked(answer)
        let pipeline = try await Pipeline(
            processes: [try SalesProcess(yaml: yaml)],
            askers: [asked],
            clock: clock
        )
        let deal = try await pipeline.open("credit", name: "Acme", fields: ["amount": .money("500 EUR")], by: rep)
        return (pipeline, asked, deal.id)
    }

    func stage(_ pipeline: Pipeline, _ deal: DealID) async throws -> String? { try await pipeline.deal(deal)?.stage }

    @Test func aMoveWaitsForTheAnswerAndIsDecidedAgain() async throws {
        let (pipeline, asked, deal) = try await world { _ in GateAnswer(passes: true) }
        guard case .refused(let refusal) = try await pipeline.move(deal, to: "sold", by: rep) else {
            Issue.record("it moved before the plug-in was asked")
            return
        }
        #expect(refusal.ids == ["credit_ok.external.credit_check"])
        #expect(refusal.isPending && refusal.requested == ["credit_ok.external.credit_check"])
        #expect(refusal.unmet.first?.message == "credit_check is asked and has not answered yet")
        #expect(asked.questions.isEmpty, "it was asked inside the command")
        #expect(try await pipeline.deliver().delivered == 1)
        #expect(asked.questions.map(\.plugin) == ["credit_check"])
        #expect(asked.questions.first?.values == ["amount": ["$money": "500.00 EUR"]])
        #expect(try await stage(pipeline, deal) == "sold")
        let last = try #require(try await pipeline.history(deal).last)
        #expect(last.actor.id == "credit_check" && last.actor.kind == .plugin)
    }

    @Test func aNoIsKeptForTheValuesItWasAbout() async throws {
        let (pipeline, asked, deal) = try await world { question in
            let amount = question.values["amount"]?["$money"]?.stringValue
            return amount == "500.00 EUR" ? GateAnswer(passes: false, text: "limit 400 EUR") : GateAnswer(passes: true)
        }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        guard case .refused(let refusal) = try await pipeline.move(deal, to: "sold", by: rep) else {
            Issue.record("a no let it pass")
            return
        }
        #expect(!refusal.isPending)
        #expect(refusal.unmet.first?.message == "credit_check says no: limit 400 EUR")
        #expect(refusal.unmet.first?.remedies == [.change(fields: ["amount", "account"])])
        #expect(asked.questions.count == 1, "a no that holds is not asked again")
        // Other values are another question, and what is not asked about changes nothing.
        _ = try await pipeline.set(deal, ["note": "hurry"], by: rep)
        guard case .refused(let again) = try await pipeline.move(deal, to: "sold", by: rep) else { return }
        #expect(!again.isPending)
        _ = try await pipeline.set(deal, ["amount": .money("300 EUR")], by: rep)
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        #expect(try await stage(pipeline, deal) == "sold")
    }

    @Test func aYesCountsUntilItsTimeIsOver() async throws {
        let (pipeline, asked, deal) = try await world { _ in GateAnswer(passes: true) }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        // It leaves before the answer comes, so the move that waited is no longer there.
        _ = try await pipeline.move(deal, to: "aside", by: rep)
        _ = try await pipeline.deliver()
        #expect(try await stage(pipeline, deal) == "aside")
        _ = try await pipeline.move(deal, to: "talk", by: rep)
        clock.advance(by: .seconds(29 * 86_400))
        let explained = try await pipeline.explain(deal, by: rep)
        #expect(explained.first { $0.move == "sold" }?.status == .open, "the answer is a month good")
        clock.advance(by: .seconds(2 * 86_400))
        guard case .refused(let refusal) = try await pipeline.move(deal, to: "sold", by: rep) else {
            Issue.record("an answer that is too old let it pass")
            return
        }
        #expect(refusal.isPending)
        _ = try await pipeline.deliver()
        #expect(asked.questions.count == 2)
        #expect(try await stage(pipeline, deal) == "sold")
    }

    @Test func whatIsAskedForIsNotAskedTwice() async throws {
        let (pipeline, asked, deal) = try await world { _ in GateAnswer(passes: true) }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        guard case .refused(let refusal) = try await pipeline.move(deal, to: "sold", by: rep) else { return }
        #expect(!refusal.isPending, "it is asked already")
        _ = try await pipeline.deliver()
        #expect(asked.questions.count == 1)
    }

    @Test func anAnswerToOtherValuesMovesNothing() async throws {
        let (pipeline, asked, deal) = try await world { _ in GateAnswer(passes: true) }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.set(deal, ["amount": .money("90000 EUR")], by: rep)
        _ = try await pipeline.deliver()
        #expect(asked.questions.count == 1)
        #expect(try await stage(pipeline, deal) == "talk", "the plug-in was asked about less")
    }

    @Test func anOutageRefusesAndIsAskedAgain() async throws {
        let isDown = Mutex(true)
        let (pipeline, asked, deal) = try await world { _ in
            if isDown.withLock({ $0 }) { throw DeliveryError.temporary("503") }
            return GateAnswer(passes: true)
        }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        #expect(try await pipeline.deliver().isClean, "no answer is an answer too")
        #expect(try await stage(pipeline, deal) == "talk")
        let explained = try await pipeline.explain(deal, by: rep)
        let unmet = explained.first { $0.move == "sold" }?.refusal.unmet.first { $0.kind == .external }
        #expect(unmet?.message == "credit_check did not answer: 503")
        isDown.withLock { $0 = false }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        #expect(asked.questions.count == 2)
        #expect(try await stage(pipeline, deal) == "sold")
    }

    @Test func anOutageMayBeLetPassWithAnObligation() async throws {
        let isDown = Mutex(true)
        let (pipeline, _, deal) = try await world(Self.yaml("allow_with_obligation")) { _ in
            if isDown.withLock({ $0 }) { throw DeliveryError.temporary("503") }
            return GateAnswer(passes: true)
        }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        #expect(try await stage(pipeline, deal) == "sold")
        let owed = try await pipeline.deal(deal)?.state.details.obligations.map(\.criterion)
        #expect(owed == ["credit_ok.external.credit_check"])
        isDown.withLock { $0 = false }
        clock.advance(by: .seconds(3_600))
        _ = try await pipeline.deliver()
        #expect(try await pipeline.deal(deal)?.state.details.obligations.isEmpty == true)
    }

    @Test func aNoIsNoOutage() async throws {
        let (pipeline, _, deal) = try await world(Self.yaml("allow_with_obligation")) { _ in GateAnswer(passes: false) }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        #expect(try await stage(pipeline, deal) == "talk")
    }

    @Test func whatTheActorMayNotDoIsNotAsked() async throws {
        let (pipeline, asked, deal) = try await world { _ in GateAnswer(passes: true) }
        _ = try await pipeline.move(deal, to: "sold", by: Actor(id: "guest"))
        _ = try await pipeline.deliver()
        #expect(asked.questions.isEmpty)
        #expect(try await stage(pipeline, deal) == "talk")
    }

    // MARK: Hooks

    @Test func hooksTellOfQuestionsAndAnswers() async throws {
        let more = """
            hooks:
              - {event: external.asked credit_ok, do: [{notify: {to: "desk", text: "asked about ${deal.name}"}}]}
              - {event: external.answered credit_ok, do: [{notify: {to: "desk", text: "answered"}}]}
              - {event: external.answered, do: [{crm: upsert}]}
              - {event: external.down, do: [{notify: {to: "desk", text: "no answer"}}]}
            """
        let isDown = Mutex(true)
        let (pipeline, _, deal) = try await world(Self.yaml(more: more)) { _ in
            if isDown.withLock({ $0 }) { throw DeliveryError.temporary("503") }
            return GateAnswer(passes: false, text: "limit 400 EUR")
        }
        func requests() async throws -> [String] {
            try await pipeline.store.outbox(OutboxQuery()).filter { !$0.hook.hasPrefix("ask:") }.map { row in
                let request = try JSON.parse(row.request)
                let event = request["event"] ?? .null
                return "\(row.hook) \(event)"
            }
        }
        let gate = #""gate":"credit_ok.external.credit_check""#
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        #expect(try await requests().count == 1)
        let asked = try #require(try await requests().first)
        #expect(asked.contains(gate) && asked.contains(#""name":"external.asked credit_ok","plugin":"credit_check"}"#))
        _ = try await pipeline.deliver()
        let down = try #require(try await requests().last)
        #expect(down.contains(gate) && down.contains(#""name":"external.down","plugin":"credit_check","text":"503""#))
        isDown.withLock { $0 = false }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        let answers = try await requests().suffix(2)
        #expect(answers.map { $0.split(separator: " ")[0] } == ["notify", "crm"])
        for answer in answers {
            #expect(
                answer.contains(#""passes":false,"plugin":"credit_check","text":"limit 400 EUR""#)
                    && answer.contains(gate)
            )
        }
    }

    @Test func aHookOnTheQuestionOfAGateThatAsksNobodyIsAnError() throws {
        let yaml = Self.yaml(more: "hooks: [{event: external.down credit, do: [{crm: upsert}]}]")
        let error = #expect(throws: ProcessError.self) { try SalesProcess(yaml: yaml) }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.code == .unknownGate)
        #expect(diagnostic.message == "no gate that asks a plug-in is called 'credit'")
    }

    @Test func aPersonCannotAnswer() async throws {
        let (pipeline, _, deal) = try await world { _ in GateAnswer(passes: true) }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        let key = try #require(try await pipeline.deal(deal)?.state.externals.first?.key)
        let answer = ExternalAnswer(
            gate: "credit_ok.external.credit_check",
            key: key,
            .answered(GateAnswer(passes: true))
        )
        await #expect(throws: CommandError.self) {
            try await pipeline.perform(Command(.answer(answer)), on: deal, by: rep)
        }
    }

    @Test func replayGivesTheStateByteForByte() async throws {
        let (pipeline, _, deal) = try await world { _ in GateAnswer(passes: false, text: "no") }
        _ = try await pipeline.move(deal, to: "sold", by: rep)
        for _ in 0..<2 {
            let stored = try #require(try await pipeline.store.deal(deal, tenant: ""))
            let process = try await pipeline.process("credit")
            var replayed = DealState(id: deal, fieldCount: process.fields.count)
            for record in try await pipeline.store.records(of: deal, tenant: "", after: 0, limit: 100) {
                process.apply(try RecordCoding.decode(record.body, in: process, sensitive: []), to: &replayed)
            }
            #expect(StateCoding.encode(replayed, in: process) == stored.state)
            _ = try await pipeline.deliver()
        }
    }

    @Test func aMoveByItselfAsksToo() async throws {
        let yaml = Self.yaml().replacing(
            "sold: {by: [rep], ask: [amount], gates: [credit_ok], skips: [aside]}",
            with: "sold: {gates: [credit_ok], skips: [aside], as_soon_as: deal.amount > 100 EUR}"
        )
        let (pipeline, asked, deal) = try await world(yaml) { _ in GateAnswer(passes: true) }
        #expect(try await stage(pipeline, deal) == "talk")
        _ = try await pipeline.deliver()
        #expect(asked.questions.count == 1)
        #expect(try await stage(pipeline, deal) == "sold")
    }

    @Test func nobodyWhoAnswersIsAnOutage() async throws {
        let pipeline = try await Pipeline(
            processes: [try SalesProcess(yaml: Self.yaml())],
            hooks: [Everything()],
            clock: clock
        )
        let deal = try await pipeline.open("credit", name: "Acme", fields: ["amount": .money("5 EUR")], by: rep)
        _ = try await pipeline.move(deal.id, to: "sold", by: rep)
        _ = try await pipeline.deliver()
        let text = try await pipeline.deal(deal.id)?.state.externals.first?.text
        #expect(text?.contains("no plug-in 'credit_check'") == true)
    }
}

/// Answers as it is told, and remembers the questions.
final class Asked: GateAsker {
    let asks = ["credit_check"]
    private let answer: @Sendable (GateQuestion) throws -> GateAnswer
    private let state = Mutex<[GateQuestion]>([])

    init(_ answer: @escaping @Sendable (GateQuestion) throws -> GateAnswer) { self.answer = answer }

    var questions: [GateQuestion] { state.withLock { $0 } }

    func ask(_ question: GateQuestion) async throws -> GateAnswer {
        state.withLock { $0.append(question) }
        return try answer(question)
    }
}

private struct Everything: Deliverer {
    let plugins: [String]? = nil
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryReceipt { DeliveryReceipt() }
}
