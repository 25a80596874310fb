public import Turnpike
public import TurnpikeValues

/// A deal as Block Kit shows it: what it is, where it stands, what each way on still lacks, and buttons for what waits for
/// somebody's word.
public struct SlackCard: Hashable, Sendable {
    /// One way on.
    public struct Way: Hashable, Sendable {
        /// What people read.
        public var label: String
        /// What is unmet; empty where the way is open.
        public var unmet: [String]

        /// A way.
        ///
        /// - Parameters:
        ///   - label: What people read.
        ///   - unmet: What is unmet.
        public init(_ label: String, unmet: [String]) {
            self.label = label
            self.unmet = unmet
        }
    }

    /// What waits for somebody's word.
    public struct Question: Hashable, Sendable {
        /// The approval's id.
        public var approval: String
        /// What is asked.
        public var text: String

        /// A question.
        ///
        /// - Parameters:
        ///   - approval: The approval's id.
        ///   - text: What is asked.
        public init(_ approval: String, _ text: String) {
            self.approval = approval
            self.text = text
        }
    }

    /// Something said of the deal.
    public struct Fact: Hashable, Sendable {
        /// What it is.
        public var name: String
        /// What it says.
        public var text: String

        /// A fact.
        ///
        /// - Parameters:
        ///   - name: What it is.
        ///   - text: What it says.
        public init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The deal's id.
    public var deal: String
    /// Whose deal it is.
    public var tenant: String
    /// What people call it.
    public var name: String
    /// What people call its stage.
    public var stage: String
    /// What else is said of it, such as owner and amount.
    public var facts: [Fact]
    /// The ways on.
    public var ways: [Way]
    /// What waits for somebody's word.
    public var questions: [Question]

    /// A card.
    ///
    /// - Parameters:
    ///   - deal: The deal's id.
    ///   - tenant: Whose deal it is.
    ///   - name: What people call it.
    ///   - stage: What people call its stage.
    ///   - facts: What else is said of it.
    ///   - ways: The ways on.
    ///   - questions: What waits for somebody's word.
    public init(
        deal: String,
        tenant: String,
        name: String,
        stage: String,
        facts: [Fact] = [],
        ways: [Way] = [],
        questions: [Question] = []
    ) {
        self.deal = deal
        self.tenant = tenant
        self.name = name
        self.stage = stage
        self.facts = facts
        self.ways = ways
        self.questions = questions
    }

    /// The card of a request, without the checklist: that needs the deal itself.
    ///
    /// - Parameters:
    ///   - request: What a hook asks for.
    ///   - tenant: Whose deal it is.
    public init(_ request: HookRequest, tenant: String) {
        var facts: [Fact] = []
        if let owner = request.deal.owner { facts.append(Fact("Owner", owner)) }
        if let amount = request.deal.fields["amount"] { facts.append(Fact("Amount", "\(amount)")) }
        if let probability = request.deal.probability { facts.append(Fact("Probability", probability)) }
        if let outcome = request.deal.outcome { facts.append(Fact("Outcome", outcome)) }
        self.init(
            deal: request.deal.id,
            tenant: tenant,
            name: request.deal.name,
            stage: request.deal.stage,
            facts: facts
        )
        if request.event.name.hasPrefix("approval.requested"),
            let approval = request.event.details["approval"]?.stringValue
        {
            questions = [Question(approval, request.settings["text"] ?? "Approve \(approval)?")]
        }
    }

    // MARK: Blocks

    /// The ids of the buttons.
    public static let approve = "turnpike.approve"
    /// The ids of the buttons.
    public static let reject = "turnpike.reject"

    /// The blocks, within Slack's limits whatever the texts are.
    public var blocks: JSON {
        var blocks: [JSON] = [
            ["type": "header", "text": ["type": "plain_text", "text": .string(Self.cut(Self.line(name), 150))]],
            Self.section("*Stage:* \(Self.escapedLine(stage))"),
        ]
        if !facts.isEmpty {
            blocks.append([
                "type": "section",
                "fields": .array(
                    facts.prefix(10).map {
                        Self.markdown("*\(Self.escapedLine($0.name)):* \(Self.escapedLine($0.text))", 2_000)
                    }
                ),
            ])
        }
        for way in ways.prefix(8) {
            var lines = [
                "\(way.unmet.isEmpty ? ":white_check_mark:" : ":construction:") *\(Self.escapedLine(way.label))*"
            ]
            lines += way.unmet.prefix(12).map { "        :x: \(Self.escapedLine($0))" }
            if way.unmet.count > 12 { lines.append("        and \(way.unmet.count - 12) more") }
            blocks.append(Self.section(lines.joined(separator: "\n")))
        }
        for question in questions.prefix(8) {
            let value = JSON.object([
                ("approval", .string(question.approval)), ("deal", .string(deal)), ("tenant", .string(tenant)),
            ]).description
            blocks.append(["type": "divider"])
            blocks.append(Self.section(Self.escaped(question.text)))
            blocks.append([
                "type": "actions",
                "elements": [
                    Self.button("Approve", Self.approve, "primary", value),
                    Self.button("Reject", Self.reject, "danger", value),
                ],
            ])
        }
        return .array(blocks)
    }

    /// What is shown where blocks are not, such as in a notification.
    public var text: String { Self.cut("\(Self.escapedLine(name)): \(Self.escapedLine(stage))", 3_000) }

    private static func section(_ text: String) -> JSON { ["type": "section", "text": markdown(text, 3_000)] }

    private static func markdown(_ text: String, _ limit: Int) -> JSON {
        ["type": "mrkdwn", "text": .string(cut(text.isEmpty ? " " : text, limit))]
    }

    private static func button(_ text: String, _ id: String, _ style: String, _ value: String) -> JSON {
        [
            "type": "button", "text": ["type": "plain_text", "text": .string(text)], "action_id": .string(id),
            "style": .string(style), "value": .string(cut(value, 2_000)),
        ]
    }

    /// Slack reads `&`, `<` and `>` as marks: escaped, a name can neither call a channel nor make a link. What has no shape is
    /// replaced, and what turns the direction of writing left out, because it turns what we write around it as well.
    ///
    /// - Parameter text: Any text.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: append(scalar, to: &result)
            }
        }
        return result
    }

    /// The same in one line: a name cannot write lines of a card that look like ours.
    static func escapedLine(_ text: String) -> String { escaped(line(text)) }

    /// A text as one line, without marks of its own.
    static func line(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{85}", "\u{2028}", "\u{2029}": result += " "
            default: append(scalar, to: &result)
            }
        }
        return result
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: break
        case 0x09, 0x0A, 0x0D: result.unicodeScalars.append(scalar)
        case 0..<0x20, 0x7F..<0xA0: result += "\u{FFFD}"
        default: result.unicodeScalars.append(scalar)
        }
    }

    /// The text, or its beginning and an ellipsis; Slack counts UTF-16 units.
    static func cut(_ text: String, _ limit: Int) -> String {
        if text.isEmpty { return " " }
        guard text.utf16.count > limit else { return text }
        var result = ""
        var count = 1
        for character in text {
            count += character.utf16.count
            if count > limit { break }
            result.append(character)
        }
        return result + "…"
    }
}
