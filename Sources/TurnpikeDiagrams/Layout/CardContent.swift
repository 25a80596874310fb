/// What stands in a stage's box, laid out for a width.
struct CardContent {
    private(set) var shapes: [Shape] = []
    private(set) var height = 0.0

    private let width: Double
    private let tone: Palette.Tone

    private static let left = 18.0
    private static let right = 12.0
    private static let top = 11.0
    private static let titleFont = Font(size: 13, isBold: true)
    private static let metaFont = Font(size: 10.5)
    private static let bodyFont = Font(size: 10.5)
    private static let captionFont = Font(size: 9.5)
    private static let pillFont = Font(size: 10.5, isBold: true)

    /// - Parameter moves: Moves that are told in words instead of drawn.
    init(_ position: Int, of graph: DiagramGraph, width: Double, moves: [String], showsStartNote: Bool) {
        self.width = width
        let entry = graph.entries[position]
        let node = entry.node
        tone = Palette.tone(of: node.kind)
        height = Self.top
        addHeader(entry)
        if node.isStart, showsStartNote {
            height += 3
            let note = LabelText.visible(node.startNote)
            addItem(.start, "deals start here" + (note.map { ": " + $0 } ?? ""), color: Palette.forward)
        }
        addGates(node.enterGates, caption: "to enter")
        addGates(node.exitGates, caption: "to leave")
        addRegions(of: position, graph, inset: 0, depth: 0)
        if !moves.isEmpty {
            height += 3
            for move in moves.prefix(12) { addItem(.move, move, color: Palette.quietText) }
            if moves.count > 12 { addLine("and \(moves.count - 12) more moves", at: 12) }
        }
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
        case .open, .final: nil
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
        if names.count > 5 { addLine("and \(names.count - 5) more gates", at: 12) }
    }

    private mutating func addItem(_ bullet: Shape.BulletKind, _ text: String, color: Color) {
        let lines = TextWrapping.lines(text, font: Self.bodyFont, width: inner - 12, atMost: 3)
        guard !lines.isEmpty else { return }
        let center = Point(x: Self.left + 4, y: height + Self.bodyFont.lineHeight / 2)
        shapes.append(.bullet(bullet, at: center, color: color))
        for line in lines { addLine(line, at: 12) }
    }

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

    private mutating func addRegions(of position: Int, _ graph: DiagramGraph, inset: Double, depth: Int) {
        for group in graph.groups[position] ?? [] {
            height += 6
            let start = height
            let background = shapes.count
            height += 6
            let x = Self.left + inset + 8
            let room = inner - inset - 16
            for line in TextWrapping.lines(group.label, font: Self.captionFont, width: room, atMost: 2) {
                add(line, font: Self.captionFont, color: Palette.quietText, x: x)
            }
            addChips(group.members, graph, x: x, room: room)
            // Further levels are indented; the deepest share one indent, so that their names keep some room.
            for member in group.members where graph.groups[member] != nil {
                addRegions(of: member, graph, inset: depth < 3 ? inset + 8 : inset, depth: depth + 1)
            }
            height += 7
            let frame = Rect(x: Self.left + inset, y: start, width: inner - inset, height: height - start)
            shapes.insert(
                .rect(frame, radius: 5, fill: Palette.region, border: Palette.frame, isDashed: true),
                at: background
            )
        }
    }

    /// The inner stages as a row of small boxes, in order, wrapped.
    private mutating func addChips(_ members: [Int], _ graph: DiagramGraph, x: Double, room: Double) {
        let gap = 14.0
        let chipHeight = 18.0
        var cursor = 0.0
        height += 3
        for (index, member) in members.enumerated() {
            let entry = graph.entries[member]
            let inner = Palette.tone(of: entry.node.kind)
            let text = TextWrapping.lines(entry.label, font: Self.bodyFont, width: room - 14, atMost: 1).first ?? ""
            let chipWidth = FontMetrics.width(text, Self.bodyFont).rounded(.up) + 14
            if cursor > 0, cursor + chipWidth > room {
                cursor = 0
                height += chipHeight + 4
            }
            if index > 0, cursor > 0, graph.isJoined(members[index - 1], member) {
                let middle = Point(x: x + cursor - gap / 2, y: height + chipHeight / 2)
                shapes.append(.bullet(.move, at: middle, color: Palette.quietText))
            }
            let chip = Rect(x: x + cursor, y: height, width: chipWidth, height: chipHeight)
            shapes.append(.rect(chip, radius: 9, fill: inner.fill, border: inner.border, isDashed: false))
            shapes.append(
                .text(
                    text,
                    at: Point(x: chip.x + chipWidth / 2, y: chip.y + 12.7),
                    font: Self.bodyFont,
                    color: Palette.text,
                    anchor: .middle
                )
            )
            cursor += chipWidth + gap
        }
        height += chipHeight
    }
}
