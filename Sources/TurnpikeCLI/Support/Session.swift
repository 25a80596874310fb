import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues

/// A store with the pipeline over it, for the length of one command.
struct Session: Sendable {
    let pipeline: Pipeline
    /// The store's file.
    let path: String

    /// Opens the store.
    ///
    /// - Parameters:
    ///   - path: its file.
    ///   - tenant: whose deals.
    ///   - processes: processes to register.
    ///   - draft: whether a process may have changed under its version.
    ///   - creates: whether a store that is not there is created; else that is a failure.
    static func open(
        _ path: String,
        tenant: String,
        processes: [SalesProcess] = [],
        draft: Bool = false,
        creates: Bool
    ) async throws -> Session {
        if !creates, System.kind(of: path) == .nothing {
            var failure = Failure(.failed, "no_store", "there is no store '\(path)'")
            failure.help = "'turnpike open PROCESS --name NAME' creates it; --store or TURNPIKE_STORE names another"
            throw failure
        }
        #if SQLite
            let store = try SQLiteStore(path)
        #else
            throw Failure(.failed, "no_store", "this program was built without the SQLite trait and has no store")
        #endif
        #if SQLite
            let pipeline = try await Pipeline(
                processes: processes,
                store: store,
                tenant: tenant,
                draft: draft,
                compile: { definition in try ProcessLoading.compile(definition) }
            )
            return Session(pipeline: pipeline, path: path)
        #endif
    }

    /// The deal that a person's words mean.
    ///
    /// - Throws: `Failure` where they mean none or several.
    func deal(_ words: String) async throws -> Deal {
        guard !words.isEmpty else { throw Failure.wrongUse("missing", "name the deal: its id, key or name") }
        let found = try await pipeline.find(words, limit: 21)
        guard let first = found.first else {
            throw Failure.wrongUse(
                "unknown_deal",
                "no deal is called '\(words)' in \(path)",
                help: "give its id, the first characters of it (at least 4), its key, or its whole name; "
                    + "'turnpike board' lists the deals"
            )
        }
        guard found.count == 1 else {
            var failure = Failure.wrongUse("ambiguous_deal", "'\(words)' means several deals")
            failure.problems = found.prefix(20).map { "\($0.id)  \($0.name), \($0.process) in \($0.stage)" }
            if found.count > 20 { failure.problems.append("and more") }
            failure.help = "name one of them by its id"
            throw failure
        }
        guard let deal = try await pipeline.deal(first.id) else {
            throw Failure.wrongUse("unknown_deal", "the deal \(first.id) is gone")
        }
        return deal
    }

    /// All deals that a query wants, page by page.
    func deals(_ query: DealQuery) async throws -> [DealSummary] {
        var query = query
        var result: [DealSummary] = []
        while true {
            let page = try await pipeline.deals(query)
            result += page
            guard page.count == query.limit, let last = page.last else { return result }
            query.after = last.id
        }
    }
}
