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
            let state = StateCoding.encode(direct, in: walked.process)
            #expect(StateCoding.encode(replayed, in: walked.process) == state)
            let decoded = try StateCoding.decode(state, in: walked.process, sensitive: sensitive)
            #expect(decoded == direct, "revision \(record.revision)")
            #expect(StateCoding.encode(decoded, in: walked.process) == state)
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

    @Test func erasingASensitiveValueChangesNoBytes() throws {
        let walked = try walked()
        let bytes = StateCoding.encode(walked.state, in: walked.process)
        let erased = try StateCoding.decode(bytes, in: walked.process, sensitive: [])
        #expect(erased.slots != walked.state.slots)
        #expect(StateCoding.encode(erased, in: walked.process) == bytes)
    }

    @Test func documentsOfANewerWriterAreRefused() throws {
        let walked = try walked()
        var text = String(decoding: StateCoding.encode(walked.state, in: walked.process), as: UTF8.self)
        text = text.replacing("\"format\":1", with: "\"format\":2")
        #expect(throws: CodingError.self) { try StateCoding.decode(Array(text.utf8), in: walked.process) }
        #expect(throws: CodingError.self) { try StateCoding.decode(Array("{}".utf8), in: walked.process) }
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
