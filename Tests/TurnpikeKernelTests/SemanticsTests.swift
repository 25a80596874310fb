import Testing
import Turnpike
import TurnpikeValues

/// The rules of the *Semantics* article, each on the process that stands beside it there.
@Suite struct SemanticsTests {
    /// The processes of the article by their ids.
    static let processes: [String: String] = {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let article = root + "/Sources/Turnpike/Turnpike.docc/Semantics.md"
        guard let bytes = try? FileBytes.read(article, limit: 1_000_000) else { return [:] }
        var result: [String: String] = [:]
        var text: String?
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```yaml" {
                text = ""
            } else if line == "```", let whole = text {
                let id = whole.split(separator: "\n").first { $0.hasPrefix("process: ") }?.dropFirst(9)
                result[String(id ?? "")] = whole
                text = nil
            } else if text != nil {
                text? += line + "\n"
            }
        }
        return result
    }()

    static func deal(_ id: String, _ fields: [String: Value] = [:]) throws -> TestDeal {
        try TestDeal(try process(try #require(processes[id])), fields)
    }

    /// What the last command left (`-`) and entered (`+`), in order.
    private func trace(_ deal: TestDeal) -> String {
        var steps: [String] = []
        for event in deal.last?.events ?? [] {
            guard case .stagesChanged(let change) = event else { continue }
            steps += change.left.map { "-" + deal.process[$0].id } + change.entered.map { "+" + deal.process[$0].id }
        }
        return steps.joined(separator: " ")
    }

    private func active(_ deal: TestDeal) -> [String] { deal.state.activeStages.map { deal.process[$0].id } }

    private func signal(_ name: String, _ deal: inout TestDeal) throws {
        #expect(try deal.give(.signal(name, data: [])) == nil)
    }

    @Test func aDealIsInOneStageOfEachPhaseAndInOneOfEachTrack() throws {
        var deal = try Self.deal("where_a_deal_is")
        #expect(active(deal) == ["explore", "first_talk"])
        try deal.move("needs_known")
        #expect(active(deal) == ["explore", "needs_known"])
        try deal.move("agree")
        #expect(active(deal) == ["agree", "drafting", "testing"])
        #expect(deal.stage == "agree")
    }

    @Test func whateverIsLeftIsLeftBeforeAnythingIsEntered() throws {
        var deal = try Self.deal("out_before_in")
        try deal.move("review")
        #expect(trace(deal) == "-draft +review")
        try deal.move("price")
        #expect(trace(deal) == "-review -offer +contract +price")
    }

    @Test func aPhaseBeginsAtItsBeginningAndTracksBeginTogether() throws {
        var unknown = try Self.deal("beginnings")
        try unknown.move("review")
        #expect(trace(unknown) == "-prepare +review +short_form +questionnaire")
        var small = try Self.deal("beginnings", ["amount": .money("500 EUR")])
        try small.move("review")
        #expect(trace(small) == "-prepare +review +short_form")
        var large = try Self.deal("beginnings", ["amount": .money("500000 EUR")])
        try large.move("straight")
        #expect(trace(large) == "-prepare +review +signed_off +questionnaire")
    }

    @Test func theInnermostMoveGoesFirst() throws {
        var deal = try Self.deal("inner_before_outer")
        try signal("no_answer", &deal)
        #expect(active(deal) == ["pursue", "second_try"])
        try signal("no_answer", &deal)
        #expect(trace(deal) == "-second_try -pursue +lost")
    }

    /// What the deal of the article's conflict does otherwise than written there.
    static func conflictFindings() throws -> [String] {
        var deal = try Self.deal("conflict")
        try deal.move("review")
        var findings: [String] = []
        do {
            _ = try deal.give(.signal("offer_changed", data: []))
        } catch {
            return ["\(error)"]
        }
        let active = deal.state.activeStages.map { deal.process[$0].id }
        if active != ["propose"] { findings.append("active are \(active)") }
        var moves: [String] = []
        for case .moved(let moved) in deal.last?.events ?? [] {
            moves.append(moved.move.map { deal.process[$0].id } ?? "")
        }
        if moves != ["revise"] { findings.append("made were \(moves)") }
        return findings
    }

    @Test func tracksGoOnTogetherUnlessTheyWouldLeaveTheSameStages() throws {
        #expect(try Self.conflictFindings() == [])
        var deal = try Self.deal("conflict")
        try deal.move("review")
        try signal("offer_changed", &deal)
        #expect(trace(deal) == "-rating -checking -review +propose")
        // Where the first track is at its end, the other one's answer is in nobody's way.
        try deal.move("review")
        try deal.move("approved")
        try signal("offer_changed", &deal)
        #expect(trace(deal) == "-rating +postponed")
    }

    @Test func withoutTheRuleForConflictsADealGoesAstray() throws {
        #expect(try ConflictRule.$isRemoved.withValue(true, operation: { try Self.conflictFindings() }) != [])
    }

    @Test func aStepIsRunToItsEndBeforeAnythingElseComesIn() throws {
        var deal = try Self.deal("to_the_end")
        try deal.give(.set([FieldValue("checked", .bool(true)), FieldValue("paid", .bool(true))]))
        #expect(deal.stage == "sent")
        #expect(deal.state.revision == 2)
    }

    @Test func completeAreTracksWhenTheLastOneIs() throws {
        for order in [["signed", "received"], ["received", "signed"]] {
            var deal = try Self.deal("completion")
            try deal.move(order[0])
            #expect(deal.stage == "close")
            try deal.move(order[1])
            #expect(deal.stage == "won")
            let last = order[1] == "received" ? "-due +received" : "-open +signed"
            #expect(trace(deal) == last + " -received -signed -close +won")
        }
    }

    @Test func whatIsSaidToHelpCanBeDoneAlsoWhereTracksHaveMovesOfOneName() throws {
        let text = """
            turnpike: 1
            process: names
            stages:
              close:
                tracks:
                  contract: {stages: {open: {moves: {done: {to: signed}}}, signed: {final: true}}}
                  payment: {stages: {due: {moves: {done: {to: received}}}, received: {final: true}}}
                moves: [won]
              won: {outcome: won}
            """
        var deal = try TestDeal(try process(text), [:])
        #expect(try deal.explain().map { "\($0.from)/\($0.move)" } == ["open/done", "due/done", "close/won"])
        #expect(try deal.move("done")?.unmet.flatMap(\.remedies) == [.move("open/done"), .move("due/done")])
        for expected in ["open/done", "done"] {
            let refusal = try #require(try deal.move("won"))
            let first = try #require(refusal.unmet.first?.remedies.first)
            #expect(first == .move(expected))
            guard case .move(let name) = first else { return }
            #expect(try deal.move(name) == nil)
        }
        #expect(try deal.move("won") == nil)
    }

    @Test func comingBackTakesUpWhatWasLeftLast() throws {
        var deal = try Self.deal("coming_back")
        for way in ["resume", "again"] {
            try deal.move("paused")
            #expect(active(deal) == ["paused"])
            try deal.move(way)
            #expect(active(deal) == ["evaluate", way == "resume" ? "demo" : "trial"])
            try deal.move(way == "resume" ? "trial" : "summary")
        }
        // A second exit overwrites what the first one kept.
        try deal.move("paused")
        #expect(trace(deal) == "-summary -evaluate +paused")
        try deal.move("again")
        #expect(trace(deal) == "-paused +evaluate +summary")
    }

    @Test func aStageThatIsEnteredFromItselfIsLeftFirst() throws {
        var deal = try Self.deal("again")
        try deal.move("filed")
        try deal.move("new_round")
        #expect(trace(deal) == "-filed -bidding -tender +tender +bidding +collecting")
    }

    @Test func afterTheEndNothingRuns() throws {
        var deal = try Self.deal("the_end")
        try signal("paid", &deal)
        #expect(deal.stage == "won")
        try signal("paid", &deal)
        #expect(deal.stage == "won")
        #expect(deal.last?.events == [.signalled(try #require(deal.process.signal("paid")), isAwaited: false)])
    }
}
