import Testing
import Turnpike
import TurnpikeValues

/// Replay equals state, byte for byte, at every revision; documents read back as what was written.
@Suite struct CodingTests {
    private static let text = """
        turnpike: 1
        process: coded
        currency: EUR
        zone: Europe/Berlin
        roles: {rep: Rep}
        fields:
          amount: money
          secret: {type: email, sensitive: true}
          share: percent
          half: {type: money, compute: deal.amount * 50%}
          due: date
          tags: {type: list, of: text}
        activities: {call: {outcomes: [ok, {again: {again: true}}], fields: {rating: integer}}}
        stages:
          lead: {activities: [{call: {keep: true}}], moves: [offer]}
          offer: {exit: [gate], moves: [won, lead]}
          won: {outcome: won}
        gates: {gate: {needs: [due], done: [call]}}
        permissions: {override: [rep]}
        """

    private func walked() throws -> TestDeal {
        var deal = try TestDeal(
            try process(Self.text),
            ["amount": .money("1234.56 EUR"), "secret": .string("buyer@example.com")]
        )
        try deal.give(.set([FieldValue("share", .percent("12.5%")), FieldValue("tags", .list(["a", "b"]))]))
        try deal.give(.activity(ActivityStep("call", .start)))
        try deal.give(.activity(ActivityStep("call", outcome: "again")))
        try deal.move("offer")
        try deal.give(
            .activity(ActivityStep("call", outcome: "ok", values: [FieldValue("rating", .int(5))], evidence: "mail:7"))
        )
        try deal.give(.override(MoveRequest(to: "won"), because: "\"quarter end\" ✓"))
        try deal.give(.assign(owner: "rep_2"))
        try deal.give(.relate(.account, id: "acme"))
        try deal.give(.comment("line one\nline two"))
        try deal.give(.set([FieldValue("secret", .null)]))
        try deal.give(.set([FieldValue("secret", .string("other@example.com"))]))
        return deal
    }

    @Test func replayEqualsStateAtEveryRevision() throws {
        let walked = try walked()
        #expect(walked.records.count == 12)
        let sensitive = walked.records.flatMap { record in
            Self.sensitive(record, walked.process)
        }
        var replayed = DealState(id: walked.state.id, fieldCount: walked.process.fields.count)
        var direct = replayed
        for record in walked.records {
            walked.process.apply(record, to: &direct)
            let bytes = RecordCoding.encode(record, in: walked.process)
            let read = try RecordCoding.decode(bytes, in: walked.process, sensitive: sensitive)
            #expect(RecordCoding.encode(read, in: walked.process) == bytes)
            walked.process.apply(read, to: &replayed)
            let stored = StoredDeal(Deal(process: walked.process, state: direct), sensitive: sensitive)
            #expect(StoredDeal(Deal(process: walked.process, state: replayed), sensitive: sensitive) == stored)
            let decoded = try StateCoding.decode(stored, in: walked.process)
            #expect(decoded == direct, "revision \(record.revision)")
            #expect(StoredDeal(Deal(process: walked.process, state: decoded), sensitive: sensitive) == stored)
        }
    }

    @Test func sensitiveValuesStandInNoDocument() throws {
        let walked = try walked()
        var documents = [StateCoding.encode(walked.state, in: walked.process)]
        documents += walked.records.map { RecordCoding.encode($0, in: walked.process) }
        for document in documents {
            #expect(!String(decoding: document, as: UTF8.self).contains("@example.com"))
        }
    }

