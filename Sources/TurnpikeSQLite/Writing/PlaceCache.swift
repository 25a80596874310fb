#if SQLite

    import Turnpike

    /// Where deals that were written lately stand in their table, so that they need not be looked up with each commit. It
    /// holds for as long as nobody else writes.
    struct PlaceCache {
        /// Where a deal stands in its table, and what was written of it last; changed in its place by each commit.
        final class Place {
            let number: Int64
            /// The deal's revision.
            var revision: Int64 = 0
            /// The number of its newest record.
            var lastRecord: Int64 = 0

            init(number: Int64) {
                self.number = number
            }
        }

        /// So many deals are kept at most.
        private static let limit = 16_384

        private struct Entry {
            var place: Place
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

        func place(of deal: DealID, _ tenant: String) -> Place? {
            guard let known = places[deal], known.tenant == tenant else { return nil }
            return known.place
        }

        mutating func keep(_ place: Place, of deal: DealID, _ tenant: String) {
            if places.count >= Self.limit { removeAll() }
            places[deal] = Entry(place: place, tenant: tenant)
        }
    }

#endif
