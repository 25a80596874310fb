import CAllocations
import CBaseline
import TurnpikeExpressions
import TurnpikeValues
import Workload

/// CEL: gates compiled and evaluated by themselves, the cost counter on.
struct ExpressionFigures {
    /// A gate with what is asked of it.
    private struct Gate {
        let name: String
        let text: String
        let target: Double
        let mayAllocate: Bool
    }

    private static let gates = [
        Gate(
            name: "CEL money gate",
            text: "deal.amount > 50000 && deal.budget >= deal.amount * 0.8",
            target: 150,
            mayAllocate: false
        ),
        Gate(
            name: "CEL time gate",
            text: "now - deal.last_contact < duration(\"336h\")",
            target: 150,
            mayAllocate: false
        ),
        Gate(
            name: "CEL list gate, three stakeholders",
            text: "deal.stakeholders.exists(s, s.role == \"economic_buyer\" && s.approved)",
            target: 700,
            mayAllocate: true
        ),
    ]

    let runs: Int
    private let repetitions = 100_000

    func all() throws -> [Figure] {
        var figures: [Figure] = []
        for (place, gate) in Self.gates.enumerated() { figures += try measure(gate, place) }
        figures.append(try nested())
        return figures
    }

    private func measure(_ gate: Gate, _ place: Int) throws -> [Figure] {
        let program = try compile(gate.text)
        var held = 0
        func run() {
            held = 0
            Self.fields.withUnsafeBufferPointer { fields in
                Self.derived.withUnsafeBufferPointer { derived in
                    for _ in 0..<repetitions {
                        var cost = CostCounter()
                        if program.verdict(fields: fields, derived: derived, cost: &cost) == .yes { held += 1 }
                    }
                }
            }
        }
        // The first run makes the constants of this file, which are none of the gate's.
        run()
        allocation_counting_begin()
        run()
        let allocations = Double(allocation_counting_end().allocations) / Double(repetitions)
        guard held == repetitions else { throw WorkloadError("\(gate.text) does not hold") }
        let time = Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            run()
            return (baseline_thread_seconds() - start) * 1e9 / Double(repetitions)
        }
        let baseline = try Measurement(runs: runs) {
            let nanoseconds = baseline_expression_nanoseconds(CInt(place), repetitions * 10)
            guard nanoseconds >= 0 else { throw WorkloadError("the C gate does not hold") }
            return nanoseconds
        }
        let compiling = try Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            for _ in 0..<1_000 { _ = try compile(gate.text) }
            return (baseline_thread_seconds() - start) * 1e6 / 1_000
        }
        return [
            Figure(
                name: gate.name,
                unit: "ns",
                ours: time,
                baseline: baseline,
                target: "< \(Int(gate.target))",
                isMet: time.median < gate.target,
                how: "\(gate.text); thread CPU time with the cost counter on. C is the same by hand over a structure."
            ),
            Figure(
                name: "\(gate.name), allocations",
                unit: "count",
                ours: Measurement([allocations]),
                target: gate.mayAllocate ? nil : "0",
                isMet: gate.mayAllocate ? nil : allocations == 0,
                how: "Calls of malloc in one evaluation."
            ),
            Figure(
                name: "\(gate.name), compiled",
                unit: "us",
                ours: compiling,
                target: "< 50",
                isMet: compiling.median < 50,
                how: "Text to program: read, checked, cost estimated. Thread CPU time of 1,000."
            ),
        ]
    }

    /// Three nested `map` over a thousand elements each, which the default limit stops.
    private func nested() throws -> Figure {
        let program = try compile("l.map(a, l.map(b, l.map(c, a + b + c))).size() > 0")
        let time = try Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            let result = program.evaluate(fields: Self.fields, derived: Self.derived)
            let seconds = baseline_thread_seconds() - start
            guard case .failed = result else { throw WorkloadError("three nested loops ran to their end") }
            return seconds * 1e3
        }
        return Figure(
            name: "CEL three nested maps, stopped",
            unit: "ms",
            ours: time,
            target: "< 100",
            isMet: time.greatest < 100,
            how: "A thousand elements each; until the default cost limit of \(CostCounter.defaultLimit) ends it."
        )
    }

    private func compile(_ text: String) throws -> CompiledExpression {
        let result = CompiledExpression.compile(text, declarations: Self.declarations, expecting: .bool)
        guard let program = result.program else { throw WorkloadError("\(result.diagnostics)") }
        return program
    }

    // MARK: The deal

    private static let declarations: Declarations = {
        let stakeholder = ObjectType(
            name: "stakeholder",
            members: [
                "role": Member(
                    .choice(
                        ChoiceType(name: "stakeholder.role", options: ["economic_buyer", "champion", "blocker"])
                    )
                ),
                "approved": Member(.bool),
            ]
        )
        let deal = ObjectType(
            name: "deal",
            members: [
                "amount": Member(.money, slot: .field(0)),
                "budget": Member(.money, slot: .field(1)),
                "last_contact": Member(.instant, slot: .field(2)),
                "stakeholders": Member(.list(.object(stakeholder)), slot: .field(3), maximumSize: 50),
            ]
        )
        return Declarations(
            variables: [
                "deal": Member(.object(deal)),
                "now": Member(.instant, slot: .derived(0), mayBeMissing: false),
                "l": Member(.list(.int), slot: .field(4), maximumSize: 1_000),
            ],
            defaultCurrency: .eur
        )
    }()

    private static let fields: [Value] = [
        .money("60000.00 EUR"), .money("50000.00 EUR"), .instant("2026-06-10T00:00:00Z"),
        [
            ["role": "champion", "approved": true], ["role": "blocker", "approved": false],
            ["role": "economic_buyer", "approved": true],
        ],
        .list((0..<1_000).map { .int($0) }),
    ]

    private static let derived: [Value] = [.instant("2026-06-15T12:00:00Z")]
}
