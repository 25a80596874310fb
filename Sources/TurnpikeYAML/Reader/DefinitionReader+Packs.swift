import Turnpike

/// A pack that was read.
struct ReadPack {
    var id: String
    var root: YAMLNode
    var file: UInt32
}

/// Parts of processes that several share (`uses:`).
extension DefinitionReader {
    /// How many packs may use one another in a row.
    private static let deepestPacks = 8

    /// Reads the packs that a file names, and those that they name, and adds what they declare.
    mutating func addPacks(_ node: YAMLNode?, to definition: inout Definition) {
        if let node {
            var open: [(file: UInt32, place: SourceRange)] = []
            addPacks(node, to: &definition, &open)
            checkPackNames(in: definition)
        }
        checkRefinements(definition)
    }

    /// What is said about packs that the process does not use.
    private mutating func checkRefinements(_ definition: Definition) {
        // A pack that could not be read may be the one that is meant.
        guard !lostPacks else { return }
        let known = definition.packs.map(\.id.value)
        for section in refinements {
            guard nodes.accepts(section) else { continue }
            guard section.kind == .mapping else {
                wrongKind(section, expected: "settings", for: "'packs'", help: "write {bant: {gates: {…}}}")
                continue
            }
            for (key, _) in section.entries where !known.contains(key.text) {
                let nearest = NearestName.find(key.text, among: known)
                report(
                    Diagnostic(
                        .overlayUnknown,
                        "the process uses no pack '\(TreeBuilder.short(key.text))'",
                        at: key.range,
                        repair: nearest.map { .didYouMean($0, replacing: key.writtenRange) },
                        help: nearest == nil ? "'packs' says what is different in a pack that 'uses' names" : nil
                    )
                )
            }
        }
    }

    /// A pack with what the process, and each overlay over it, says about it.
    private mutating func refined(_ root: YAMLNode, _ id: String, _ ranges: inout [SourceRange]) -> YAMLNode {
        var result = root
        for section in refinements where section.kind == .mapping {
            guard let (_, refinement) = section.entries.first(where: { $0.key.text == id }),
                refinement.kind == .mapping
            else { continue }
            for (key, _) in refinement.entries where ["pack", "turnpike", "uses"].contains(key.text) {
                report(
                    Diagnostic(
                        .unknownKey,
                        "what is different in a pack has no key '\(key.text)'",
                        at: key.range,
                        help: "only what it declares is changed"
                    )
                )
            }
            ranges.append(refinement.range)
            var merger = OverlayMerger()
            let merged = merger.merged(result, refinement)
            for finding in merger.findings { report(finding) }
            var gates = LoosenedGates(merger)
            gates.compare(result, merged)
            for finding in gates.findings { report(finding) }
            result = merged
        }
        return result
    }

    private mutating func addPacks(
        _ node: YAMLNode,
        to definition: inout Definition,
        _ open: inout [(file: UInt32, place: SourceRange)]
    ) {
        for path in words(node) {
            let number: UInt32
            switch files.number(of: path.value, from: path.range.file, .process, in: &sources) {
            case .found(let found): number = found
            case .refused(let why, let help):
                report(Diagnostic(.reuseUnreadable, why, at: path.range, help: help))
                lostPacks = true
                continue
            }
            if let first = open.first(where: { $0.file == number }) {
                report(
                    Diagnostic(
                        .reuseCycle,
                        "'\(TreeBuilder.short(path.value))' uses itself through this",
                        at: path.range,
                        notes: [Diagnostic.Note("the circle begins here", at: first.place)]
                    )
                )
                continue
            }
            guard number != 0 else {
                let start = SourceRange(file: 0, start: 0, end: 0)
                report(
                    Diagnostic(
                        .reuseCycle,
                        "the process uses itself",
                        at: path.range,
                        notes: [Diagnostic.Note("it is this file", at: start)]
                    )
                )
                continue
            }
            if packs.contains(where: { $0.file == number }) { continue }
            guard open.count < Self.deepestPacks else {
                report(
                    Diagnostic(
                        .reuseDepth,
                        "more than \(Self.deepestPacks) packs use one another",
                        at: path.range,
                        notes: open.first.map { [Diagnostic.Note("the first is used here", at: $0.place)] } ?? []
                    )
                )
                continue
            }
            open.append((number, path.range))
            addPack(number, named: path, to: &definition, &open)
            open.removeLast()
        }
    }

