import TurnpikeExpressions
import TurnpikeValues

extension ProcessChecker {
    /// Compiles an expression; its findings are reported where the words stand.
    mutating func condition(_ source: ExpressionSource, expecting type: ExpressionType? = .bool) -> Condition? {
        guard expressionFindings < Self.mostExpressionFindings else {
            isIncomplete = true
            return nil
        }
        let seen = declarations(at: source.range)
        let result = compiler.compile(source.text, declarations: seen, expecting: type)
        expressionFindings += result.diagnostics.count
        for diagnostic in result.diagnostics { report(diagnostic, source) }
        guard let program = result.program, result.diagnostics.isEmpty else {
            noteNames(in: source.text)
            for diagnostic in result.diagnostics {
                if let repair = diagnostic.repair { noteNames(in: repair) }
            }
            return nil
        }
        noteReads(of: program)
        return Condition(program: program, source: source)
    }

    /// Nobody reads further, and looking for the nearest name of each would take for ever.
    private static let mostExpressionFindings = 1000

    /// Compiles a condition and reports one that has the same answer for every deal.
    mutating func varyingCondition(_ source: ExpressionSource, ifTrue: String, ifFalse: String) -> Condition? {
        guard let condition = condition(source) else { return nil }
        switch condition.constant {
        case .yes: report(.constantCondition, .warning, "this is always true: \(ifTrue)", at: source.words)
        case .no: report(.constantCondition, .warning, "this is never true: \(ifFalse)", at: source.words)
        case .unknown, .error, nil: break
        }
        return condition
    }

    private mutating func noteReads(of program: CompiledExpression) {
        for slot in program.reads { noteRead(of: slot) }
    }

    // Not in the loop: there the compiler makes sure beforehand that each of the arrays may be written, and copies those
    // that are empty.
    @inline(never)
    private mutating func noteRead(of slot: Slot) {
        switch slot {
        case .field(let index): used.fields[index] = true
        case .derived(let index):
            switch parts.derivedValues[index] {
            case .activityDone(let id), .activityCount(let id): used.activities[id.index] = true
            case .activityAll(let id), .activityLast(let id):
                used.activities[id.index] = true
                attemptDemands[id.index].readsOlder = true
            case .approvalGranted(let id), .approvalPending(let id), .approvalRejected(let id):
                used.approvals[id.index] = true
            default: break
            }
        }
    }

    /// What a text that did not compile mentions counts as used, so that a slip brings no warnings about the rest.
    private mutating func noteNames(in text: String) {
        var text = text
        let words = text.withUTF8 { bytes in
            var words: [String] = []
            ExpressionWords.forEachWord(bytes) { words.append(String(decoding: $0, as: UTF8.self)) }
            return words
        }
        for word in words {
            if let index = tables.fields[word] { used.fields[index] = true }
            if let index = tables.activities[word] { used.activities[index] = true }
        }
    }

    private mutating func report(_ diagnostic: ExpressionDiagnostic, _ source: ExpressionSource) {
        let range = source.range(of: diagnostic.range)
        if HookEventName.all.contains(source.text), diagnostic.code != .syntax {
            report(
                .eventInWhen,
                "'\(source.text)' is an event; a condition holds or does not",
                at: source.words,
                help: "a hook waits for it with 'event: \(source.text)'"
            )
            return
        }
        report(
            Self.code(of: diagnostic.code),
            diagnostic.message,
            at: range,
            notes: diagnostic.notes.map { Diagnostic.Note($0) },
            repair: diagnostic.repair.map { repair in
                let name = Self.isName(repair)
                let words = name ? "did you mean '\(repair)'?" : "write \(repair)"
                if let whole = quotedRepair(repair, at: diagnostic.repairRange, of: source) {
                    return Diagnostic.Repair(words, replacing: source.range, with: whole)
                }
                return Diagnostic.Repair(words, replacing: source.range(of: diagnostic.repairRange), with: repair)
            }
        )
    }

    /// The whole expression, repaired and quoted, where YAML would read the repair alone as something else: a comma
    /// inside braces ends a value, a quote inside quotes ends a text. Nil where the repair may stand as it is.
    private func quotedRepair(_ repair: String, at part: Range<Int>, of source: ExpressionSource) -> String? {
        guard let file = definition.sources[source.range], !source.range.isNone,
            file.bytes.indices.contains(Int(source.range.start)), Int(source.range.end) <= file.bytes.count
        else { return nil }
        let first = file.bytes[Int(source.range.start)]
        // A block of its own lines needs no quotes.
        if first == UInt8(ascii: "|") || first == UInt8(ascii: ">") { return nil }
        let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
        let isRisky =
            isQuoted
            ? repair.utf8.contains(first) || repair.utf8.contains(UInt8(ascii: "\\"))
            : repair.utf8.contains { ",[]{}#\"'".utf8.contains($0) }
        guard isRisky else { return nil }
        // A template's part is repaired within its text, which has a form of its own.
        let written = file.bytes[source.range.offsets].count
        let isWhole = isQuoted ? written >= source.text.utf8.count + 2 : written == source.text.utf8.count
        guard isWhole, source.segments.isEmpty || isQuoted else { return nil }
        let text =
            Self.slice(source.text, 0..<part.lowerBound) + repair
            + Self.slice(source.text, part.upperBound..<source.text.utf8.count)
        guard text.utf8.contains(UInt8(ascii: "\"")) || text.utf8.contains(UInt8(ascii: "\\")) else {
            return "\"\(text)\""
        }
        var quoted = "'"
        for character in text { quoted += character == "'" ? "''" : String(character) }
        return quoted + "'"
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    }

