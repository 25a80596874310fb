import TurnpikeExpressions

/// The words that occur in expressions, found before any is compiled: only what is named gets a derived slot, and a
/// process of hundreds of stages pays for `history` only if it reads it.
struct ExpressionWords {
    /// Whether a built-in name occurs.
    var builtIns: Set<String> = []
    /// All words of those texts that mention `history`, `activities` or `tracks`.
    var named: Set<String> = []
    var mentionsHistory = false
    var mentionsActivities = false
    var mentionsApprovals = false

    private static let interesting: [StaticString] = [
        "now", "name", "owner", "account", "contact", "opened_at", "outcome", "obligations", "stage", "actor",
        "rates",
    ]

    mutating func scan(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var mentions = false
            Self.forEachWord(bytes) { word in
                // Most words are told apart by their first letter and their length.
                switch bytes[word.startIndex] {
                case UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "c"), UInt8(ascii: "r"), UInt8(ascii: "s"):
                    note(word)
                case UInt8(ascii: "h"):
                    guard Self.isEqual(word, "history") else { return }
                    mentionsHistory = true
                    mentions = true
                case UInt8(ascii: "t"):
                    guard Self.isEqual(word, "tracks") else { return }
                    mentions = true
                case UInt8(ascii: "a"):
                    note(word)
                    if Self.isEqual(word, "approvals") {
                        mentionsApprovals = true
                        mentions = true
                    }
                    guard Self.isEqual(word, "activities") else { return }
                    mentionsActivities = true
                    mentions = true
                default: break
                }
            }
            guard mentions else { return }
            Self.forEachWord(bytes) { named.insert(String(decoding: $0, as: UTF8.self)) }
        }
    }

    private mutating func note(_ word: UnsafeBufferPointer<UInt8>.SubSequence) {
        for name in Self.interesting where Self.isEqual(word, name) { builtIns.insert(name.description) }
    }

    private static func isEqual(_ word: UnsafeBufferPointer<UInt8>.SubSequence, _ name: StaticString) -> Bool {
        guard word.count == name.utf8CodeUnitCount else { return false }
        var index = word.startIndex
        for offset in 0..<word.count {
            if word[index] != name.utf8Start[offset] { return false }
            index += 1
        }
        return true
    }

    /// Every identifier of a text, those inside quoted texts and comments too.
    static func forEachWord(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ body: (UnsafeBufferPointer<UInt8>.SubSequence) -> Void
    ) {
        var index = 0
        while index < bytes.count {
            guard isWordByte(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
            body(bytes[start..<index])
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension TemplateText {
    /// Whether a `$` occurs in it.
    var mayHoldExpressions: Bool {
        var text = source.text
        return text.withUTF8 { $0.contains(UInt8(ascii: "$")) }
    }
}

/// The words of all expressions of a definition.
extension ProcessChecker {
    func expressionWords() -> ExpressionWords {
        var words = ExpressionWords()
        func scan(_ source: ExpressionSource?) {
            if let source { words.scan(source.text) }
        }
        func scan(template: TemplateText?) {
            if let template, template.mayHoldExpressions { words.scan(template.source.text) }
        }
        func scan(gates: [GateReference]) {
            // By parts and by place, here and below: a copy of a gate, a move or a stage retains all that it holds.
            for case .inline(let gate) in gates { scan(gate.when, gate.checks, gate.any, gate.all) }
        }
        func scan(
            _ when: ExpressionSource?,
            _ checks: [CheckDefinition],
            _ any: [GateReference],
            _ all: [GateReference]
        ) {
            scan(when)
            for index in checks.indices {
                scan(checks[index].that)
                scan(template: checks[index].otherwise)
            }
            if !any.isEmpty { scan(gates: any) }
            if !all.isEmpty { scan(gates: all) }
        }
        func scan(moves: [MoveDefinition]) {
            for index in moves.indices {
                scan(moves[index].when)
                scan(moves[index].asSoonAs)
                scan(moves[index].at)
                scan(gates: moves[index].gates)
            }
        }
        for field in definition.fields { scan(field.compute) }
        for rule in definition.score?.rules ?? [] {
            scan(rule.when)
            scan(rule.each)
        }
        for gate in definition.gates { scan(gate.when, gate.checks, gate.any, gate.all) }
        for approval in definition.approvals {
            scan(template: approval.ask)
            for step in approval.steps { scan(step.when) }
        }
        for rule in definition.assignment { scan(rule.when) }
        for index in outline.stages.indices {
            for rule in outline.stages[index].assignment { scan(rule.when) }
            scan(gates: outline.stages[index].enter)
            scan(gates: outline.stages[index].exit)
            scan(moves: outline.stages[index].moves)
            for item in outline.stages[index].activities { scan(item.due?.before) }
            for opening in outline.stages[index].opens {
                scan(opening.at)
                scan(opening.when)
                for copy in opening.copy { scan(copy.value) }
            }
        }
        for track in outline.tracks { scan(track.when) }
        scan(moves: definition.anywhere)
        for start in definition.start { scan(start.when) }
        for template in definition.templates {
            scan(template: template.subject)
            scan(template: template.body)
            scan(template: template.text)
        }
        for activity in definition.activities { scan(activity.due?.before) }
        for limit in definition.limits + outline.stages.flatMap(\.limits) {
            scan(limit.pauses)
            for step in limit.then + [limit.warn].compactMap(\.self) {
                for action in step.actions {
                    if action.word != nil { words.builtIns.insert("owner") }
                    for setting in action.settings { words.scan(setting.source.text) }
                }
            }
        }
        func scan(action: HookActionDefinition) {
            if action.word != nil { words.builtIns.insert("owner") }
            for setting in action.settings { words.scan(setting.source.text) }
        }
        for cadence in definition.cadences {
            if let to = cadence.to {
                words.builtIns.insert("owner")
                words.scan(to.source.text)
            }
            for pause in cadence.pausesOn { scan(pause.until) }
            for step in cadence.steps {
                scan(step.when)
                for action in step.actions { scan(action: action) }
            }
        }
        scan(definition.contactRules?.doNotContact)
        for hook in definition.hooks {
            scan(hook.when)
            for action in hook.actions {
                if action.word != nil { words.builtIns.insert("owner") }
                for setting in action.settings { words.scan(setting.source.text) }
            }
        }
        return words
    }
}
