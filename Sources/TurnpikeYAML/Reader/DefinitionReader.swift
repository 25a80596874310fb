import Turnpike

/// Reads the tree of a process file into a definition. It looks at the form alone; what names mean is the checker's.
struct DefinitionReader {
    var nodes = NodeReader()
    /// Whether something with a name could not be read, so that findings about unknown names may be echoes of that.
    var lostNames = false
    /// Whether a pack could not be read, so that names of packs may be unknown because of that.
    var lostPacks = false
    /// What the process, and the overlays over it, say about packs (`packs:`), the base first.
    var refinements: [YAMLNode] = []
    /// The process file, and those that it names.
    var sources: SourceMap
    /// Where the files that it names are found.
    var files = NeighbourFiles(given: [])
    /// How much each of them may ask for.
    var limits = YAMLLimits()
    /// The packs that were read, in the order in which they were first named.
    var packs: [ReadPack] = []

    mutating func report(_ diagnostic: Diagnostic) { nodes.report(diagnostic) }

    // MARK: Settings

    /// Calls a function with each entry of a mapping.
    ///
    /// - Parameter body: Reads the entry of a key; returns false when it does not know the key.
    mutating func settings(
        _ node: YAMLNode,
        _ shape: Shape,
        _ body: (inout DefinitionReader, String, YAMLNode) -> Bool
    ) {
        guard nodes.accepts(node) else { return }
        guard node.kind == .mapping else { return wrongKind(node, expected: "settings", for: shape.what) }
        for (key, value) in node.entries {
            let name = key.text
            if !body(&self, name, value) { unknown(key, name, shape) }
        }
    }

    private mutating func unknown(_ key: YAMLNode, _ name: String, _ shape: Shape) {
        if nodes.isFull { return }
        if shape.later.contains(name) {
            report(
                Diagnostic(
                    .notSupportedYet,
                    "'\(name)' is not supported yet",
                    at: key.range,
                    notes: key.aliasNote.map { [$0] } ?? [],
                    help: "it is refused rather than ignored; remove it for now"
                )
            )
            return
        }
        if shape.isInstruction(name) {
            report(
                Diagnostic(
                    .overlayOnly,
                    "'\(name)' says how an overlay changes its base, and there is nothing to change here",
                    at: key.range,
                    help: "an overlay names its base with 'extends'"
                )
            )
            return
        }
        let nearest = NearestName.find(name, among: shape.keys)
        report(
            Diagnostic(
                .unknownKey,
                "\(shape.what) has no key '\(TreeBuilder.short(name))'",
                at: key.range,
                notes: key.aliasNote.map { [$0] } ?? [],
                repair: nearest.map { .didYouMean($0, replacing: key.writtenRange) },
                help: nearest == nil
                    ? Self.hint(name, shape) ?? "known here: \(shape.keys.joined(separator: ", "))" : nil
            )
        )
    }

    /// How something is said that other languages say with this key.
    private static func hint(_ name: String, _ shape: Shape) -> String? {
        guard name == "id" || name == "name", shape.what == Shape.gate.what else { return nil }
        return "the name of a gate stands before its settings: {budget_known: {needs: [budget]}}"
    }

    mutating func missing(_ key: String, in what: String, at range: SourceRange, help: String? = nil) {
        report(Diagnostic(.missingKey, "\(what) needs the key '\(key)'", at: range, help: help))
    }

    mutating func wrongKind(_ node: YAMLNode, expected: String, for what: String? = nil, help: String? = nil) {
        if node.isBroken || nodes.isFull { return }
        let found =
            switch node.kind {
            case .mapping: "settings"
            case .sequence: "a list"
            default: "the text '\(TreeBuilder.short(node.text))'"
            }
        let place = what.map { " for \($0)" } ?? ""
        let isPlural = expected.hasSuffix("s") && !expected.hasPrefix("a ")
        var range = node.range
        // The first line is enough: the rest of a long block is not what is wrong.
        if let file = sources[range], node.kind != .scalar {
            let line = file.lineRange(file.position(atOffset: Int(range.start)).line)
            range.end = min(range.end, max(range.start, UInt32(clamping: line.upperBound)))
        }
        report(
            Diagnostic(
                .wrongKind,
                "\(expected) \(isPlural ? "are" : "is") expected here\(place), not \(found)",
                at: range,
                notes: node.aliasNote.map { [$0] } ?? [],
                help: help
            )
        )
    }

