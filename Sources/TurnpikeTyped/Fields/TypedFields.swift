public import Turnpike
public import TurnpikeValues

/// The fields of a deal as properties; generated.
public protocol TypedFields: Hashable, Sendable {
    /// The values of a deal.
    init(_ deal: Deal)
    /// Every field that can be set, with its value or `.null`.
    var entries: [FieldValue] { get }
}

extension TypedFields {
    /// The fields that have a value.
    public var values: [FieldValue] { entries.filter { $0.value != .null } }

    /// What a deal with `before` must be told to have these.
    public func changes(from before: Self) -> [FieldValue] {
        let old = before.entries
        return entries.enumerated().filter { $0.offset >= old.count || old[$0.offset] != $0.element }.map(\.element)
    }
}

/// A record of a process as a struct; generated.
public protocol FieldRecord: FieldRepresentable {
    /// A record from its values by id.
    init(_ values: ValueMap)
    /// Every field with its value or `.null`.
    var entries: [FieldValue] { get }
}

extension FieldRecord {
    /// The record in a field.
    public init?(fieldValue: Value) {
        guard case .map(let values) = fieldValue else { return nil }
        self.init(values)
    }

    /// The record as a field holds it; what has no value is left out.
    public var fieldValue: Value {
        var values: [String: Value] = [:]
        for entry in entries where entry.value != .null { values[entry.field] = entry.value }
        return .map(ValueMap(values))
    }
}

extension FieldValue {
    /// A field with a typed value; nil stands for none.
    public init(_ field: String, _ value: (some FieldRepresentable)?) {
        self.init(field, value?.fieldValue ?? .null)
    }

    /// A field with a typed value that is given, or nothing where it is not.
    public static func given(_ field: String, _ value: (some FieldRepresentable)?) -> FieldValue? {
        value.map { FieldValue(field, $0.fieldValue) }
    }
}

extension Deal {
    /// A field's value as a Swift type; nil where it has none.
    public func value<Typed: FieldRepresentable>(of field: String, as type: Typed.Type = Typed.self) -> Typed? {
        self[field].flatMap { Typed(fieldValue: $0) }
    }

    /// The id of the stage in which a track stands; nil where it was left out, or its stage is not active.
    public func stage(ofTrack track: String) -> String? {
        tracks.first { $0.track.id == track }?.stage?.id
    }
}

extension ValueMap {
    /// An entry as a Swift type; nil where it has none.
    public func value<Typed: FieldRepresentable>(of field: String, as type: Typed.Type = Typed.self) -> Typed? {
        self[field].flatMap { Typed(fieldValue: $0) }
    }
}
