import Testing

@testable import TurnpikeDiagrams

/// Labels come from whoever wrote the process file; a picture of them may stand in somebody else's page.
@Suite struct HostileLabelTests {
    private static let noncharacters: String = {
        var scalars = String.UnicodeScalarView()
        for value in [0xFFFE, 0xFFFF, 0xFDD0] as [UInt32] {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        return String(scalars)
    }()

    static let labels = [
        "<script>alert(1)</script>", "</text></svg><script>alert(1)</script>", "\"; DROP TABLE deals; --",
        "' onload='alert(1)", "a\nb\r\nc\td", "null\u{0}byte\u{7}bell\u{1B}[31mred",
        "right\u{202E}to left\u{2066}x\u{200F}",
        "]]>&amp;&lt;&#x41;", "%%{init: {'securityLevel': 'loose'}}%%", "end", "A\"]:::danger; click A call evil()",
        "\\N \\\" \\l trailing backslash \\", "`markdown` **bold** #quot; #35;", "1. first", "- item",
        "---\ntitle: x\n---",
        String(repeating: "x", count: 10_000), String(repeating: "long ", count: 2_000),
        "Z\u{341}" + String(repeating: "\u{301}", count: 500) + "algo", String(repeating: "\u{200B}", count: 100_000),
        String(repeating: "👩‍👩‍👧‍👦\u{200D}", count: 3_000), noncharacters, "", "   ", "日本語のとても長い名前",
        "مرحلة التفاوض",
    ]

    static func diagram(_ label: String) -> ProcessDiagram {
        ProcessDiagram(
            title: label,
            subtitle: label,
            nodes: [
                .init(
                    id: label,
                    label: label,
                    isStart: true,
                    startNote: label,
                    probability: label,
                    forecast: label,
                    enterGates: [label],
                    exitGates: [label, label],
                    approvals: [label, label],
                    limits: [label],
                    cadences: [label],
                    deals: 1,
                    dealsNote: label,
                    regions: [.init(label: label, note: label, nodes: [.init(id: "inner", label: label, kind: .final)])]
                ),
                .init(id: "b", label: label, kind: .won), .init(id: "c", label: label, kind: .lost),
                .init(id: "d", label: label, kind: .hold),
            ],
            edges: [
                .init(
                    from: label,
                    to: .stage("b"),
                    label: label,
                    trigger: .signal(label),
                    gates: [label],
                    skips: [label],
                    notes: [label]
                ),
                .init(from: "b", to: .stage(label), label: label, direction: .back, trigger: .automatic(label)),
                .init(from: "b", to: .stage("c"), label: label, direction: .aside),
                .init(from: "d", to: .cameFrom, label: label, direction: .aside),
            ],
            anywhere: [
                .init(to: .stage("c"), label: label, trigger: .automatic(label), gates: [label], notes: [label])
            ],
            limits: [label, label]
        )
    }

    @Test(arguments: labels)
    func svgStaysWellFormedAndHarmless(_ label: String) throws {
        let text = SVGWriter.text(for: Self.diagram(label))
        let names = try #require(elementNames(in: text), "not well-formed")
        #expect(names.isSubset(of: ["svg", "title", "desc", "g", "rect", "text", "path", "polygon", "circle"]))
        #expect(text.utf8.count < 60_000)
        #expect(text.unicodeScalars.allSatisfy(isHarmless))
    }

    @Test(arguments: labels)
    func dotKeepsItsStructure(_ label: String) {
        let text = DOTWriter.text(for: Self.diagram(label))
        var isQuoted = false
        var isEscaped = false
        var braces = 0
        for character in text.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if character == "\\" { isEscaped = true }
                if character == "\"" { isQuoted = false }
                #expect(character != "\n")
            } else {
                if character == "\"" { isQuoted = true }
                if character == "{" { braces += 1 }
                if character == "}" { braces -= 1 }
                #expect(character.isASCII && character != "<")
            }
        }
        #expect(!isQuoted && braces == 0)
        #expect(text.unicodeScalars.allSatisfy(isHarmless))
        #expect(text.utf8.count < 60_000)
    }

    @Test(arguments: labels)
    func mermaidKeepsItsStructure(_ label: String) {
        let text = MermaidWriter.text(for: Self.diagram(label))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.drop { $0 != "flowchart LR" }.dropFirst()
        #expect(!body.isEmpty)
        let beginnings = [
            "s_", "s0", "s1", "start", "anywhere", "came_from", "classDef ", "class ", "subgraph g", "end",
            "subgraph s", "style g", "note_", "inside_", "limits[",
        ]
        for line in body where !line.isEmpty {
            let content = line.drop { $0 == " " }
            #expect(beginnings.contains { content.hasPrefix($0) }, "\(line)")
            #expect(line.utf8.count { $0 == UInt8(ascii: "\"") }.isMultiple(of: 2), "\(line)")
            let quoted = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
            for part in quoted {
                let inner = part.split(separator: "<br/>").joined()
                #expect(!inner.contains { "<>`\\{}[]|&".contains($0) }, "\(part)")
            }
        }
        #expect(!text.contains("%%"))
        #expect(text.unicodeScalars.allSatisfy(isHarmless))
        #expect(text.utf8.count < 120_000)
    }

    /// Neither a control character (but for line ends) nor one that turns the direction of text.
    private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\n" { return true }
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0, 0xFFFE...0xFFFF:
            return false
        default: return true
        }
    }

    /// The names of all elements, if tags match, attributes are quoted and entities are known; else nil.
    private func elementNames(in text: String) -> Set<String>? {
        var names: Set<String> = []
        var open: [String] = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            if rest[start] == "&" {
                let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
                guard let entity = entities.first(where: { rest[start...].hasPrefix($0) }) else { return nil }
                rest = rest[start...].dropFirst(entity.count)
                continue
            }
            guard let end = rest[start...].firstIndex(of: ">") else { return nil }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            guard tag.utf8.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2), !tag.contains("<") else {
                return nil
            }
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { return nil }
            } else {
                let name = String(tag.prefix { $0 != " " && $0 != "/" })
                names.insert(name)
                if !tag.hasSuffix("/") { open.append(name) }
            }
        }
        return open.isEmpty ? names : nil
    }
}

