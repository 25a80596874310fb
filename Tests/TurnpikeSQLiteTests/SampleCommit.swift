#if SQLite

    import Turnpike
    import TurnpikeValues

    extension Commit {
        /// A commit of a deal as it might come from a pipeline; its documents only tell the revision.
        ///
        /// - Parameters:
        ///   - deal: the deal.
        ///   - revision: the revision that it follows; 0 opens the deal.
        ///   - bytes: how long the words in its record are.
        static func sample(_ deal: DealID, expecting revision: Int64, bytes: Int = 0) -> Commit {
            let at = Instant(milliseconds: 1_790_000_000_000)
            return Commit(
                tenant: "",
                deal: deal,
                expectedRevision: revision,
                state: Array("{\"revision\":\(revision + 1)}".utf8),
                record: Array("\"\(String(repeating: "x", count: bytes))\"".utf8),
                recorded: at,
                summary: DealSummary(
                    id: deal,
                    revision: revision + 1,
                    process: "b2b",
                    version: 1,
                    digest: .sha256(utf8: "b2b"),
                    stage: "lead",
                    name: "Deal",
                    updated: at
                )
            )
        }
    }

    extension DealID {
        /// An id that was given in some millisecond.
        static func sample(_ milliseconds: Int) -> DealID {
            var random = SystemRandomNumberGenerator()
            return DealID(UUIDv7(milliseconds: Int64(milliseconds), random: &random))
        }
    }

#endif
