/// What stands in a stage's box, laid out for a width.
struct CardContent {
    private(set) var shapes: [Shape] = []
    private(set) var height = 0.0
    /// Where what stands inside the stage begins.
    private(set) var interiorOrigin: Point?

    let width: Double
    private let tone: Palette.Tone

    private static let left = 18.0
    private static let right = 12.0
    private static let top = 11.0
    private static let titleFont = Font(size: 13, isBold: true)
    private static let metaFont = Font(size: 10.5)
    private static let bodyFont = Font(size: 10.5)
    private static let captionFont = Font(size: 9.5)
    private static let pillFont = Font(size: 10.5, isBold: true)

    /// - Parameters:
    ///   - width: The least width; what stands inside may need more.
    ///   - moves: Moves that are told in words instead of drawn.
    ///   - interior: What stands inside the stage.
    init(
        _ position: Int,
        of graph: DiagramGraph,
        width: Double,
        moves: [Topology.Told],
        showsStartNote: Bool,
        interior: Interior?
    ) {
        self.width = max(width, Self.least(interior))
        let entry = graph.entries[position]
        let node = entry.node
        tone = Palette.tone(of: node.kind)
        height = Self.top
        addHeader(entry)
        if node.isStart, showsStartNote {
            height += 3
            let note = LabelText.visible(node.startNote)
            let words = entry.depth == 0 ? "deals start here" : "begins here"
            // Where deals may be opened says more than where a phase begins.
            let isTold = note?.hasPrefix("deals start here") == true
            addItem(
                .start,
                (isTold ? [note ?? ""] : [words] + (note.map { [$0] } ?? [])).joined(separator: ": "),
                color: Palette.forward
            )
        }
        addGates(node.enterGates, caption: "to enter")
        addGates(node.exitGates, caption: "to leave")
        addList(node.approvals, marks: Self.approvalMarks, caption: "approval", rest: "approvals")
        addList(node.limits, marks: Self.limitMarks, caption: "limit", rest: "limits")
        addList(node.cadences, marks: Self.cadenceMarks, caption: "cadence", rest: "cadences")
        addList(node.opens, marks: Self.openingMarks, caption: "opens", rest: "deals")
        if !moves.isEmpty {
            height += 3
            for move in moves.prefix(12) { add(move) }
            if moves.count > 12 { addLine("and \(moves.count - 12) more moves", at: 12) }
        }
        if interior != nil, let history = graph.histories[position] {
            height += 3
            let words = history == .deep ? "remembers all that was left" : "remembers the stage that was left"
            addItem(marks: Self.marks(history), words)
        }
        if let interior { add(interior) }
        if let deals = NodeText.deals(node) { addDeals(deals) }
        height += 9
    }

    private var inner: Double { width - Self.left - Self.right }

    private mutating func addHeader(_ entry: DiagramGraph.Entry) {
        let badge = TextWrapping.lines(entry.node.probability, font: Self.pillFont, width: 52, atMost: 1).first
        let badgeWidth = badge.map { FontMetrics.width($0, Self.pillFont).rounded(.up) + 14 } ?? 0
        let roomBeside = inner - (badge == nil ? 0 : badgeWidth + 4)
        // No word is cut for the badge: then it stands a line lower.
        let words = entry.label.split(separator: " ").map { FontMetrics.width($0, Self.titleFont) }
        let isLower = (words.first ?? 0) > roomBeside && (words.max() ?? 0) <= inner
        if let badge, !isLower { addBadge(badge, width: badgeWidth) }
        for line in TextWrapping.lines(
            entry.label,
            font: Self.titleFont,
            width: inner,
            firstWidth: isLower ? inner : roomBeside,
            atMost: 3
        ) {
            add(line, font: Self.titleFont, color: Palette.text, x: Self.left)
        }
        let start = height
        if let badge, isLower { addBadge(badge, width: badgeWidth) }
        let meta = [Self.word(for: entry.node.kind), LabelText.visible(entry.node.forecast)].compactMap { $0 }
        for line in TextWrapping.lines(
            meta.joined(separator: " · "),
            font: Self.metaFont,
            width: inner,
            firstWidth: isLower ? roomBeside : inner,
            atMost: 2
        ) {
            add(line, font: Self.metaFont, color: Palette.quietText, x: Self.left)
        }
        if isLower { height = max(height, start + 18) }
    }

