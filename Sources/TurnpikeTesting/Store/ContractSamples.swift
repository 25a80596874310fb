import Turnpike
import TurnpikeValues

/// What the cases store: small, but with every column filled and text that is not ASCII.
enum Samples {
    static let start = Instant(milliseconds: 1_790_000_000_123)

    /// An instant some seconds after `start`, with nanoseconds that must survive.
    static func at(_ seconds: Int64) -> Instant {
        Instant(seconds: start.seconds + seconds, nanoseconds: 987_654_321) ?? start
    }

    /// The deal's id for a number; ids rise with it.
    static func id(_ number: Int) -> DealID {
        var random = Counting(value: UInt64(number))
        return DealID(UUIDv7(milliseconds: 1_790_000_000_000 + Int64(number), random: &random))
    }

    static func digest(_ text: String) -> Digest { Digest.sha256(utf8: text) }

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The commit that makes revision `after + 1` of a deal.
    static func commit(_ number: Int, after revision: Int64 = 0, tenant: String = "", mark: String = "") -> Commit {
        var summary = DealSummary(
            id: id(number),
            revision: revision + 1,
            process: "b2b",
            version: 3,
            digest: digest("b2b"),
            stage: revision == 0 ? "prospecting" : "qualification",
            name: "Deal \(number)",
            updated: at(revision)
        )
        summary.owner = "rep_\(number % 2)"
        summary.account = "acc_\(number)"
        summary.opened = at(0)
        return Commit(
            tenant: tenant,
            deal: id(number),
            expectedRevision: revision,
            state: bytes(#"{"revision":\#(revision + 1),"ä":"\#(mark)"}"#),
            record: bytes(#"{"kind":"moved","n":\#(revision + 1),"mark":"\#(mark)"}"#),
            recorded: at(revision),
            summary: summary
        )
    }

    /// A row as a commit brings it.
    static func row(
        _ number: Int,
        revision: Int64 = 1,
        hook: String = "crm",
        effect: Int = 0,
        parks: Bool = true,
        due: Instant = start
    ) -> OutboxRow {
        OutboxRow(
            tenant: "",
            deal: id(number),
            revision: revision,
            hook: hook,
            key: "\(id(number))/\(revision)/\(hook)/\(effect)",
            request: bytes(#"{"format":1,"kind":"\#(hook)","ü":\#(effect)}"#),
            parksLane: parks,
            nextAttempt: due
        )
    }

    static func claim(
        _ owner: String = "worker_1",
        at now: Instant = at(100),
        seconds: Int64 = 60,
        limit: Int = 100
    ) -> OutboxClaim {
        OutboxClaim(
            owner: owner,
            now: now,
            until: Instant(seconds: now.seconds + seconds, nanoseconds: now.nanoseconds) ?? now,
            limit: limit
        )
    }

    static func definition(_ process: String, _ version: Int, content: String = "a") -> StoredDefinition {
        StoredDefinition(
            process: process,
            version: version,
            digest: digest(content),
            language: 1,
            sources: [
                .init(name: "\(process).process.yaml", text: bytes("process: \(process) # \(content)\n")),
                .init(name: "templates/größe.md", text: []),
            ],
            registered: at(1)
        )
    }

    private struct Counting: RandomNumberGenerator {
        var value: UInt64
        mutating func next() -> UInt64 {
            value &+= 0x9E37_79B9_7F4A_7C15
            return value
        }
    }
}

extension Commit {
    /// What `deal` must return after this commit.
    var asStored: StoredDeal {
        StoredDeal(summary: summary, state: state, sensitive: sensitive.sorted { $0.field < $1.field })
    }
}

extension DealStore {
    /// Commits one and gives its result.
    func commitOne(_ commit: Commit) async throws -> CommitResult {
        let results = try await self.commit([commit])
        guard results.count == 1 else {
            throw StoreError(.failed, "\(results.count) results for one commit")
        }
        return results[0]
    }
}
