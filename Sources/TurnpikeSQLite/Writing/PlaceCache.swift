#if SQLite

    import Turnpike

    /// Where deals that were written lately stand in their table, so that they need not be looked up with each commit. It
    /// holds for as long as nobody else writes.
    struct PlaceCache {
        /// So many deals are kept at most.
        private static let limit = 16_384

        private struct Entry {
            var place: CommitWriter.Place
            var tenant: String
        }

        private var places: [DealID: Entry] = [:]
        private var version: UInt32?

        /// Forgets everything where the file has another version than when it was learnt.
        mutating func isAsOf(_ version: UInt32) {
            guard version != self.version else { return }
            removeAll()
            self.version = version
        }

        /// What is known now is known of this version of the file.
        mutating func isLearnt(of version: UInt32) {
            self.version = version
        }

        mutating func removeAll() {
            places.removeAll(keepingCapacity: true)
        }

        func place(of deal: DealID, _ tenant: String) -> CommitWriter.Place? {
            guard let known = places[deal], known.tenant == tenant else { return nil }
            return known.place
        }

        mutating func keep(_ place: CommitWriter.Place, of deal: DealID, _ tenant: String) {
            if places.count >= Self.limit { removeAll() }
            places[deal] = Entry(place: place, tenant: tenant)
        }
    }

#endif
