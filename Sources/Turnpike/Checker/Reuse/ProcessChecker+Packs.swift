import TurnpikeExpressions

/// Names of packs: inside the file of a pack its own short names come first, then those of the process.
///
/// The work is done by static functions: a call on the whole checker copies its 2 KB, and names are by the thousand.
extension ProcessChecker {
    /// The id of the pack in whose file, or in whose refinement, something stands; nil for all else.
    @inline(__always)
    func pack(at range: SourceRange) -> String? { Self.pack(at: range, among: definition.packs) }

    private static func pack(at range: SourceRange, among packs: [PackDefinition]) -> String? {
        packs.first { pack in
            pack.file == range.file
                || pack.refinements.contains { $0.file == range.file && $0.start <= range.start && range.end <= $0.end }
        }?.id.value
    }

    /// The name in a table that is meant where it is written.
    @inline(__always)
    func meant(_ name: Located<String>, in table: [String: Int]) -> String {
        Self.meant(name, in: table, definition.packs)
    }

    private static func meant(_ name: Located<String>, in table: [String: Int], _ packs: [PackDefinition]) -> String {
        guard !packs.isEmpty, let pack = pack(at: name.range, among: packs) else { return name.value }
        let whole = "\(pack).\(name.value)"
        return table[whole] == nil ? name.value : whole
    }

    /// The declarations that expressions of a place see.
    @inline(__always)
    func declarations(at range: SourceRange) -> Declarations {
        let seen = scope.packs
        if seen.isEmpty { return scope.declarations }
        return Self.pack(at: range, among: definition.packs).flatMap { seen[$0] } ?? scope.declarations
    }

    /// Puts the members whose names have the id of a pack before them into an object of that pack.
    func grouped(_ members: [String: Member], _ path: String) -> [String: Member] {
        if definition.packs.isEmpty { return members }
        var result: [String: Member] = [:]
        var packs: [String: [String: Member]] = [:]
        for (name, member) in members {
            guard let dot = name.firstIndex(of: ".") else {
                result[name] = member
                continue
            }
            packs[String(name[..<dot]), default: [:]][String(name[name.index(after: dot)...])] = member
        }
        for (pack, members) in packs {
            result[pack] = Member(.object(ObjectType(name: "\(path).\(pack)", members: members)), mayBeMissing: false)
        }
        return result
    }

    /// Explanations call things by their whole names, which people can give to a command.
    private static func collectPaths(of member: Member, _ path: String, into paths: inout [Slot: String]) {
        if let slot = member.slot { paths[slot] = path }
        guard member.slot == nil, case .object(let object) = member.type else { return }
        for (name, inner) in object.members { collectPaths(of: inner, "\(path).\(name)", into: &paths) }
    }

    /// The names under which a pack's own things have a group.
    private static let grouping = ["deal", "activities", "approvals"]

    /// For each pack the declarations with its short names before those of the process.
    mutating func declarePackNames() {
        for pack in definition.packs {
            var variables = scope.declarations.variables
            for name in Self.grouping {
                guard case .object(let outer)? = variables[name]?.type,
                    case .object(let own)? = outer.members[pack.id.value]?.type
                else { continue }
                let members = outer.members.merging(own.members) { _, own in own }
                variables[name]?.type = .object(ObjectType(name: name, members: members))
            }
            var declarations = scope.declarations
            declarations.variables = variables
            for name in Self.grouping {
                guard case .object(let outer)? = scope.declarations.variables[name]?.type,
                    let own = outer.members[pack.id.value]
                else { continue }
                Self.collectPaths(of: own, "\(name).\(pack.id.value)", into: &declarations.paths)
            }
            scope.packs[pack.id.value] = declarations
        }
    }
}