    /// What stands in columns beside the document is read from there, and not written twice.
    @Test func aDocumentLeavesOutWhatItsColumnsSay() throws {
        let walked = try walked()
        let deal = Deal(process: walked.process, state: walked.state)
        let document = try JSON.parse(StoredDeal(deal).state)
        for key in ["id", "process", "version", "revision", "stage", "name", "owner", "account", "opened", "recorded"] {
            #expect(document[key] == nil, "\(key)")
        }
        #expect(document["history"]?.canonical() == Array(#"[["lead",0],["offer",0]]"#.utf8))
        for entry in [#"["lead"]"#, #"["lead",0,1,2]"#, #"[0,"lead"]"#, #"["nowhere",0]"#] {
            var stored = StoredDeal(deal)
            let text = String(decoding: stored.state, as: UTF8.self)
            stored.state = Array(text.replacing(#"["lead",0]"#, with: entry).utf8)
            #expect(throws: CodingError.self, "\(entry)") { try StateCoding.decode(stored, in: walked.process) }
        }
        var stored = StoredDeal(deal)
        let text = String(decoding: stored.state, as: UTF8.self)
        stored.state = Array(text.replacing(#"[["lead",0],["offer",0]]"#, with: "7").utf8)
        #expect(throws: CodingError.self) { try StateCoding.decode(stored, in: walked.process) }
    }

    /// The first format held everything itself.
    @Test func aDocumentOfTheFirstFormatIsRead() throws {
        let process = try process(Self.text)
        let document = """
            {"account":"acme","entered":"2026-01-02T00:00:00Z","fields":{"amount":{"$money":"5.00 EUR"}},"format":1,\
            "history":[{"milliseconds":9,"stage":"lead","visits":2}],"id":"01890a5d-ac96-774b-bcce-b302099a8057",\
            "kind":"deal.state","name":"Old","opened":"2026-01-01T00:00:00Z","owner":"rep_1","process":"coded",\
            "recorded":"2026-01-03T00:00:00Z","revision":7,"stage":"offer","version":1}
            """
        let (id, digest) = (DealID("01890a5d-ac96-774b-bcce-b302099a8057"), process.digest)
        // Whatever the columns say: that format did not rest on them.
        let columns = DealSummary(
            id: try #require(id),
            revision: 1,
            process: "other",
            version: 2,
            digest: digest,
            stage: "lead",
            name: "",
            updated: Instant(milliseconds: 0)
        )
        let state = try StateCoding.decode(
            StoredDeal(summary: columns, state: Array(document.utf8), sensitive: []),
            in: process
        )
        let deal = Deal(process: process, state: state)
        #expect([deal.name, deal.stage, deal.owner, deal.account] == ["Old", "offer", "rep_1", "acme"])
        #expect(deal.revision == 7)
        #expect(deal["amount"] == .money("5.00 EUR"))
        let lead = try #require(state.history.entries.first)
        #expect(process[lead.stage].id == "lead")
        #expect(lead.visits == 2 && lead.milliseconds == 9)
        #expect(deal.opened == Instant("2026-01-01T00:00:00Z"))
        #expect(state.recorded == Instant("2026-01-03T00:00:00Z"))
    }

    @Test func erasingASensitiveValueChangesNoBytes() throws {
        let walked = try walked()
        let stored = StoredDeal(Deal(process: walked.process, state: walked.state))
        let erased = try StateCoding.decode(stored, in: walked.process)
        #expect(erased.slots != walked.state.slots)
        #expect(StoredDeal(Deal(process: walked.process, state: erased)) == stored)
    }

    @Test func documentsOfANewerWriterAreRefused() throws {
        let walked = try walked()
        let stored = StoredDeal(Deal(process: walked.process, state: walked.state))
        let text = String(decoding: stored.state, as: UTF8.self)
        let newer = "\"format\":\(StateCoding.format + 1)"
        for document in [text.replacing("\"format\":\(StateCoding.format)", with: newer), "{}", "not json", ""] {
            var damaged = stored
            damaged.state = Array(document.utf8)
            #expect(throws: CodingError.self) { try StateCoding.decode(damaged, in: walked.process) }
        }
        #expect(throws: CodingError.self) { try RecordCoding.decode(Array("not json".utf8), in: walked.process) }
    }

    private static func sensitive(_ record: Record, _ process: SalesProcess) -> [SensitiveValue] {
        var result: [SensitiveValue] = []
        for case .fieldsSet(let changes, isComputed: _) in record.events {
            for change in changes where process[change.field].isSensitive && change.new != .null {
                result.append(
                    SensitiveValue(
                        field: process[change.field].id,
                        revision: record.revision,
                        value: ValueCoding.bytes(of: change.new)
                    )
                )
            }
        }
        return result
    }
}
