import Turnpike
import TurnpikeValues

extension StoreContract {
    static let readCases: [Case] = [
        Case(promise: "read.own_writes", words: "Reads see every commit acknowledged before they began.") { check in
            for revision in Int64(0)..<50 {
                let commit = Samples.commit(1, after: revision)
                _ = try await check.store.commitOne(commit)
                let seen = try await check.store.deal(commit.deal, tenant: "")?.summary.revision
                check.expect(seen, is: revision + 1, "the revision read after commit \(revision + 1)")
            }
        },
        Case(promise: "read.missing", words: "What is not there is nil or empty.") { check in
            check.expect(try await check.store.deal(Samples.id(1), tenant: ""), is: nil, "a deal")
            let records = try await check.store.records(of: Samples.id(1), tenant: "", after: 0, limit: 9)
            check.expect(records, is: [], "records")
            check.expect(try await check.store.deals(DealQuery()), is: [], "deals")
            check.expect(try await check.store.find("nothing", tenant: "", limit: 9), is: [], "find")
            check.expect(try await check.store.party(.contact, "nobody", tenant: ""), is: nil, "a contact")
            check.expect(try await check.store.definitions(tenant: ""), is: [], "definitions")
            check.expect(try await check.store.claimOutbox(Samples.claim()), is: [], "a claim")
            let settlement = OutboxSettlement(sequence: 99, owner: nil, result: .dropped)
            try await check.store.settle([settlement], tenant: "")
        },
        Case(promise: "read.records", words: "Records come ascending, after a revision, at most so many.") { check in
            _ = try await check.store.commit((0..<6).map { Samples.commit(1, after: Int64($0)) })
            _ = try await check.store.commit((0..<2).map { Samples.commit(2, after: Int64($0)) })
            for (after, limit, wanted) in [
                (0, 9, [1, 2, 3, 4, 5, 6]), (0, 2, [1, 2]), (2, 3, [3, 4, 5]), (5, 9, [6]), (6, 9, []), (99, 9, []),
                (0, 0, []), (-5, 1, [1]), (0, -1, []),
            ] as [(Int64, Int, [Int64])] {
                let page = try await check.store.records(of: Samples.id(1), tenant: "", after: after, limit: limit)
                check.expect(page.map(\.revision), is: wanted, "after \(after), limit \(limit)")
            }
        },
        Case(promise: "read.sensitive", words: "A deal comes with the newest value of each sensitive field.") { check in
            var commit = Samples.commit(1)
            commit.sensitive = [
                SensitiveValue(field: "phone", revision: 1, value: Samples.bytes(#""1""#)),
                SensitiveValue(field: "email", revision: 1, value: Samples.bytes(#""a""#)),
            ]
            var second = Samples.commit(1, after: 1)
            second.sensitive = [SensitiveValue(field: "email", revision: 2, value: Samples.bytes(#""b""#))]
            _ = try await check.store.commit([commit, second])
            let stored = try await check.store.deal(commit.deal, tenant: "")
            check.expect(stored?.sensitive, is: [second.sensitive[0], commit.sensitive[0]], "the values")
            let ids = [Samples.id(9), commit.deal]
            let together = try await check.store.deals(withIDs: ids, tenant: "")
            check.expect(together, is: stored.map { [$0] } ?? [], "the same deal, asked for with one that is not there")
            check.expect(try await check.store.deals(withIDs: ids, tenant: "other"), is: [], "the deals of others")
        },
        Case(promise: "read.sensitive_values", words: "Every value that a sensitive field ever had can be read.") {
            check in
            var commits = (0..<3).map { Samples.commit(1, after: Int64($0)) }
            commits[0].sensitive = [
                SensitiveValue(field: "phone", revision: 1, value: Samples.bytes(#""1""#)),
                SensitiveValue(field: "email", revision: 1, value: Samples.bytes(#""a""#)),
            ]
            commits[1].sensitive = [SensitiveValue(field: "email", revision: 2, value: nil)]
            commits[2].sensitive = [SensitiveValue(field: "email", revision: 3, value: Samples.bytes(#""c""#))]
            var other = Samples.commit(2)
            other.sensitive = [SensitiveValue(field: "email", revision: 1, value: Samples.bytes(#""other""#))]
            _ = try await check.store.commit(commits + [other])
            let wanted = [
                commits[0].sensitive[1], commits[1].sensitive[0], commits[2].sensitive[0], commits[0].sensitive[0],
            ]
            let values = try await check.store.sensitiveValues(of: Samples.id(1), tenant: "")
            check.expect(values, is: wanted, "the values by field and revision")
            let foreign = try await check.store.sensitiveValues(of: Samples.id(1), tenant: "other")
            check.expect(foreign, is: [], "the values seen by another tenant")
            let histories = try await check.store.histories(DealQuery(limit: 1))
            check.expect(histories.first?.sensitive, is: wanted, "the values of the history")
        },
        Case(promise: "read.deals", words: "Lists are ordered by id, filtered, and paged without gaps.") { check in
            var commits = [5, 1, 4, 2, 3].map { Samples.commit($0) }
            commits[1].summary.stage = "qualification"
            commits[2].summary.process = "retail"
            commits[3].summary.version = 4
            _ = try await check.store.commit(commits)
            func numbers(_ query: DealQuery) async throws -> [Int] {
                let found = try await check.store.deals(query)
                return found.map { summary in (1...5).first { Samples.id($0) == summary.id } ?? 0 }
            }
            check.expect(try await numbers(DealQuery()), is: [1, 2, 3, 4, 5], "all")
            check.expect(try await numbers(DealQuery(limit: 2)), is: [1, 2], "the first page")
            var next = DealQuery(limit: 2)
            next.after = Samples.id(2)
            check.expect(try await numbers(next), is: [3, 4], "the second page")
            next.after = Samples.id(4)
            check.expect(try await numbers(next), is: [5], "the last page")
            next.after = Samples.id(9)
            check.expect(try await numbers(next), is: [], "the page after the last")
            check.expect(try await numbers(DealQuery(limit: 0)), is: [], "nothing")
            check.expect(try await numbers(DealQuery(process: "b2b")), is: [1, 2, 3, 5], "of a process")
            var query = DealQuery()
            query.owner = "rep_0"
            check.expect(try await numbers(query), is: [2, 4], "of an owner")
            query = DealQuery(process: "b2b")
            query.version = 3
            check.expect(try await numbers(query), is: [1, 3, 5], "of a version")
            query.owner = "rep_1"
            query.stage = "prospecting"
            check.expect(try await numbers(query), is: [3, 5], "of an owner in a stage")
            query.stage = "nowhere"
            check.expect(try await numbers(query), is: [], "of an unknown stage")
        },
        Case(
            promise: "read.histories",
            words: "Histories are the deals of a list, each with its state and all its records."
        ) {
            check in
            var commits = [3, 1, 2].flatMap { number in (0..<3).map { Samples.commit(number, after: Int64($0)) } }
            commits[1].sensitive = [SensitiveValue(field: "phone", revision: 2, value: Samples.bytes(#""1""#))]
            commits[2].sensitive = [SensitiveValue(field: "phone", revision: 3, value: Samples.bytes(#""2""#))]
            for index in 6..<9 { commits[index].summary.stage = "qualification" }
            var foreign = Samples.commit(2)
            foreign.tenant = "other"
            _ = try await check.store.commit(commits + [foreign])
            var queries = [DealQuery(), DealQuery(limit: 2), DealQuery(limit: 0), DealQuery(process: "nowhere")]
            queries.append(DealQuery(limit: 1))
            queries[4].after = Samples.id(2)
            queries.append(DealQuery())
            queries[5].stage = "prospecting"
            for query in queries {
                let histories = try await check.store.histories(query)
                let listed = try await check.store.deals(query)
                check.expect(histories.map(\.deal.summary), is: listed, "the deals of \(query)")
                for history in histories {
                    let id = history.deal.summary.id
                    let deal = try await check.store.deal(id, tenant: "")
                    check.expect(history.deal, is: deal, "the deal")
                    let records = try await check.store.records(of: id, tenant: "", after: 0, limit: 99)
                    check.expect(history.records, is: records, "the records")
                }
            }
        },
        Case(promise: "read.find", words: "find tries id, prefix of an id, external key, name, in this order.") {
            check in
            var commits = (1...4).map { Samples.commit($0) }
            commits[0].summary.name = "Acme"
            commits[1].summary.name = "ACME"
            commits[2].externalKeys = ["sf:3"]
            commits[2].summary.name = "sf:4"
            commits[3].externalKeys = ["sf:4"]
            commits[3].summary.name = "100% _new_"
            _ = try await check.store.commit(commits)
            func numbers(_ words: String, limit: Int = 9) async throws -> [Int] {
                let found = try await check.store.find(words, tenant: "", limit: limit)
                return found.map { summary in (1...4).first { Samples.id($0) == summary.id } ?? 0 }
            }
            let id = Samples.id(3).description
            check.expect(try await numbers(id), is: [3], "an id")
            check.expect(try await numbers(id.uppercased()), is: [3], "an id in capitals")
            check.expect(try await numbers(String(id.dropLast(2))), is: [3], "nearly a whole id")
            check.expect(try await numbers(String(id.prefix(4))), is: [1, 2, 3, 4], "a prefix of all")
            check.expect(try await numbers(String(id.prefix(8)), limit: 2), is: [1, 2], "a prefix, limited")
            check.expect(try await numbers(String(id.prefix(3))), is: [], "too short a prefix")
            check.expect(try await numbers("sf:3"), is: [3], "an external key")
            check.expect(try await numbers("sf:4"), is: [4], "a key before a name")
            check.expect(try await numbers("acme"), is: [1, 2], "a name in either case, ordered by id")
            check.expect(try await numbers("Acme", limit: 1), is: [1], "a name, limited")
            check.expect(try await numbers("100% _new_"), is: [4], "a name with wildcards in it")
            for nothing in ["%", "acm", "sf:", "", "'", "acme "] {
                check.expect(try await numbers(nothing), is: [], "find '\(nothing)'")
            }
            check.expect(try await numbers(id, limit: 0), is: [], "limit 0")
        },
        Case(promise: "read.timers", words: "Due timers come oldest first; a commit replaces its deal's timers.") {
            check in
            func timer(_ number: Int, _ name: String, _ seconds: Int64) -> TimerRow {
                TimerRow(deal: Samples.id(number), name: name, due: Samples.at(seconds))
            }
            var first = Samples.commit(1)
            first.timers = [timer(1, "rotten", 30), timer(1, "decide", 10)]
            var second = Samples.commit(2)
            second.timers = [timer(2, "a", 20), timer(2, "b", 20)]
            _ = try await check.store.commit([first, second])
            func due(_ seconds: Int64, limit: Int = 9) async throws -> [TimerRow] {
                try await check.store.dueTimers(at: Samples.at(seconds), tenant: "", limit: limit)
            }
            check.expect(try await due(9), is: [], "before the first")
            check.expect(try await due(10), is: [timer(1, "decide", 10)], "at the first's instant")
            let all = [timer(1, "decide", 10), timer(2, "a", 20), timer(2, "b", 20), timer(1, "rotten", 30)]
            check.expect(try await due(99), is: all, "all")
            check.expect(try await due(99, limit: 2), is: Array(all.prefix(2)), "the first two")

            _ = try await check.store.commitOne(Samples.commit(1, after: 1))
            check.expect(try await due(99), is: all, "after a commit that left the timers alone")
            var third = Samples.commit(1, after: 2)
            third.timers = [timer(1, "rotten", 5)]
            var fourth = Samples.commit(2, after: 1)
            fourth.timers = []
            _ = try await check.store.commit([third, fourth])
            check.expect(try await due(99), is: [timer(1, "rotten", 5)], "after the timers were replaced")
        },
    ]

    static let definitionCases: [Case] = [
        Case(promise: "definition.kept", words: "Definitions are kept with their files, ordered by version.") { check in
            let definitions = [("retail", 1), ("b2b", 10), ("b2b", 2)].map { Samples.definition($0.0, $0.1) }
            for definition in definitions {
                try await check.store.register(definition, replacing: false, tenant: "")
            }
            let kept = try await check.store.definitions(tenant: "")
            check.expect(kept, is: [definitions[2], definitions[1], definitions[0]], "the definitions")
        },
        Case(promise: "definition.labels", words: "The same digest again renews the files, not the date.") { check in
            var definition = Samples.definition("b2b", 3)
            try await check.store.register(definition, replacing: false, tenant: "")
            _ = try await check.store.commitOne(Samples.commit(1))
            definition.sources = [.init(name: "b2b.process.yaml", text: Samples.bytes("# a label\n"))]
            var later = definition
            later.registered = Samples.at(99)
            try await check.store.register(later, replacing: false, tenant: "")
            check.expect(try await check.store.definitions(tenant: ""), is: [definition], "the definitions")
        },
        Case(promise: "definition.changed", words: "Other content is refused while a deal uses the version.") { check in
            let definition = Samples.definition("b2b", 3)
            try await check.store.register(definition, replacing: false, tenant: "")
            let free = Samples.definition("b2b", 3, content: "b2b")
            try await check.store.register(free, replacing: false, tenant: "")
            check.expect(try await check.store.definitions(tenant: ""), is: [free], "before any deal uses it")

            _ = try await check.store.commitOne(Samples.commit(1))
            let changed = Samples.definition("b2b", 3, content: "changed")
            do {
                try await check.store.register(changed, replacing: false, tenant: "")
                check.found("the change was accepted")
            } catch let error as StoreError {
                check.expect(error.code, is: .definitionChanged, "the error's code")
            }
            check.expect(try await check.store.definitions(tenant: ""), is: [free], "after the refusal")
            // Another version and another process are free.
            let others = [Samples.definition("b2b", 4, content: "x"), Samples.definition("retail", 3, content: "y")]
            for other in others { try await check.store.register(other, replacing: false, tenant: "") }
            check.expect(try await check.store.definitions(tenant: ""), is: [free] + others, "the others")
        },
        Case(promise: "definition.replacing", words: "A draft binds the version's deals to its digest.") { check in
            try await check.store.register(Samples.definition("b2b", 3, content: "b2b"), replacing: false, tenant: "")
            var other = Samples.commit(2)
            other.summary.version = 2
            let commit = Samples.commit(1)
            _ = try await check.store.commit([commit, other])
            let changed = Samples.definition("b2b", 3, content: "changed")
            try await check.store.register(changed, replacing: true, tenant: "")
            check.expect(try await check.store.definitions(tenant: ""), is: [changed], "the definitions")
            var wanted = commit.asStored
            wanted.summary.digest = changed.digest
            check.expect(try await check.store.deal(commit.deal, tenant: ""), is: wanted, "the deal")
            check.expect(try await check.store.deal(other.deal, tenant: ""), is: other.asStored, "the other version's")
        },
    ]

    static let partyCases: [Case] = [
        Case(promise: "party.revisions", words: "A record is kept if its revision follows the stored one.") { check in
            func account(_ revision: Int64, _ body: String) -> StoredParty {
                StoredParty(kind: .account, id: "acc", revision: revision, externalKey: "sf", body: Samples.bytes(body))
            }
            for (revision, body, wanted) in [
                (0, "none", false), (2, "early", false), (1, "first", true), (1, "again", false), (2, "second", true),
                (4, "gap", false), (-1, "below", false),
            ] as [(Int64, String, Bool)] {
                let kept = try await check.store.put(account(revision, body), tenant: "")
                check.expect(kept, is: wanted, "putting revision \(revision) (\(body))")
            }
            for words in ["acc", "sf"] {
                let found = try await check.store.party(.account, words, tenant: "")
                check.expect(found, is: account(2, "second"), "the record by '\(words)'")
                check.expect(try await check.store.party(.contact, words, tenant: ""), is: nil, "of the other kind")
            }
        },
        Case(promise: "party.keys", words: "An external key names one record of its kind; ids come first.") { check in
            func put(_ kind: PartyKind, _ id: String, _ key: String?, revision: Int64 = 1) async throws -> Bool {
                let record = StoredParty(kind: kind, id: id, revision: revision, externalKey: key, body: [])
                return try await check.store.put(record, tenant: "")
            }
            check.expect(try await put(.account, "a", "k"), is: true, "the first")
            check.expect(try await put(.account, "b", "k"), is: false, "a second record with its key")
            check.expect(try await put(.contact, "b", "k"), is: true, "one of the other kind")
            check.expect(try await put(.account, "k", nil), is: true, "one whose id is another's key")
            check.expect(try await check.store.party(.account, "k", tenant: "")?.id, is: "k", "found by that word")
            check.expect(try await put(.account, "a", "l", revision: 2), is: true, "another key")
            check.expect(try await put(.account, "b", "k"), is: true, "a record with the key given up")
            check.expect(try await check.store.party(.account, "l", tenant: "")?.id, is: "a", "by the new key")
        },
        Case(promise: "party.one_winner", words: "Of concurrent writers of a record's revision one wins.") { check in
            let store = check.store
            let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
                for writer in 0..<64 {
                    let body = Samples.bytes("\(writer)")
                    let record = StoredParty(kind: .contact, id: "c", revision: 1, body: body)
                    group.addTask { try await store.put(record, tenant: "") }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            check.expect(kept, is: 1, "the number of winners")
        },
    ]
}
