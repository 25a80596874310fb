#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime

    extension CompletionKind {
        /// Deals of the store, by key, name or id.
        static let deals = custom { words, _, prefix in await Completions.deals(words, prefix) }
        /// Stages of the deal's process.
        static let stages = known { deal in deal.process.stages.map(\.id) }
        /// Moves from where the deal stands.
        static let moves = custom { words, _, _ in await Completions.moves(words) }
        /// Activities of the deal's process.
        static let activities = known { deal in deal.process.activities.map(\.id) }
        /// Approvals of the deal's process.
        static let approvals = known { deal in deal.process.approvals.map(\.id) }
        /// Fields of the deal's process, up to the equals sign.
        static let fields = known { deal in deal.process.fields.map { $0.id + "=" } }
        /// Signals of the deal's process.
        static let signals = known { deal in deal.process.signals.map(\.id) }
        /// Reasons of the deal's process.
        static let reasons = known { deal in deal.process.reasonLists.flatMap { $0.reasons.map(\.id) } }
        /// Outcomes of the activity named before.
        static let outcomes = custom { words, _, _ in await Completions.outcomes(words) }
        /// Processes that the store keeps.
        static let processes = custom { words, _, _ in await Completions.processes(words) }
        /// Roles of the processes that the store keeps.
        static let roles = custom { words, _, _ in await Completions.roles(words) }

        private static func known(_ names: @escaping @Sendable (Deal) -> [String]) -> CompletionKind {
            custom { words, _, _ in await Completions.deal(words).map(names) ?? [] }
        }
    }

    /// What a shell may offer, taken from the store that the unfinished command line names. A completion never creates a
    /// store and never says why it has nothing to offer.
    enum Completions: Sendable {
        // More than this nobody reads, and each deal is loaded for its keys.
        private static let limit = 200

        /// The deals whose shortest word begins so: a key, else a name that is one plain word, else the id.
        static func deals(_ words: [String], _ prefix: String) async -> [String] {
            guard let session = await session(words) else { return [] }
            var query = DealQuery(tenant: session.pipeline.tenant)
            query.limit = limit
            guard let summaries = try? await session.pipeline.deals(query) else { return [] }
            var names: [String] = []
            for summary in summaries {
                let deal = try? await session.pipeline.deal(summary.id)
                let candidates = (deal?.externalKeys ?? []) + [summary.name]
                names.append(candidates.first(where: isPlain) ?? summary.id.description)
            }
            return names
        }

        /// The moves from where the deal stands.
        static func moves(_ words: [String]) async -> [String] {
            guard let session = await session(words), let deal = await deal(words) else { return [] }
            let actor = Actor(id: "completion", roles: deal.process.roles.map(\.id), channel: "cli")
            return ((try? await session.pipeline.explain(deal.id, by: actor)) ?? []).map(\.move)
        }

        /// The outcomes of the activity that the command line names.
        static func outcomes(_ words: [String]) async -> [String] {
            guard let deal = await deal(words), let name = arguments(words).dropFirst().first,
                let activity = deal.process.activity(name)
            else { return [] }
            return deal.process[activity].outcomes.map(\.id)
        }

        /// The processes that the store keeps.
        static func processes(_ words: [String]) async -> [String] {
            await Set(definitions(words).map(\.process)).sorted()
        }

        /// The roles of the deal's process, or of all that the store keeps.
        static func roles(_ words: [String]) async -> [String] {
            if let deal = await deal(words) { return deal.process.roles.map(\.id) }
            guard let session = await session(words) else { return [] }
            var names: Set<String> = []
            for id in await processes(words) {
                guard let process = try? await session.pipeline.process(id) else { continue }
                names.formUnion(process.roles.map(\.id))
            }
            return names.sorted()
        }

        /// The deal that the command line names.
        static func deal(_ words: [String]) async -> Deal? {
            guard let name = arguments(words).first, let session = await session(words) else { return nil }
            return try? await session.deal(name)
        }

        private static func definitions(_ words: [String]) async -> [StoredDefinition] {
            guard let session = await session(words) else { return [] }
            return (try? await session.pipeline.store.definitions(tenant: session.pipeline.tenant)) ?? []
        }

        private static func session(_ words: [String]) async -> Session? {
            let place = try? StorePlace(
                store: option("--store", words),
                tenant: option("--tenant", words),
                config: option("--config", words)
            )
            guard let place else { return nil }
            return try? await Session(place.path, tenant: place.tenant, creates: false)
        }

        /// The words after the command that are no options and no values of options.
        static func arguments(_ words: [String]) -> [String] {
            var result: [String] = []
            var isValue = false
            for word in words.dropFirst(2) {
                if isValue {
                    isValue = false
                } else if word.hasPrefix("-") {
                    isValue = !word.contains("=") && !flags.contains(word)
                } else {
                    result.append(word)
                }
            }
            return result
        }

        private static let flags: Set<String> = [
            "--no-deliver", "--draft", "--start", "--skip", "--cancel", "--nobody", "--by-rules", "--no-account",
            "--no-contact",
            "--reveal", "--help", "-h", "--version",
        ]

        private static func option(_ name: String, _ words: [String]) -> String? {
            for (index, word) in words.enumerated() {
                if word == name, index + 1 < words.count { return words[index + 1] }
                if word.hasPrefix(name + "=") { return String(word.dropFirst(name.count + 1)) }
            }
            return nil
        }

        // A word that every shell takes as it stands; zsh would read a colon as the start of a description.
        private static func isPlain(_ text: String) -> Bool {
            !text.isEmpty && !text.hasPrefix("-")
                && text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                        UInt8(ascii: "."):
                        true
                    default: false
                    }
                }
        }
    }

#endif