    private mutating func addBadge(_ text: String, width badgeWidth: Double) {
        let pill = Rect(x: width - Self.right + 2 - badgeWidth, y: height - 1, width: badgeWidth, height: 18)
        shapes.append(.rect(pill, radius: 9, fill: Palette.pill, border: nil, isDashed: false))
        shapes.append(
            .text(
                text,
                at: Point(x: pill.x + badgeWidth / 2, y: pill.y + 12.8),
                font: Self.pillFont,
                color: tone.accent,
                anchor: .middle
            )
        )
    }

    private static func word(for kind: ProcessDiagram.Kind) -> String? {
        switch kind {
        case .open: nil
        case .final: "final"
        case .won: "won"
        case .after: "after the sale"
        case .lost: "lost"
        case .hold: "on hold"
        }
    }

    private mutating func addGates(_ gates: [String], caption: String) {
        let names = gates.compactMap(LabelText.visible)
        guard !names.isEmpty else { return }
        height += 5
        add(caption, font: Self.captionFont, color: Palette.quietText, x: Self.left)
        for name in names.prefix(5) { addItem(.gate, name, color: Palette.gate) }
        let more = names.count - 5
        if more > 0 { addLine(more == 1 ? "and 1 more gate" : "and \(more) more gates", at: 12) }
    }

    private mutating func addList(_ texts: [String], marks: [Shape], caption: String, rest: String) {
        let texts = texts.compactMap(LabelText.visible)
        guard !texts.isEmpty else { return }
        height += 5
        add(caption, font: Self.captionFont, color: Palette.quietText, x: Self.left)
        for text in texts.prefix(4) { addItem(marks: marks, text) }
        let more = texts.count - 4
        if more > 0 { addLine("and \(more) more \(more == 1 ? String(rest.dropLast()) : rest)", at: 16) }
    }

    private mutating func addItem(_ bullet: Shape.BulletKind, _ text: String, color: Color) {
        addItem(marks: [.bullet(bullet, at: Point(x: 0, y: 0), color: color)], text)
    }

    private mutating func add(_ move: Topology.Told) {
        if let history = move.history {
            addItem(marks: Self.marks(history), move.words)
        } else {
            addItem(.move, move.words, color: Palette.quietText)
        }
    }

    private mutating func addItem(marks: [Shape], _ text: String) {
        let indent = marks.count > 1 ? 16.0 : 12.0
        let lines = TextWrapping.lines(text, font: Self.bodyFont, width: inner - indent, atMost: 5)
        guard !lines.isEmpty else { return }
        if marks.count > 1 { height += 1 }
        let center = Point(x: Self.left + indent / 2 - 2, y: height + Self.bodyFont.lineHeight / 2)
        shapes += marks.map { $0.moved(by: center) }
        for line in lines { addLine(line, at: indent) }
    }

    /// The mark of a history, as statecharts draw it: an H in a circle, with a star for a deep one.
    static func marks(_ history: ProcessDiagram.History) -> [Shape] {
        [
            .circle(Point(x: 0, y: 0), radius: 6.5, fill: Palette.history),
            .text(
                history == .deep ? "H*" : "H",
                at: Point(x: 0, y: 3),
                font: Font(size: 7.5, isBold: true),
                color: Palette.white,
                anchor: .middle
            ),
        ]
    }