/// The text helpers beneath all formats.
@Suite struct LabelTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("  a \n\t b  ", "a b"), ("\u{202E}x\u{0}y", "x y"), ("e\u{301}", "e\u{301}"),
        ("soft\u{AD}hyphen", "softhyphen"), ("\u{FEFF}", ""),
    ])
    func cleaningKeepsWhatCanBeSeen(_ raw: String, _ expected: String) {
        #expect(LabelText.clean(raw) == expected)
    }

    @Test func cleaningCutsLongText() {
        let text = LabelText.clean(String(repeating: "x", count: 1000))
        #expect(text.unicodeScalars.count == LabelText.longest + 1)
        #expect(text.hasSuffix("…"))
    }

    @Test func wrappedLinesFitAndKeepTheText() {
        let font = Font(size: 11)
        let text = "Budget, authority, need and timeline are known to Donaudampfschifffahrtsgesellschaften"
        let lines = TextWrapping.lines(text, font: font, width: 90, atMost: 20)
        #expect(lines.allSatisfy { FontMetrics.width($0, font) <= 90 })
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }

    @Test func aLineTooManyEndsWithAnEllipsis() {
        let font = Font(size: 11)
        let lines = TextWrapping.lines("one two three four five six seven", font: font, width: 60, atMost: 2)
        #expect(lines.count == 2)
        #expect(lines[1].hasSuffix("…"))
        #expect(FontMetrics.width(lines[1], font) <= 60)
    }

    @Test func widthsGrowWithTextSizeAndWeight() {
        #expect(FontMetrics.width("mm", Font(size: 10)) > FontMetrics.width("ii", Font(size: 10)))
        #expect(FontMetrics.width("deal", Font(size: 10, isBold: true)) > FontMetrics.width("deal", Font(size: 10)))
        #expect(FontMetrics.width("e\u{301}", Font(size: 10)) == FontMetrics.width("e", Font(size: 10)))
        #expect(FontMetrics.width("日", Font(size: 10)) >= 10)
    }
}