    private mutating func addPack(
        _ number: UInt32,
        named path: Located<String>,
        to definition: inout Definition,
        _ open: inout [(file: UInt32, place: SourceRange)]
    ) {
        let tree = YAMLTree.read(sources.files[Int(number)], file: number, limits: limits)
        for diagnostic in tree.diagnostics { report(diagnostic) }
        guard let root = tree.root, root.kind == .mapping else {
            if tree.diagnostics.isEmpty {
                report(Diagnostic(.reuseKind, "'\(TreeBuilder.short(path.value))' is no pack", at: path.range))
            }
            lostPacks = true
            return
        }
        guard let (_, name) = root.entries.first(where: { $0.key.isText("pack") }) else {
            let isProcess = root["process"] != nil
            report(
                Diagnostic(
                    .reuseKind,
                    isProcess
                        ? "'\(TreeBuilder.short(path.value))' is a process and no pack"
                        : "'\(TreeBuilder.short(path.value))' has no key 'pack', the id of the pack",
                    at: path.range,
                    notes: [Diagnostic.Note("it begins here", at: root.entries.first?.key.range)],
                    help: isProcess ? "a process is refined with 'extends'" : nil
                )
            )
            lostPacks = true
            return
        }
        guard let id = declared(name) else { return }
        if let other = definition.packs.first(where: { $0.id.value == id.value }) {
            report(
                Diagnostic(
                    .packConflict,
                    "two packs are called '\(id.value)'",
                    at: id.range,
                    notes: [
                        Diagnostic.Note("the first is called so here", at: other.id.range),
                        Diagnostic.Note("the second is used here", at: path.range),
                    ]
                )
            )
            return
        }
        var ranges: [SourceRange] = []
        let whole = refined(root, id.value, &ranges)
        packs.append(ReadPack(id: id.value, root: whole, file: number))
        definition.packs.append(PackDefinition(id: id, file: number, label: nil))
        definition.packs[definition.packs.count - 1].refinements = ranges
        definition.packs[definition.packs.count - 1].namedIn = path.range.file
        let place = definition.packs.count - 1
        var pack = Definition(sources: sources, language: Located(1), process: id)
        var inner: YAMLNode?
        settings(whole, .pack) { reader, name, value in
            switch name {
            case "pack": return true
            case "turnpike":
                _ = reader.language(value, into: &pack)
                return true
            case "uses":
                inner = value
                return true
            default: return Shape.pack.keys.contains(name) && reader.part(name, value, into: &pack)
            }
        }
        definition.packs[place].label = pack.label
        checkScore(of: pack, id.value)
        definition.add(pack, as: id.value)
        if let inner { addPacks(inner, to: &definition, &open) }
    }

    /// Of a score a pack holds rules: what the points mean, the process says.
    private mutating func checkScore(of pack: Definition, _ id: String) {
        guard let score = pack.score else { return }
        let extra = score.minimum?.range ?? score.maximum?.range ?? score.bands.first?.name.id.range
        guard let extra else { return }
        report(
            Diagnostic(
                .reuseKind,
                "the pack '\(TreeBuilder.short(id))' says more of the score than rules",
                at: extra,
                help: "'min', 'max' and 'bands' stand in the 'score' of the process"
            )
        )
    }

    /// `deal.bant` is what the pack bant adds, so nothing of the process has that name.
    private mutating func checkPackNames(in definition: Definition) {
        for pack in definition.packs {
            let name = pack.id.value
            let clash =
                definition.fields.first { $0.id.value == name }?.id
                ?? definition.gates.first { $0.id?.value == name }?.id
                ?? definition.activities.first { $0.id.value == name }?.id
            let isBuiltIn = ["name", "owner", "account", "contact", "opened_at", "outcome", "obligations", "id"]
                .contains(name)
            guard clash != nil || isBuiltIn else { continue }
            report(
                Diagnostic(
                    .packConflict,
                    "the pack '\(name)' has the name of something \(isBuiltIn ? "that every deal has" : "in the process")",
                    at: pack.id.range,
                    notes: clash.map { [Diagnostic.Note("'\(name)' is declared here", at: $0.range)] } ?? [],
                    help: "ids of a pack are written \(name).id, and '\(name)' alone would mean two things"
                )
            )
        }
    }
}

extension Definition {
    /// Adds what a pack declares, each id with that of the pack before it.
    fileprivate mutating func add(_ pack: Definition, as id: String) {
        func named(_ name: Located<String>) -> Located<String> { Located("\(id).\(name.value)", at: name.range) }
        func named(_ gate: GateDefinition) -> GateDefinition {
            var gate = gate
            gate.id = gate.id.map(named)
            gate.any = gate.any.map(named)
            gate.all = gate.all.map(named)
            return gate
        }
        func named(_ reference: GateReference) -> GateReference {
            if case .inline(let gate) = reference { return .inline(named(gate)) }
            return reference
        }
        roles += pack.roles.map { NamedLabel(id: named($0.id), label: $0.label) }
        records += pack.records.map { RecordDefinition(id: named($0.id), fields: $0.fields) }
        fields += pack.fields.map { field in
            var field = field
            field.id = named(field.id)
            return field
        }
        reasons += pack.reasons.map { ReasonListDefinition(id: named($0.id), reasons: $0.reasons) }
        signals += pack.signals.map { signal in
            var signal = signal
            signal.id = named(signal.id)
            return signal
        }
        activities += pack.activities.map { activity in
            var activity = activity
            activity.id = named(activity.id)
            return activity
        }
        gates += pack.gates.map(named)
        approvals += pack.approvals.map { approval in
            var approval = approval
            approval.id = named(approval.id)
            return approval
        }
        if let score = pack.score, !score.rules.isEmpty {
            var whole = self.score ?? ScoreDefinition(range: score.range)
            whole.rules += score.rules.map { rule in
                var rule = rule
                rule.id = named(rule.id)
                return rule
            }
            self.score = whole
        }
        templates += pack.templates.map { template in
            var template = template
            template.id = named(template.id)
            return template
        }
        hooks += pack.hooks.map { hook in
            var hook = hook
            hook.id = hook.id.map(named)
            return hook
        }
    }
}
