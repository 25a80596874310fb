import TurnpikeDiagrams

/// A small generator of numbers that gives the same sequence on every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SampleDiagrams {
    /// A diagram that no one would draw, but that a process file may describe.
    static func random(seed: UInt64) -> ProcessDiagram {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...14, using: &random)
        var diagram = ProcessDiagram(title: "Process \(seed)")
        for index in 0..<count {
            let kinds: [ProcessDiagram.Kind] = [.open, .open, .open, .open, .won, .lost, .hold]
            diagram.nodes.append(
                Node(
                    id: "n\(index)",
                    label: words(1...6, &random),
                    kind: kinds.randomElement(using: &random) ?? .open,
                    isStart: index == 0 || Int.random(in: 0..<6, using: &random) == 0,
                    probability: Bool.random(using: &random) ? "\(index * 7)%" : "",
                    forecast: Bool.random(using: &random) ? "commit" : "",
                    exitGates: (0..<Int.random(in: 0...3, using: &random)).map { _ in words(1...5, &random) },
                    approvals: (0..<max(0, Int.random(in: -4...6, using: &random))).map { _ in words(1...9, &random) },
                    limits: (0..<max(0, Int.random(in: -3...6, using: &random))).map { _ in words(1...9, &random) },
                    cadences: (0..<max(0, Int.random(in: -3...2, using: &random))).map { _ in words(1...14, &random) }
                )
            )
        }
        for _ in 0..<Int.random(in: 0...(count * 3), using: &random) {
            let triggers: [ProcessDiagram.Trigger] = [.person, .person, .automatic("after 3 days"), .signal("replied")]
            let from = Int.random(in: 0..<count, using: &random)
            let to = Int.random(in: 0..<count, using: &random)
            diagram.edges.append(
                Edge(
                    from: "n\(from)",
                    to: Int.random(in: 0..<12, using: &random) == 0 ? .cameFrom : .stage("n\(to)"),
                    label: Bool.random(using: &random) ? words(1...3, &random) : "",
                    direction: from < to ? .forward : from == to ? .again : .back,
                    trigger: triggers.randomElement(using: &random) ?? .person,
                    gates: Int.random(in: 0..<4, using: &random) == 0 ? [words(1...4, &random)] : []
                )
            )
        }
        for _ in 0..<Int.random(in: 0...6, using: &random) { diagram.limits.append(words(1...12, &random)) }
        if Bool.random(using: &random) { diagram.anywhere = [.init(to: .stage("n0")), .init(to: .earlier)] }
        return diagram
    }

    private static func words(_ count: ClosedRange<Int>, _ random: inout SplitMix) -> String {
        let known = ["budget", "authority", "a", "demonstration", "of", "the", "signed", "Unternehmensberatung", "go"]
        return (0..<Int.random(in: count, using: &random))
            .compactMap { _ in known.randomElement(using: &random) }
            .joined(separator: " ")
    }
}
