import CLibYAML
import Turnpike

/// Turns the events of libyaml into the records of a tree, with the checks that libyaml does not make.
///
/// Nothing recurses: open collections stand on a stack of bounded depth.
struct TreeBuilder {
    struct Frame {
        var index: Int
        var isMapping: Bool
        var isFlow: Bool
        var children = 0
        /// The values inside with aliases written out.
        var expanded = 1
        /// The levels inside with aliases written out.
        var height = 1
    }

    private struct Anchor {
        var index: Int
        var expanded: Int
        var height: Int
        var isOpen: Bool
    }

    let file: UInt32
    let limits: YAMLLimits
    let input: UnsafeBufferPointer<UInt8>
    private let start: Int
    private var offsets: CharacterOffsets
    private(set) var records: [YAMLTree.Record] = []
    private(set) var texts: [UInt8] = []
    private(set) var frames: [Frame] = []
    var diagnostics: [Diagnostic] = []
    /// The value that was read last, for messages about what follows it.
    private(set) var lastIndex: Int?
    private var anchors: [String: Anchor] = [:]
    /// The names of the open collections that have one, beside the frames: these are plain bytes so.
    private var openAnchors: [(index: Int, name: String)] = []
    private var expandedTotal = 0
    private var isStopped = false
    private let poisoned: [Range<Int>]
    private var keyBuffer: [Int] = []

    /// - Parameters:
    ///   - input: The bytes to parse.
    ///   - start: Where the text begins in them.
    ///   - poisoned: Parts that were replaced because a finding was made about them.
    init(
        _ input: UnsafeBufferPointer<UInt8>,
        start: Int,
        isASCII: Bool,
        file: UInt32,
        limits: YAMLLimits,
        poisoned: [Range<Int>]
    ) {
        self.input = input
        self.start = start
        self.file = file
        self.limits = limits
        self.poisoned = poisoned
        offsets = CharacterOffsets(UnsafeBufferPointer(rebasing: input[start...]), isASCII: isASCII)
        records.reserveCapacity(min(input.count / 8 + 16, 1 << 20))
    }

    /// How a run ended.
    enum Outcome {
        /// The document was read to its end.
        case whole
        /// A finding that forbids going on was made.
        case stopped
        /// libyaml stopped.
        case problem(SyntaxProblem)
    }

    // MARK: Events

