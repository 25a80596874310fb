import Turnpike

/// Puts an overlay over its base: maps merge by id, everything else replaces what was there.
///
/// It works on the values of YAML and not on the definition, so that each part of the language can be overlaid without
/// knowing of it, and each value keeps the place where it is written.
struct OverlayMerger {
    /// What the entries of a mapping are.
    private indirect enum Layer {
        /// Settings of the language.
        case settings
        /// Things with ids; an entry may be written in a short form, as the value of `short`.
        case named(short: String?, entry: Layer)
        /// Stages, whose order counts.
        case stages
        /// A reason, which may be divided into others.
        case reason
    }

    /// What was found.
    var findings: [Diagnostic] = []
    /// Where the overlay allows a gate to be loosened, by path.
    private(set) var loosened: Set<String> = []
    /// What the overlay says something about, by path.
    private(set) var touched: [String: SourceRange] = [:]

    /// The base with the overlay over it.
    mutating func merged(_ base: YAMLNode, _ overlay: YAMLNode) -> YAMLNode {
        merge(base, overlay, .settings, path: "")
    }

    // MARK: Layers

    private static func layer(of key: String, in layer: Layer) -> Layer {
        switch layer {
        case .named(_, let entry): return entry
        case .stages: return .settings
        case .reason: return key == "reasons" ? .named(short: "label", entry: .settings) : .settings
        case .settings: break
        }
        switch key {
        case "fields": return .named(short: "type", entry: .settings)
        case "records": return .named(short: nil, entry: .named(short: "type", entry: .settings))
        case "roles", "teams", "options", "outcomes": return .named(short: "label", entry: .settings)
        case "reasons": return .named(short: nil, entry: .named(short: "label", entry: .reason))
        case "stages": return .stages
        case "activities", "approvals", "cadences", "calendars", "captures", "check", "checklist", "done", "edit",
            "gates", "limits", "moves", "opens", "score", "signals", "start", "templates", "tracks":
            return .named(short: nil, entry: .settings)
        default: return .settings
        }
    }

    /// Whether a list or a single word is a short form of a mapping there.
    private static func mayBeList(_ layer: Layer) -> Bool {
        switch layer {
        case .named: true
        case .settings, .stages, .reason: false
        }
    }

    // MARK: Merging

    private mutating func merge(_ base: YAMLNode, _ overlay: YAMLNode, _ layer: Layer, path: String) -> YAMLNode {
        guard overlay.kind == .mapping else { return overlay }
        guard var entries = Self.entries(base, layer) else { return overlay }
        let removals = removals(in: overlay, path: path)
        var given: [String: YAMLNode] = [:]
        for (key, _) in overlay.entries where !isInstruction(key, overlay) { given[key.text] = key }
        for name in removals {
            if let key = given[name.text] {
                report(
                    .overlayConflict,
                    "'\(TreeBuilder.short(name.text))' is removed here and given below",
                    at: name.range,
                    Diagnostic.Note("it is given here", at: key.range)
                )
            }
            guard let index = entries.firstIndex(where: { $0.key.text == name.text }) else {
                let nearest = NearestName.find(name.text, among: entries.map(\.key.text))
                findings.append(
                    Diagnostic(
                        .overlayUnknown,
                        "the base has no '\(TreeBuilder.short(name.text))' to remove",
                        at: name.range,
                        notes: [Diagnostic.Note("the base says this", at: head(of: base))],
                        repair: nearest.map { .didYouMean($0, replacing: name.writtenRange) }
                    )
                )
                continue
            }
            touched[Self.path(path, name.text)] = name.range
            entries.remove(at: index)
        }
        var ends: [String: String] = [:]
        let places = Dictionary(entries.enumerated().map { ($0.element.key.text, $0.offset) }) { first, _ in first }
        var isShifted = !removals.isEmpty
        for (key, value) in overlay.entries where !isInstruction(key, overlay) {
            let name = key.text
            let inner = Self.path(path, name)
            touched[inner] = key.range
            let known = isShifted ? entries.firstIndex { $0.key.text == name } : places[name]
            if let known {
                let old = entries[known]
                var value = value
                if case .stages = layer { value = withoutPlacement(value, base: old.key) }
                entries[known].value = entry(old.value, value, Self.layer(of: name, in: layer), layer, path: inner)
            } else if case .stages = layer {
                isShifted = true
                insert(key, value, into: &entries, &ends)
            } else {
                // Most that is new takes nothing from the base; another beginning does, also where the base names none.
                entries.append((key, inner == "start" ? permitted(value, path: inner) : value))
            }
        }
        return YAMLNode(MadeUp(entries: entries), at: base)
    }

    /// A new value without its `loosen: true`, which is noted.
    private mutating func permitted(_ node: YAMLNode, path: String) -> YAMLNode {
        guard node.kind == .mapping else { return node }
        _ = removals(in: node, path: path)
        var entries: [(key: YAMLNode, value: YAMLNode)] = []
        for (key, value) in node.entries where !key.isText("loosen") || !isInstruction(key, node) {
            entries.append((key, permitted(value, path: Self.path(path, key.text))))
        }
        return YAMLNode(MadeUp(entries: entries), at: node)
    }

    /// One entry over another: the short form of one may meet the long form of the other.
    private mutating func entry(
        _ base: YAMLNode,
        _ overlay: YAMLNode,
        _ layer: Layer,
        _ outer: Layer,
        path: String
    ) -> YAMLNode {
        if case .named(let short?, _) = outer {
            let (wasShort, isShort) = (base.kind == .scalar, overlay.kind == .scalar)
            if wasShort, overlay.kind == .mapping { return merge(Self.long(base, short), overlay, layer, path: path) }
            if isShort, base.kind == .mapping { return merge(base, Self.long(overlay, short), layer, path: path) }
        }
        return merge(base, overlay, layer, path: path)
    }