    // MARK: Words and texts

    /// A word such as an id or a number.
    mutating func word(_ node: YAMLNode) -> Located<String>? {
        nodes.string(node, for: .word).map { Located($0, at: node.range) }
    }

    /// A text for people.
    mutating func text(_ node: YAMLNode) -> Located<String>? {
        nodes.string(node, for: .text).map { Located($0, at: node.range) }
    }

    mutating func expression(_ node: YAMLNode) -> ExpressionSource? {
        nodes.expression(node).map(Self.source)
    }

    mutating func template(_ node: YAMLNode) -> TemplateText? {
        nodes.text(node).map { TemplateText(Self.source($0)) }
    }

    static func source(_ text: SourceText) -> ExpressionSource {
        if text.verbatimOffset == text.range.start { return ExpressionSource(text.text, at: text.range) }
        let segments =
            text.verbatimOffset.map { [ExpressionSource.Segment(text: 0, file: $0)] }
            ?? text.runs.map { ExpressionSource.Segment(text: $0.text, file: $0.source) }
        return ExpressionSource(text.text, at: text.range, segments: segments)
    }

    mutating func truth(_ node: YAMLNode) -> Located<Bool>? {
        guard let word = word(node) else { return nil }
        if node.style == .plain, word.value == "true" { return Located(true, at: word.range) }
        if node.style == .plain, word.value == "false" { return Located(false, at: word.range) }
        let meant: String? =
            switch word.value.lowercased() {
            case "true", "yes", "on", "y": "true"
            case "false", "no", "off", "n": "false"
            default: nil
            }
        report(
            Diagnostic(
                .notATruthValue,
                "'\(TreeBuilder.short(word.value))' is neither true nor false",
                at: node.range,
                repair: meant.map { .init("write \($0)", replacing: node.writtenRange, with: $0) }
            )
        )
        // Taken as it is meant, so that nothing else is said of it.
        return meant.map { Located($0 == "true", at: word.range) }
    }

