import Turnpike

/// What a pack offers and the process does not use: no scenario can touch it, so it is neither counted nor changed.
struct UnusedParts {
    private var ranges: [SourceRange] = []

    /// - Parameter definition: The process as written; without it everything is taken for used.
    init(_ definition: Definition?, _ process: SalesProcess) {
        guard let definition, !definition.packs.isEmpty else { return }
        let packs = Set(definition.packs.map(\.file))
        let gates = process.askedGates
        var activities = Set(process.stages.flatMap { $0.activities.map { process[$0.activity].id } })
        var approvals: Set<String> = []
        for criterion in gates.flatMap({ process[$0].criteria }) {
            switch criterion.kind {
            case .done(let done): activities.insert(process[done.activity].id)
            case .approval(let approval): approvals.insert(process[approval].id)
            default: break
            }
        }
        // Whoever writes a whole name outside its pack means it.
        let files = definition.sources.files.enumerated().filter { !packs.contains(UInt32($0.offset)) }.map(\.element)
        func isUnused(_ id: Located<String>, _ used: Set<String>) -> Bool {
            packs.contains(id.range.file) && !used.contains(id.value) && !files.contains { $0.contains(id.value) }
        }
        let names = Set(gates.map { process[$0].id })
        for gate in definition.gates {
            // A gate is used by its name alone, which says nothing where it is only mentioned.
            guard let id = gate.id, packs.contains(id.range.file), !names.contains(id.value) else { continue }
            add(id, gate.range)
        }
        for activity in definition.activities where isUnused(activity.id, activities) {
            add(activity.id, activity.range)
        }
        for approval in definition.approvals where isUnused(approval.id, approvals) {
            add(approval.id, approval.range)
        }
    }

    /// Whether a place is inside something that is not used.
    func contain(_ range: SourceRange) -> Bool {
        ranges.contains { $0.file == range.file && $0.start <= range.start && range.start < $0.end }
    }

    /// Adds an entry with its name.
    private mutating func add(_ id: Located<String>, _ entry: SourceRange) {
        guard id.range.file == entry.file else { return ranges.append(id.range) }
        ranges.append(
            SourceRange(file: entry.file, start: min(id.range.start, entry.start), end: max(id.range.end, entry.end))
        )
    }
}

extension SalesProcess {
    /// The gates that a stage or a move names, and those that such a gate puts together.
    var askedGates: Set<GateID> {
        var asked: Set<GateID> = []
        var waiting = stages.flatMap { $0.enter + $0.exit } + moves.flatMap(\.gates)
        while let gate = waiting.popLast() {
            guard asked.insert(gate).inserted else { continue }
            for criterion in self[gate].criteria {
                switch criterion.kind {
                case .any(let gates), .all(let gates): waiting += gates
                default: break
                }
            }
        }
        return asked
    }
}

extension SourceFile {
    /// Whether some words stand in the file.
    fileprivate func contains(_ words: String) -> Bool {
        let wanted = Array(words.utf8)
        guard let first = wanted.first, bytes.count >= wanted.count else { return false }
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: first) {
            if bytes[found...].starts(with: wanted) { return true }
            index = found + 1
        }
        return false
    }
}
