public import TurnpikeValues

/// Everybody of one's own side as of a revision: what `owner_manager`, deputies and assignment are resolved by.
///
/// It is one pointer, so that a context holds it at no cost.
public struct People: Hashable, Sendable {
    private final class Storage: Sendable {
        let revision: Int64
        let persons: [Person]
        let places: [String: Int]
        let keys: [String: Int]
        let fallback: [String]
        let guests: [String: Person]

        init(_ revision: Int64, _ persons: [Person], _ fallback: [String], _ guests: [Person] = []) {
            self.revision = revision
            self.persons = persons
            self.fallback = fallback
            self.guests = Dictionary(guests.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            places = Dictionary(persons.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
            keys = Dictionary(
                persons.enumerated().flatMap { place, person in person.externalKeys.map { ($0, place) } },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    private let storage: Storage
    // A chain of managers or deputies is never followed further: a circle of them ends here.
    private static let longestChain = 32

    /// People as of a revision.
    ///
    /// - Parameters:
    ///   - persons: Everybody who is known.
    ///   - fallback: Who is asked where nobody else is there: the first of them who is.
    ///   - revision: Counts up with each change; a record tells by it what was read.
    public init(_ persons: [Person], fallback: [String] = [], revision: Int64 = 1) {
        storage = Storage(revision, persons, fallback)
    }

    /// People, and guests who may act without being among them: nobody chooses or asks a guest. One with the id of
    /// somebody who is known acts in their place, in other roles.
    ///
    /// - Parameters:
    ///   - persons: Everybody who is known.
    ///   - fallback: Who is asked where nobody else is there.
    ///   - guests: Who else may act, in the roles that they have.
    package init(_ persons: [Person], fallback: [String], guests: [Person]) {
        storage = Storage(1, persons, fallback, guests)
    }

    /// The revision; it rises with every change.
    public var revision: Int64 { storage.revision }
    /// Everybody, in the order of the directory, which is that of round robin.
    public var all: [Person] { storage.persons }
    /// Who is asked where nobody else is there.
    public var fallback: [String] { storage.fallback }

    /// Somebody by id; nil for nobody known.
    public subscript(_ id: String) -> Person? {
        storage.guests[id] ?? storage.places[id].map { storage.persons[$0] }
    }

    /// Somebody by the key of an outside system.
    public func person(externalKey: String) -> Person? { storage.keys[externalKey].map { storage.persons[$0] } }

    /// Whether somebody is known and there on a day.
    public func isPresent(_ id: String, on date: CalendarDate) -> Bool { self[id]?.isPresent(on: date) ?? false }

    /// Who acts for somebody on a day: they themselves while they are there, else their delegate, or the delegate's.
    public func deputy(of id: String, on date: CalendarDate) -> String? {
        var id = id
        for _ in 0..<Self.longestChain {
            guard let person = self[id] else { return nil }
            if person.isPresent(on: date) { return id }
            guard let delegate = person.delegate else { return nil }
            id = delegate
        }
        return nil
    }

    /// Those who are away and for whom somebody acts on a day.
    public func principals(of id: String, on date: CalendarDate) -> [Person] {
        all.filter { person in
            person.id != id && !person.hasLeft && !person.isPresent(on: date) && deputy(of: person.id, on: date) == id
        }
    }

    /// The manager of somebody on a day: the first of the line who is there or has a deputy, else the fallback.
    public func manager(of id: String, on date: CalendarDate) -> String? {
        var next = self[id]?.manager
        for _ in 0..<Self.longestChain {
            guard let manager = next else { break }
            if let present = deputy(of: manager, on: date), present != id { return present }
            next = self[manager]?.manager
        }
        return fallback.first { $0 != id && isPresent($0, on: date) }
    }

    /// Whether all that is told of everybody is equal.
    public static func == (a: Self, b: Self) -> Bool {
        a.storage === b.storage
            || a.revision == b.revision && a.all == b.all && a.fallback == b.fallback
                && a.storage.guests == b.storage.guests
    }

    /// Hashes the revision.
    public func hash(into hasher: inout Hasher) { hasher.combine(revision) }
}

/// Where people are looked up: the embedding app's own, or one that is given as it is.
public protocol Directory: Sendable {
    /// Everybody as of now. It is asked with each command, so an answer that takes time is kept and renewed aside.
    ///
    /// - Throws: Any error; the command then fails and nothing is stored.
    func people() async throws -> People
}

/// A directory that never changes by itself.
public struct StaticDirectory: Directory {
    private let known: People

    /// A directory of these people.
    public init(_ people: People) { known = people }

    /// Everybody.
    public func people() async throws -> People { known }
}
