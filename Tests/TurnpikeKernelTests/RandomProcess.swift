import Turnpike
import TurnpikeValues

/// A small generator of numbers that is the same on every machine.
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func roll(_ sides: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(sides))
    }

    mutating func chance(_ percent: Int) -> Bool { roll(100) < percent }

    mutating func pick<Element>(_ items: [Element]) -> Element { items[roll(items.count)] }
}

/// A random but valid process file, with the knowledge of how each of its criteria can be met.
///
/// Each field is read by at most one check, so that meeting one criterion never unmeets another.
struct RandomProcess {
    /// A field and the values under which its one check holds and fails.
    struct FieldPlan {
        var id: String
        var type: String
        var condition: String
        var good: Value
        var bad: Value
    }

    let text: String
    let fields: [FieldPlan]
    let stages: [String]
    let activities: [String]

    init(_ dice: inout Dice) {
        var fields: [FieldPlan] = []
        for index in 0..<(4 + dice.roll(8)) {
            let id = "f\(index)"
            switch dice.roll(5) {
            case 0:
                fields.append(
                    FieldPlan(
                        id: id,
                        type: "money",
                        condition: "deal.\(id) >= 100 EUR",
                        good: .money("250 EUR"),
                        bad: .money("20 EUR")
                    )
                )
            case 1:
                fields.append(
                    FieldPlan(
                        id: id,
                        type: "percent",
                        condition: "deal.\(id) <= 15%",
                        good: .percent("10%"),
                        bad: .percent("40%")
                    )
                )
            case 2:
                fields.append(
                    FieldPlan(id: id, type: "bool", condition: "deal.\(id)", good: .bool(true), bad: .bool(false))
                )
            case 3:
                fields.append(
                    FieldPlan(
                        id: id,
                        type: "{type: choice, options: [good, bad, other]}",
                        condition: "deal.\(id) == 'good' || deal.\(id) == 'other'",
                        good: .string("good"),
                        bad: .string("bad")
                    )
                )
            default:
                fields.append(
                    FieldPlan(
                        id: id,
                        type: "integer",
                        condition: "deal.\(id) > 5 && deal.\(id) < 50",
                        good: .int(20),
                        bad: .int(70)
                    )
                )
            }
        }
        let activities = (0..<(1 + dice.roll(3))).map { "a\($0)" }
        let stageCount = 3 + dice.roll(4)
        let stages = (0..<stageCount).map { "s\($0)" }

        // The first half of the fields belongs to checks, the second to conditions under which gates apply.
        let half = max(1, fields.count / 2)
        var checkable = Array(fields[..<half])
        var conditional = Array(fields[half...])
        var gates: [String] = []
        var gateNames: [String] = []
        for index in 0..<(1 + dice.roll(5)) {
            var lines: [String] = []
            if dice.chance(30), let field = conditional.popLast() { lines.append("    when: \(field.condition)") }
            var needs: [String] = []
            for field in fields where dice.chance(15) { needs.append(field.id) }
            if !needs.isEmpty { lines.append("    needs: [\(needs.joined(separator: ", "))]") }
            if dice.chance(40) {
                let activity = dice.pick(activities)
                let form = dice.roll(3)
                if form == 0 {
                    lines.append("    done: [\(activity)]")
                } else {
                    lines.append("    done: [{\(activity): {outcome: [held], at_least: \(1 + dice.roll(3))}}]")
                }
            }
            if dice.chance(25) {
                lines.append("    approval: \(dice.pick(["[consent]", "[deep]", "[consent, deep]"]))")
            }
            var checks: [String] = []
            while checks.count < 2, dice.chance(60), let field = checkable.popLast() {
                let severity = dice.pick(["block", "block", "block", "warn", "confirm"])
                checks.append("      c\(checks.count): {that: \"\(field.condition)\", severity: \(severity)}")
            }
            if !checks.isEmpty { lines.append("    check:\n" + checks.joined(separator: "\n")) }
            if gateNames.count >= 2, dice.chance(25) {
                let kind = dice.pick(["any", "all"])
                let parts = [gateNames[0], gateNames[gateNames.count - 1]]
                if parts[0] != parts[1] { lines.append("    \(kind): [\(parts.joined(separator: ", "))]") }
            }
            if lines.isEmpty { lines.append("    needs: [\(fields[0].id)]") }
            let name = "g\(index)"
            gates.append("  \(name):\n" + lines.joined(separator: "\n"))
            gateNames.append(name)
        }

        func references() -> String {
            var chosen: [String] = []
            for name in gateNames where dice.chance(35) { chosen.append(name) }
            return chosen.joined(separator: ", ")
        }
        var text = "turnpike: 1\nprocess: random\ncurrency: EUR\nroles: {rep: Rep, boss: Boss, legal: Legal}\n"
        text += "fields:\n" + fields.map { "  \($0.id): \($0.type)\n" }.joined()
        text += "  weighty: {type: bool, label: Weighty}\n"
        text += "reasons: {gone: {price: Price, time: Time}}\n"
        text += "activities:\n"
        for activity in activities { text += "  \(activity): {outcomes: [held, {missed: {again: true}}]}\n" }
        // What an approval depends on no check reads, so that meeting one criterion never withdraws what was approved.
        let step = "{when: deal.weighty, of: [rep, legal], quorum: all}"
        text += "approvals:\n  consent: {steps: [boss], not: requester}\n"
        text += "  deep: {steps: [boss, \(step)], resets_on: [weighty]}\n"
        text += "gates:\n" + gates.joined(separator: "\n") + "\n"
        text += "stages:\n"
        // Two neighbours may lie in a phase, and a stage may have tracks.
        let phase = dice.chance(50) ? dice.roll(stages.count - 1) : -2
        let parallel = dice.chance(50) ? dice.roll(stages.count) : -1
        for (index, stage) in stages.enumerated() {
            var lines = ["  \(stage):"]
            if index > 0, dice.chance(40) { lines.append("    enter: [\(references())]") }
            if dice.chance(60) { lines.append("    exit: [\(references())]") }
            if index == parallel {
                lines.append("    tracks:")
                for track in ["x", "y"] {
                    let on = "on_\(track): {to: \(track)_end}"
                    lines.append(
                        "      \(track): {stages: {\(track)_begin: {moves: {\(on)}}, \(track)_end: {final: true}}}"
                    )
                }
            }
            lines.append("    moves:")
            let next = index + 1 < stages.count ? stages[index + 1] : "won"
            var settings: [String] = []
            if dice.chance(30) { settings.append("by: [rep, boss]") }
            if dice.chance(30) { settings.append("ask: [\(dice.pick(fields).id)]") }
            if dice.chance(30) { settings.append("gates: [\(references())]") }
            lines.append("      \(next): {\(settings.joined(separator: ", "))}")
            if index + 2 < stages.count, dice.chance(40) {
                let passed = index + 1 == parallel ? "skips" : dice.pick(["skips", "through"])
                lines.append("      jump: {to: \(stages[index + 2]), \(passed): [\(stages[index + 1])], by: [boss]}")
            }
            if index > 0, dice.chance(40) {
                lines.append("      back: {to: \(stages[index - 1]), gates: [\(references())]}")
            }
            lines.append("      lost: {}")
            lines.append("      pause: {}")
            if index == phase {
                text += "  phase:\n"
                // A deal is opened in the first stage without having anything.
                if index > 0, dice.chance(50) { text += "    enter: [\(references())]\n" }
                if dice.chance(50) { text += "    exit: [\(references())]\n" }
                text += "    stages:\n"
            }
            let isInner = index == phase || index == phase + 1
            text += lines.map { (isInner ? "    " : "") + $0 + "\n" }.joined()
        }
        text += "  won: {outcome: won, enter: [\(references())]}\n"
        text += "  lost: {outcome: lost, reason: gone, enter: [\(references())], moves: {reopen: {to: \(stages[1])}}}\n"
        text += "  pause: {hold: true, moves: {wake: {to: came_from}, resume: {to: \(stages[stages.count - 1])}}}\n"
        self.text = text
        self.fields = fields
        self.stages = stages
        self.activities = activities
    }
}
