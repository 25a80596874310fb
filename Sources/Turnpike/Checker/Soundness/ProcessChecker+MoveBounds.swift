import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    /// A comparison of a field with a literal that must hold for a gate to let a deal pass.
    private struct Demand {
        var field: Int
        var sign: ComparisonScanner.Sign
        var value: Value
        var range: SourceRange
    }

    private struct Pair: Hashable {
        var first: SourceRange
        var second: SourceRange
    }

    /// Finds moves that nobody can make because what is left, the move and what is entered demand values that exclude
    /// each other. Only what must hold without a condition of its own counts: checks that block, of gates without `when`,
    /// and the move's own trigger and guard.
    mutating func checkBoundsOfMoves() {
        let fields = parts.gates.indices.map { fieldsRead(by: $0, depth: 0) }
        var known: [Int: [Demand]] = [:]
        var told: Set<Pair> = []
        for transition in parts.transitions {
            let index = transition.move.index
            // A move from anywhere is meant for some stages, and need not be possible in each.
            guard let gates = transition.gates, parts.moves[index].source != nil else { continue }
            var read = fieldsRead(byMove: index)
            var isShared = false
            for gate in gates {
                isShared = isShared || read & fields[gate.index] != 0
                read |= fields[gate.index]
            }
            guard isShared else { continue }
            var demands: [(owner: Int, all: [Demand])] = []
            for gate in gates {
                let all = known[gate.index] ?? demanded(by: gate.index, depth: 0)
                known[gate.index] = all
                if !all.isEmpty { demands.append((gate.index, all)) }
            }
            guard !demands.isEmpty else { continue }
            if case .asSoonAs(let condition) = parts.moves[index].trigger {
                demands.append((-1, demanded(by: condition)))
            }
            if let when = parts.moves[index].when { demands.append((-1, demanded(by: when))) }
            guard demands.count > 1 else { continue }
            var bounds: [Int: FieldBounds] = [:]
            for (owner, all) in demands {
                for demand in all {
                    var field = bounds[demand.field] ?? FieldBounds(parts.fields[demand.field])
                    let other = field.add(demand.sign, demand.value, demand.range, owner: owner)
                    bounds[demand.field] = field
                    // What one gate says by itself is told where it stands.
                    guard let other, !other.isLimit, other.owner != owner,
                        told.insert(Pair(first: other.range, second: demand.range)).inserted
                    else { continue }
                    reportUnsound(
                        .contradiction,
                        "no value of '\(parts.fields[demand.field].id)' lets the move '\(parts.moves[index].id)' from "
                            + "'\(parts.stages[transition.source.index].id)' pass: it must be \(demand.sign.phrase) "
                            + "\(demand.value) and \(other.sign.phrase) \(other.value)",
                        at: demand.range,
                        notes: [Diagnostic.Note("the other bound", at: other.range)]
                    )
                }
            }
        }
    }

    // A bit for each field, several fields to a bit where there are many: most moves need no closer look.
    private func fieldsRead(by gate: Int, depth: Int) -> UInt64 {
        guard depth < 8, parts.gates[gate].when == nil else { return 0 }
        var result: UInt64 = 0
        for index in parts.gates[gate].criteria.indices {
            switch parts.gates[gate].criteria[index].kind {
            case .check(let check) where check.severity == .block: result |= fieldsRead(by: check.condition)
            case .all(let gates): for gate in gates { result |= fieldsRead(by: gate.index, depth: depth + 1) }
            case .check, .needs, .done, .approval, .external, .any: break
            }
        }
        return result
    }

    private func fieldsRead(byMove index: Int) -> UInt64 {
        var result: UInt64 = 0
        if let when = parts.moves[index].when { result = fieldsRead(by: when) }
        if case .asSoonAs(let condition) = parts.moves[index].trigger { result |= fieldsRead(by: condition) }
        return result
    }

    private func fieldsRead(by condition: Condition) -> UInt64 {
        var result: UInt64 = 0
        for slot in condition.program.reads {
            if case .field(let index) = slot { result |= 1 << UInt64(index & 63) }
        }
        return result
    }

    private func demanded(by gate: Int, depth: Int) -> [Demand] {
        // Groups may refer to each other in a circle, which is told elsewhere.
        guard depth < 8, parts.gates[gate].when == nil else { return [] }
        return parts.gates[gate].criteria.flatMap { criterion -> [Demand] in
            switch criterion.kind {
            case .check(let check) where check.severity == .block: demanded(by: check.condition)
            case .all(let gates): gates.flatMap { demanded(by: $0.index, depth: depth + 1) }
            case .check, .needs, .done, .approval, .external, .any: []
            }
        }
    }

    private func demanded(by condition: Condition) -> [Demand] {
        var text = condition.source.text
        return text.withUTF8 { ComparisonScanner.comparisons(in: $0) }.compactMap { comparison in
            let name = Located(comparison.field, at: condition.source.range)
            guard let index = tables.fields[meant(name, in: tables.fields)], parts.fields[index].type.isOrdered else {
                return nil
            }
            var reader = LiteralReader(currency: parts.currency)
            let literal = Literal.scalar(Located(comparison.literal), quoted: false)
            guard let value = reader.read(literal, as: parts.fields[index].type) else { return nil }
            return Demand(
                field: index,
                sign: comparison.sign,
                value: value,
                range: condition.source.range(of: comparison.range)
            )
        }
    }
}