    /// `money` as `{type: money}`.
    private static func long(_ node: YAMLNode, _ key: String) -> YAMLNode {
        if node.madeUp?.isAbsent == true { return YAMLNode(MadeUp(entries: []), at: node) }
        return YAMLNode(MadeUp(entries: [(YAMLNode(MadeUp(word: key), at: node), node)]), at: node)
    }

    /// What a value says about its entries; nil for one that has none.
    private static func entries(_ node: YAMLNode, _ layer: Layer) -> [(key: YAMLNode, value: YAMLNode)]? {
        if node.kind == .mapping { return Array(node.entries) }
        if node.madeUp?.isAbsent == true { return [] }
        guard mayBeList(layer) else { return nil }
        if node.kind == .scalar { return [(node, YAMLNode(.absent, at: node))] }
        guard node.kind == .sequence else { return nil }
        var result: [(key: YAMLNode, value: YAMLNode)] = []
        for item in node.items {
            if item.kind == .scalar {
                result.append((item, YAMLNode(.absent, at: item)))
            } else if let entry = item.entries.first, item.kind == .mapping, item.entries.count == 1 {
                result.append(entry)
            } else {
                return nil
            }
        }
        return result
    }

    private static func path(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }

    private func head(of node: YAMLNode) -> SourceRange {
        node.kind == .mapping ? node.entries.first?.key.range ?? node.range : node.range
    }

    private mutating func report(
        _ code: DiagnosticCode,
        _ message: String,
        at range: SourceRange,
        _ note: Diagnostic.Note
    ) {
        findings.append(Diagnostic(code, message, at: range, notes: [note]))
    }

    // MARK: What an overlay says about itself

    /// Whether a key tells how to merge, and is no part of the result.
    private func isInstruction(_ key: YAMLNode, _ node: YAMLNode) -> Bool {
        switch key.text {
        case "remove": node.entries.first { $0.key.range == key.range }?.value.kind == .sequence
        case "loosen": node.entries.first { $0.key.range == key.range }?.value.isText("true") == true
        default: false
        }
    }

    private mutating func removals(in overlay: YAMLNode, path: String) -> [YAMLNode] {
        var result: [YAMLNode] = []
        for (key, value) in overlay.entries where isInstruction(key, overlay) {
            if key.isText("loosen") {
                loosened.insert(path)
            } else {
                result += value.items.filter { $0.kind == .scalar && !$0.isBroken }
            }
        }
        return result
    }

    // MARK: New stages

    private static func isPlacement(_ key: YAMLNode) -> Bool { key.isText("before") || key.isText("after") }

    /// A stage of the base keeps its place.
    private mutating func withoutPlacement(_ value: YAMLNode, base: YAMLNode) -> YAMLNode {
        guard value.kind == .mapping, let (key, _) = value.entries.first(where: { Self.isPlacement($0.key) }) else {
            return value
        }
        report(
            .overlayPlace,
            "'\(key.text)' is for a new stage, and '\(base.text)' is one of the base",
            at: key.range,
            Diagnostic.Note("the base has it here", at: base.range)
        )
        return YAMLNode(MadeUp(entries: value.entries.filter { !Self.isPlacement($0.key) }), at: value)
    }

    private mutating func insert(
        _ key: YAMLNode,
        _ value: YAMLNode,
        into entries: inout [(key: YAMLNode, value: YAMLNode)],
        _ ends: inout [String: String]
    ) {
        let places = value.kind == .mapping ? value.entries.filter { Self.isPlacement($0.key) } : []
        let rest = value.kind == .mapping ? value.entries.filter { !Self.isPlacement($0.key) } : []
        let stage = value.kind == .mapping ? YAMLNode(MadeUp(entries: rest), at: value) : value
        guard let place = places.first, places.count == 1 else {
            findings.append(
                Diagnostic(
                    .overlayPlace,
                    places.isEmpty
                        ? "the new stage '\(TreeBuilder.short(key.text))' has no place in the order of the base"
                        : "a stage stands before one stage or after one, not both",
                    at: places.last?.key.range ?? key.range,
                    notes: entries.first.map {
                        [Diagnostic.Note("the stages of the base begin here", at: $0.key.range)]
                    } ?? [],
                    help: places.isEmpty ? "say 'before:' or 'after:' and the id of a stage beside it" : nil
                )
            )
            entries.append((key, stage))
            return
        }
        let name = place.value.kind == .scalar ? place.value.text : ""
        guard var index = entries.firstIndex(where: { $0.key.text == name }) else {
            let nearest = NearestName.find(name, among: entries.map(\.key.text))
            findings.append(
                Diagnostic(
                    .overlayPlace,
                    "no stage beside '\(TreeBuilder.short(key.text))' is called '\(TreeBuilder.short(name))'",
                    at: place.value.range,
                    notes: entries.first.map {
                        [Diagnostic.Note("the stages of the base begin here", at: $0.key.range)]
                    } ?? [],
                    repair: nearest.map { .didYouMean($0, replacing: place.value.writtenRange) }
                )
            )
            entries.append((key, stage))
            return
        }
        if place.key.isText("after") {
            // Several new stages after the same one stand in the order of the overlay.
            if let last = ends[name], let end = entries.firstIndex(where: { $0.key.text == last }) { index = end }
            index += 1
            ends[name] = key.text
        }
        entries.insert((key, stage), at: index)
    }
}