    /// The mark of an approval: a tick in a circle.
    static let approvalMarks: [Shape] = [
        .circle(Point(x: 0, y: 0), radius: 5.5, fill: Palette.approval),
        .polygon(
            [
                Point(x: -3.2, y: 0.1), Point(x: -2.2, y: -0.9), Point(x: -0.8, y: 0.5), Point(x: 2.3, y: -2.6),
                Point(x: 3.3, y: -1.6), Point(x: -0.8, y: 2.5),
            ],
            fill: Palette.white
        ),
    ]

    /// The mark of a limit: a clock.
    static let limitMarks: [Shape] = [
        .circle(Point(x: 0, y: 0), radius: 5.5, fill: Palette.limit),
        .polygon(
            [
                Point(x: -0.6, y: -3.6), Point(x: 0.6, y: -3.6), Point(x: 0.6, y: -0.4), Point(x: 2.8, y: -0.4),
                Point(x: 2.8, y: 0.8), Point(x: -0.6, y: 0.8),
            ],
            fill: Palette.white
        ),
    ]

    /// The mark of a cadence: a letter.
    static let cadenceMarks: [Shape] = [
        .circle(Point(x: 0, y: 0), radius: 5.5, fill: Palette.cadence),
        .polygon(
            [Point(x: -3.3, y: -2.2), Point(x: 3.3, y: -2.2), Point(x: 0, y: 0.5)],
            fill: Palette.white
        ),
        .polygon(
            [
                Point(x: -3.3, y: -1.1), Point(x: 0, y: 1.6), Point(x: 3.3, y: -1.1), Point(x: 3.3, y: 2.4),
                Point(x: -3.3, y: 2.4),
            ],
            fill: Palette.white
        ),
    ]

    /// The mark of a deal that is opened in another process: an arrow out of the stage.
    static let openingMarks: [Shape] = [
        .circle(Point(x: 0, y: 0), radius: 5.5, fill: Palette.opening),
        .polygon(
            [
                Point(x: -0.9, y: -2.9), Point(x: 2.9, y: -2.9), Point(x: 2.9, y: 0.9), Point(x: 1.5, y: -0.5),
                Point(x: -1.9, y: 2.9), Point(x: -2.9, y: 1.9), Point(x: 0.5, y: -1.5),
            ],
            fill: Palette.white
        ),
    ]

    private mutating func addLine(_ text: String, at inset: Double) {
        add(text, font: Self.bodyFont, color: Palette.text, x: Self.left + inset)
    }

    private mutating func addDeals(_ text: String) {
        height += 6
        let line = TextWrapping.lines(text, font: Self.pillFont, width: inner - 16, atMost: 1).first ?? ""
        let pillWidth = FontMetrics.width(line, Self.pillFont).rounded(.up) + 16
        shapes.append(
            .rect(
                Rect(x: Self.left, y: height, width: pillWidth, height: 19),
                radius: 9.5,
                fill: tone.accent,
                border: nil,
                isDashed: false
            )
        )
        shapes.append(
            .text(
                line,
                at: Point(x: Self.left + pillWidth / 2, y: height + 13.4),
                font: Self.pillFont,
                color: Palette.white,
                anchor: .middle
            )
        )
        height += 19
    }

    private mutating func add(_ text: String, font: Font, color: Color, x: Double) {
        shapes.append(.text(text, at: Point(x: x, y: height + font.size), font: font, color: color, anchor: .start))
        height += font.lineHeight
    }

    // MARK: Stages inside the stage

    /// The least width of a box around what stands inside a stage.
    static func least(_ interior: Interior?) -> Double {
        interior.map { $0.size.width + left + right } ?? 0
    }

    private mutating func add(_ interior: Interior) {
        height += 8
        // What is narrower than the box stands in its middle.
        let room = width - Self.left - Self.right - interior.size.width
        let origin = Point(x: (Self.left + room / 2).rounded(), y: height)
        interiorOrigin = origin
        shapes += interior.frames.map { $0.moved(by: origin) }
        height += interior.size.height
    }
}