    mutating func run() -> Outcome {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            add(Diagnostic(.yamlSyntax, "there is not enough memory to read the file", at: range(start, start)))
            return .stopped
        }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress.map { $0 + start }, input.count - start)
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else { return .problem(problem(of: parser)) }
            let type = event.type
            switch type {
            case YAML_SCALAR_EVENT: scalar(event)
            case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT: open(event)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: close(event)
            case YAML_ALIAS_EVENT: alias(event)
            case YAML_DOCUMENT_END_EVENT: checkNothingFollows(byte(event.end_mark))
            default: break
            }
            yaml_event_delete(&event)
            if isStopped { return .stopped }
            if type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT { break }
        }
        if records.isEmpty || records.count == 1 && records[0].length == 0 && records[0].style == .plain {
            // Lines that were left out are what was there.
            guard poisoned.isEmpty else { return .stopped }
            add(
                Diagnostic(
                    .emptyFile,
                    "there is nothing in the file",
                    at: range(start, start),
                    help: "a process begins with 'turnpike: 1', 'process:' and 'stages:'"
                )
            )
            return .stopped
        }
        return .whole
    }

    private mutating func problem(of parser: UnsafeMutablePointer<yaml_parser_t>) -> SyntaxProblem {
        let value = parser.pointee
        let text = value.problem.map { String(cString: $0) } ?? "the text is not YAML"
        let context = value.context.map { String(cString: $0) } ?? ""
        return SyntaxProblem(
            text: text,
            offset: byte(value.problem_mark),
            context: context,
            contextOffset: context.isEmpty ? nil : byte(value.context_mark)
        )
    }

    private mutating func byte(_ mark: yaml_mark_t) -> Int {
        start + offsets.offset(ofCharacter: mark.index)
    }

    private mutating func scalar(_ event: borrowing yaml_event_t) {
        let data = event.data.scalar
        var flags = properties(tag: data.tag, anchor: data.anchor)
        let first = byte(event.start_mark)
        var last = byte(event.end_mark)
        let style: YAMLNode.Style
        switch data.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: style = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: style = .literal
        case YAML_FOLDED_SCALAR_STYLE: style = .folded
        default: style = .plain
        }
        if style == .literal || style == .folded {
            while last > first + 1, Bytes.isBlank(input[last - 1]) { last -= 1 }
        }
        let quote = style == .singleQuoted || style == .doubleQuoted ? 1 : 0
        let length = data.length
        var text = first + quote
        if flags.isEmpty, last - first - 2 * quote == length, let value = data.value,
            let base = input.baseAddress, Bytes.areEqual(value, base + text, count: length)
        {
            // The common case: the text is the source.
        } else if length > 0 {
            text = texts.count
            texts.append(contentsOf: UnsafeBufferPointer(start: data.value, count: length))
            flags.insert(.ownText)
        }
        if isPoisoned(first, last) { flags.insert(.broken) }
        let index = append(.scalar, style: style, flags: flags, first, last, text: text, length: length)
        if let anchor = data.anchor { register(String(cString: anchor), index: index, isOpen: false) }
        finished(index, expanded: 1, height: 1)
    }

    private mutating func alias(_ event: borrowing yaml_event_t) {
        let first = byte(event.start_mark)
        let last = byte(event.end_mark)
        let index = append(.alias, style: .plain, flags: [], first, last, text: Int(UInt32.max), length: 0)
        guard let name = event.data.alias.anchor.map({ String(cString: $0) }), let anchor = anchors[name] else {
            // Whether this is an alias of nothing or a text that begins with a star depends on what is expected.
            return finished(index, expanded: 1, height: 1)
        }
        records[anchor.index].flags.insert(.usedAnchor)
        if anchor.isOpen {
            let note = Diagnostic.Note(
                "'\(name)' begins here and is not at its end yet",
                at: self.range(of: anchor.index)
            )
            add(
                Diagnostic(
                    .aliasCycle,
                    "'*\(name)' stands inside what it repeats",
                    at: range(first, last),
                    notes: [note]
                )
            )
            isStopped = true
            return
        }
        records[index].first = UInt32(anchor.index)
        expandedTotal += anchor.expanded
        if expandedTotal > limits.values {
            add(
                Diagnostic(
                    .aliasExpansion,
                    "with its aliases written out the file would have more than \(limits.values) values",
                    at: range(first, last)
                )
            )
            isStopped = true
        } else if frames.count + anchor.height > limits.depth {
            tooDeep(first, last)
        }
        finished(index, expanded: anchor.expanded, height: anchor.height)
    }

    private mutating func open(_ event: borrowing yaml_event_t) {
        let isMapping = event.type == YAML_MAPPING_START_EVENT
        let tag = isMapping ? event.data.mapping_start.tag : event.data.sequence_start.tag
        let anchor = isMapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor
        let isFlow =
            isMapping
            ? event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        var flags = properties(tag: tag, anchor: anchor)
        if isFlow { flags.insert(.flow) }
        let first = byte(event.start_mark)
        let last = byte(event.end_mark)
        let kind: YAMLNode.Kind = isMapping ? .mapping : .sequence
        let index = append(kind, style: .plain, flags: flags, first, last, text: 0, length: 0)
        frames.append(Frame(index: index, isMapping: isMapping, isFlow: isFlow))
        if let anchor {
            let name = String(cString: anchor)
            openAnchors.append((index, name))
            register(name, index: index, isOpen: true)
        }
        if frames.count > limits.depth { tooDeep(first, max(last, first + 1)) }
    }

    private mutating func close(_ event: borrowing yaml_event_t) {
        guard let frame = frames.popLast() else { return }
        let index = frame.index
        records[index].next = UInt32(records.count)
        records[index].first = UInt32(frame.children)
        // A block collection ends, for libyaml, where the next line begins.
        let end = frame.isFlow ? byte(event.end_mark) : lastIndex.map { Int(records[$0].end) } ?? 0
        records[index].end = max(records[index].start, UInt32(end))
        if frame.isMapping { checkMapping(frame) } else { checkSequence(frame) }
        if let last = openAnchors.last, last.index == index {
            openAnchors.removeLast()
            if anchors[last.name]?.index == index {
                anchors[last.name] = Anchor(
                    index: index,
                    expanded: frame.expanded,
                    height: frame.height,
                    isOpen: false
                )
            }
        }
        finished(index, expanded: frame.expanded, height: frame.height)
    }

    // MARK: Records

    private func properties(
        tag: UnsafeMutablePointer<UInt8>?,
        anchor: UnsafeMutablePointer<UInt8>?
    ) -> YAMLTree.Flags {
        var flags: YAMLTree.Flags = []
        if tag != nil { flags.insert(.tag) }
        if anchor != nil { flags.insert(.anchor) }
        return flags
    }

    private mutating func append(
        _ kind: YAMLNode.Kind,
        style: YAMLNode.Style,
        flags: YAMLTree.Flags,
        _ first: Int,
        _ last: Int,
        text: Int,
        length: Int
    ) -> Int {
        var flags = flags
        if let frame = frames.last, frame.isFlow { flags.insert(.inFlow) }
        let index = records.count
        records.append(
            YAMLTree.Record(
                kind: kind,
                style: style,
                flags: flags,
                start: UInt32(first),
                end: UInt32(max(first, last)),
                next: UInt32(index + 1),
                first: UInt32(text),
                length: UInt32(length)
            )
        )
        expandedTotal += 1
        if index >= limits.values {
            let message = "the file holds more than \(limits.values) values"
            add(Diagnostic(.tooManyValues, message, at: range(first, max(last, first))))
            isStopped = true
        }
        return index
    }

    private mutating func finished(_ index: Int, expanded: Int, height: Int) {
        lastIndex = index
        guard !frames.isEmpty else { return }
        let top = frames.count - 1
        frames[top].children += 1
        frames[top].expanded = min(frames[top].expanded + expanded, limits.values * 2)
        frames[top].height = max(frames[top].height, height + 1)
    }

    private mutating func register(_ name: String, index: Int, isOpen: Bool) {
        anchors[name] = Anchor(index: index, expanded: 1, height: 1, isOpen: isOpen)
    }

    private func isPoisoned(_ first: Int, _ last: Int) -> Bool {
        poisoned.contains { $0.lowerBound < last && first < $0.upperBound }
    }

    /// Whether lines were left out behind an offset, before anything else follows.
    func isLost(after offset: Int) -> Bool {
        guard !poisoned.isEmpty else { return false }
        var at = offset
        while at < input.count, Bytes.isSpace(input[at]) || input[at] == UInt8(ascii: ":") { at += 1 }
        // Up to the next value and no further: each byte of a file is looked at once.
        while at < input.count {
            if Bytes.isBlank(input[at]) {
                at += 1
            } else if input[at] == UInt8(ascii: "#") {
                at = Bytes.lineEnd(input, from: at)
            } else {
                break
            }
        }
        return poisoned.contains { $0.lowerBound >= offset && $0.lowerBound < at }
    }

    /// An empty array with room, to be given back.
    mutating func takeKeys() -> [Int] {
        var keys: [Int] = []
        swap(&keys, &keyBuffer)
        keys.removeAll(keepingCapacity: true)
        return keys
    }

    mutating func giveBack(_ keys: [Int]) { keyBuffer = keys }

    mutating func markBroken(_ index: Int) { records[index].flags.insert(.broken) }

    // MARK: Findings

    mutating func add(_ diagnostic: Diagnostic) {
        guard diagnostics.count < limits.findings else {
            guard diagnostics.count == limits.findings else { return }
            // A file of which nobody would read all findings is not worth reading to its end.
            isStopped = true
            diagnostics.append(
                Diagnostic(.tooManyFindings, "further findings in this file are left out", at: diagnostic.range)
            )
            return
        }
        diagnostics.append(diagnostic)
    }

    private mutating func tooDeep(_ first: Int, _ last: Int) {
        add(
            Diagnostic(
                .tooDeep,
                "lists and settings are nested more than \(limits.depth) levels deep here",
                at: range(first, last)
            )
        )
        isStopped = true
    }

    private mutating func checkNothingFollows(_ offset: Int) {
        var at = offset
        while at < input.count {
            let line = Bytes.lineEnd(input, from: at)
            let text = Bytes.trimmed(input, at..<line)
            let isMark = text.count == 3 && input[text.lowerBound] == UInt8(ascii: ".")
            if !text.isEmpty, input[text.lowerBound] != UInt8(ascii: "#"), !isMark {
                add(
                    Diagnostic(
                        .severalDocuments,
                        "another YAML document begins here",
                        at: range(text.lowerBound, text.upperBound),
                        help: "a file holds one process; move the rest to a file of its own, or remove this line"
                    )
                )
                return
            }
            at = line + 1
        }
    }

    func range(_ first: Int, _ last: Int) -> SourceRange { SourceRange(file: file, first..<max(first, last)) }

    func range(of index: Int) -> SourceRange {
        SourceRange(file: file, start: records[index].start, end: records[index].end)
    }

    func withText<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        Self.withText(records[index], texts, input, body)
    }

    static func withText<Result>(
        _ record: YAMLTree.Record,
        _ texts: [UInt8],
        _ input: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard record.kind == .scalar, record.length > 0 else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let range = Int(record.first)..<Int(record.first) + Int(record.length)
        if record.flags.contains(.ownText) {
            return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }
        return body(UnsafeBufferPointer(rebasing: input[range]))
    }

    func text(of index: Int) -> String { withText(of: index) { String(decoding: $0, as: UTF8.self) } }
}