    static func slice(_ text: String, _ range: Range<Int>) -> String {
        // Offsets into the bytes of a native text are found at once.
        String(decoding: text.utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
    }

    private static func code(of code: ExpressionDiagnostic.Code) -> DiagnosticCode {
        switch code {
        case .syntax: .expressionSyntax
        case .unknownName: .expressionName
        case .unknownMember: .expressionMember
        case .unknownOption: .expressionOption
        case .typeMismatch: .expressionType
        case .noSuchOverload: .expressionOverload
        case .mixedCurrencies: .expressionCurrencies
        case .noCurrency: .expressionNoCurrency
        case .periodComparison: .expressionPeriod
        case .workingDuration: .expressionWorkingTime
        case .inexactDivision: .expressionDivision
        case .nullComparison: .expressionNull
        case .badLiteral: .expressionLiteral
        case .tooLong, .tooManyParts: .expressionLimit
        case .tooDeep: .expressionNesting
        case .tooManyLoops: .expressionLoops
        case .tooCostly: .expressionCost
        case .bareShare: .expressionBareShare
        default: .expressionType
        }
    }

    // MARK: Texts with expressions

    /// Reads `${…}` parts; `$${` stands for `${` itself.
    mutating func template(_ text: TemplateText) -> Template {
        let source = text.source
        guard text.mayHoldExpressions else { return Template(parts: [.text(source.text)], source: source) }
        let bytes = Array(source.text.utf8)
        var parts: [Template.Part] = []
        var words: [UInt8] = []
        var index = 0
        func isOpening(_ at: Int) -> Bool {
            at + 1 < bytes.count && bytes[at] == UInt8(ascii: "$") && bytes[at + 1] == UInt8(ascii: "{")
        }
        func flush() {
            if !words.isEmpty { parts.append(.text(String(decoding: words, as: UTF8.self))) }
            words = []
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "$"), isOpening(index + 1) {
                words += [UInt8(ascii: "$"), UInt8(ascii: "{")]
                index += 3
            } else if isOpening(index) {
                guard let end = Self.closing(bytes, from: index + 2) else {
                    report(
                        .templateUnclosed,
                        "'${' has no '}'",
                        at: source.range(of: index..<index + 2),
                        help: "a '${' that means itself is written '$${'"
                    )
                    noteNames(in: source.text)
                    break
                }
                flush()
                let inner = source.part(index + 2..<end)
                if let condition = condition(inner, expecting: nil) { parts.append(.value(condition)) }
                index = end + 1
            } else {
                words.append(bytes[index])
                index += 1
            }
        }
        flush()
        return Template(parts: parts, source: source)
    }

    /// The brace that closes a part, past braces and quoted texts inside it.
    private static func closing(_ bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var quote: UInt8?
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == UInt8(ascii: "\\") {
                    index += 1
                } else if byte == open {
                    quote = nil
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"):
                    if depth == 0 { return index }
                    depth -= 1
                default: break
                }
            }
            index += 1
        }
        return nil
    }
}

extension Condition {
    /// The answer of a condition that reads nothing; nil for one that reads something.
    var constant: Verdict? {
        guard program.reads.isEmpty else { return nil }
        var cost = CostCounter()
        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
        return program.verdict(fields: none, derived: none, cost: &cost)
    }
}

extension ExpressionSource {
    /// Where the words stand, without quotes or what else YAML has around them.
    var words: SourceRange { range(of: 0..<text.utf8.count) }

    /// A part of the text as an expression of its own, with its place.
    func part(_ range: Range<Int>) -> ExpressionSource {
        let text = ProcessChecker.slice(self.text, range)
        guard !segments.isEmpty else { return ExpressionSource(text, at: self.range(of: range)) }
        var runs: [Segment] = []
        var index = max(0, firstSegment(after: range.lowerBound) - 1)
        while index < segments.count, Int(segments[index].text) < range.upperBound {
            let run = segments[index]
            if Int(run.text) <= range.lowerBound {
                runs = [Segment(text: 0, file: run.file + UInt32(range.lowerBound) - run.text)]
            } else {
                runs.append(Segment(text: run.text - UInt32(range.lowerBound), file: run.file))
            }
            index += 1
        }
        return ExpressionSource(text, at: self.range(of: range), segments: runs)
    }
}

/// The events that hooks wait for.
enum HookEventName {
    static let all: Set<String> = [
        "deal.opened", "deal.moved", "deal.won", "deal.lost", "deal.reopened", "deal.assigned", "stage.entered",
        "stage.left", "field.changed", "activity.opened", "activity.done", "signal.received", "move.waiting",
        "move.overridden", "obligation.met", "comment.added", "approval.requested", "approval.voted",
        "approval.granted", "approval.rejected", "approval.late", "approval.expired", "approval.recalled",
        "approval.reset", "approval.withdrawn", "assignment.made", "assignment.accepted", "assignment.declined",
        "assignment.lapsed",
        "limit.warned", "limit.breached", "limit.escalated", "activity.overdue", "activity.reminded", "score.reached",
        "opening.opened", "opening.refused", "opening.returned",
        "cadence.enrolled", "cadence.step", "cadence.skipped", "cadence.paused", "cadence.stopped", "cadence.finished",
        "message.delayed", "message.withheld", "observation.asked", "observation.pushed_back",
        "external.asked", "external.answered", "external.down",
    ]
}