    mutating func integer(_ node: YAMLNode, minimum: Int = 0) -> Located<Int>? {
        guard let word = word(node) else { return nil }
        let digits = word.value.utf8.drop { $0 == UInt8(ascii: "-") }
        let isCanonical =
            node.style == .plain && digits.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.count == 1 || digits.first != 0x30)
        if isCanonical, let value = Int(word.value), value <= Int(Int32.max) {
            if value >= minimum { return Located(value, at: word.range) }
            report(Diagnostic(.notANumber, "a whole number of at least \(minimum) is expected here", at: node.range))
            return nil
        }
        let plain = word.value.filter { $0 != "_" && $0 != "," && $0 != " " }
        let repair = Int(plain).flatMap { $0 >= minimum ? String($0) : nil }
        report(
            Diagnostic(
                .notANumber,
                node.style == .plain || repair == nil
                    ? "'\(TreeBuilder.short(word.value))' is not a whole number"
                    : "in quotes this is a text, and a whole number is expected",
                at: node.range,
                repair: repair.map { .init("write \($0)", replacing: node.writtenRange, with: $0) }
            )
        )
        return nil
    }

    /// A word of a closed list.
    mutating func choice<Word>(_ node: YAMLNode, of type: Word.Type) -> Located<Word>?
    where Word: RawRepresentable & CaseIterable & Hashable & Sendable, Word.RawValue == String {
        guard let word = word(node) else { return nil }
        if let value = Word(rawValue: word.value) { return Located(value, at: word.range) }
        unknownWord(word.value, node, among: Word.allCases.map(\.rawValue))
        return nil
    }

    mutating func unknownWord(_ word: String, _ node: YAMLNode, among known: [String]) {
        let nearest = NearestName.find(word, among: known)
        report(
            Diagnostic(
                .unknownWord,
                "'\(TreeBuilder.short(word))' is not one of \(known.joined(separator: ", "))",
                at: node.range,
                repair: nearest.map { .didYouMean($0, replacing: node.writtenRange) }
            )
        )
    }

    // MARK: Names

    /// The id that a key or an item of a list declares.
    mutating func declared(_ node: YAMLNode) -> Located<String>? {
        guard let word = word(node) else {
            lostNames = true
            return nil
        }
        if let why = Identifier.fault(in: word.value) {
            let repaired = Identifier.repaired(word.value)
            report(
                Diagnostic(
                    .invalidID,
                    "'\(TreeBuilder.short(word.value))' is not an id: \(why)",
                    at: node.range,
                    repair: repaired.map { .init("ids are snake_case", replacing: node.writtenRange, with: $0) },
                    help: repaired == nil ? "what people read is the label" : nil
                )
            )
        }
        return word
    }

    /// A list of words; a single word is a list of one.
    mutating func words(_ node: YAMLNode) -> [Located<String>] {
        if node.isBroken { return [] }
        if node.kind == .scalar { return word(node).map { [$0] } ?? [] }
        guard nodes.accepts(node) else { return [] }
        guard node.kind == .sequence else {
            wrongKind(node, expected: "a list")
            return []
        }
        return node.items.compactMap { word($0) }
    }

    /// The entries of what may be written as a mapping of names, or as a list of names and `{name: {settings}}`.
    ///
    /// - Parameter body: Called with each name and what is given for it; nil for the name alone.
    mutating func namedEntries(
        _ node: YAMLNode,
        of what: String,
        allowsList: Bool = true,
        _ body: (inout DefinitionReader, YAMLNode, YAMLNode?) -> Void
    ) {
        guard nodes.accepts(node) else {
            lostNames = true
            return
        }
        switch node.kind {
        case .mapping:
            for (key, value) in node.entries { body(&self, key, value.isBroken ? nil : value) }
        case .sequence where allowsList:
            for item in node.items { self.item(item, of: what, body) }
        case .scalar where allowsList: body(&self, node, nil)
        default:
            lostNames = true
            wrongKind(node, expected: "settings", for: what)
        }
    }

    private mutating func item(
        _ item: YAMLNode,
        of what: String,
        _ body: (inout DefinitionReader, YAMLNode, YAMLNode?) -> Void
    ) {
        if item.kind == .scalar {
            if item.isBroken { lostNames = true } else { body(&self, item, nil) }
            return
        }
        guard nodes.accepts(item) else { return }
        let entries = item.entries
        guard item.kind == .mapping, let first = entries.first else {
            return wrongKind(item, expected: "a name or {name: {settings}}", for: what)
        }
        if let second = entries.dropFirst().first {
            report(
                Diagnostic(
                    .severalNames,
                    "an item of this list is one name with its settings, and '\(TreeBuilder.short(second.key.text))' is a second",
                    at: second.key.range,
                    notes: [.init("the item begins here", at: first.key.range)],
                    help:
                        "write {\(first.key.text): {…}}, with the settings inside, and each further name as an item of its own"
                )
            )
        }
        body(&self, first.key, first.value.isBroken ? nil : first.value)
    }

    // MARK: Literals

    mutating func literal(_ node: YAMLNode) -> Literal? {
        switch node.kind {
        case .scalar, .alias:
            return text(node).map { .scalar($0, quoted: node.style != .plain) }
        case .sequence:
            guard nodes.accepts(node) else { return nil }
            return .list(node.items.compactMap { literal($0) }, node.range)
        case .mapping:
            guard nodes.accepts(node) else { return nil }
            var entries: [LiteralEntry] = []
            for (key, value) in node.entries {
                if let key = word(key), let value = literal(value) {
                    entries.append(LiteralEntry(key: key, value: value))
                }
            }
            return .map(entries, node.range)
        }
    }
}
