import Synchronization
import TurnpikeCRM
import TurnpikeValues

/// What is learnt with the schema: currencies by their codes, and what kind of values fields hold.
final class TrytonMemory: Sendable {
    private struct State {
        var currencies: [String: Int64] = [:]
        var types: [CRMKind: [String: String]] = [:]
    }
    private let state = Mutex(State())

    func note(_ code: String, _ id: Int64) { state.withLock { $0.currencies[code] = id } }

    func note(_ fields: JSON, of kind: CRMKind) {
        var types: [String: String] = [:]
        for (name, field) in fields.members ?? [] { types[name] = field["type"]?.stringValue }
        state.withLock { [types] in $0.types[kind] = types }
    }

    /// The number of a currency.
    func currency(_ code: String) -> Int64? { state.withLock { $0.currencies[code] } }

    /// Any currency: an opportunity has one, whether it has an amount or not.
    var anyCurrency: Int64? { state.withLock { $0.currencies.values.min() } }

    /// What Tryton calls the type of a field of opportunities (`deal`) or parties (`account`).
    func type(_ name: String, of kind: CRMKind = .deal) -> String? { state.withLock { $0.types[kind]?[name] } }
}
