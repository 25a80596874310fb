import Testing
import Turnpike

@Suite("Random charts and random scripts")
struct RandomChartTests {
    private static let seeds: Range<UInt64> = 1..<301

    @Test("Every chart that is made is one that can run")
    func legalTables() {
        for seed in Self.seeds { #expect(RandomChart(seed: seed).machine.problems == [], "seed \(seed)") }
    }

    @Test("Each step does what the algorithm of SCXML does, in its order, and remembers the same")
    func sameAsTheAlgorithm() {
        var steps = 0
        var preempted = 0
        for seed in Self.seeds {
            var chart = RandomChart(seed: seed)
            let machine = chart.machine
            var reference = ReferenceStep(nodes: chart.nodes)
            reference.start(at: machine.initial)
            var (configuration, start) = machine.start()
            #expect(start.entered == reference.entered, "seed \(seed)")
            for event in chart.script(30) where reference.running {
                let choose = { (node: Int) in chart.transitions[node].first { $0.event == event }?.step }
                let expected = reference.selectTransitions(choose)
                let selected = machine.selected(in: configuration, choosing: choose).map(\.transition)
                #expect(selected == expected, "seed \(seed)")
                let kept = reference.removeConflictingTransitions(expected)
                reference.microstep(kept)
                let result = machine.microstep(selected, in: &configuration)
                steps += 1
                preempted += expected.count - kept.count
                #expect(result.taken.map { selected[$0] } == kept, "seed \(seed)")
                #expect(result.exited == reference.exited, "seed \(seed)")
                #expect(result.entered == reference.entered, "seed \(seed)")
                #expect(result.completed == reference.done, "seed \(seed)")
                #expect(Set(result.enteredByDefault) == reference.statesForDefaultEntry, "seed \(seed)")
                #expect(Set(result.historyDefaults) == Set(reference.defaultHistoryContent.values), "seed \(seed)")
                #expect(result.isFinished != reference.running, "seed \(seed)")
                #expect(configuration.active == reference.configuration.sorted(), "seed \(seed)")
                for node in chart.nodes.indices {
                    #expect(
                        configuration.remembered(by: node) == reference.historyValue[node]?.sorted(),
                        "seed \(seed), history \(node)"
                    )
                }
            }
        }
        // The charts are rich enough to say something.
        #expect(steps > 5_000)
        #expect(preempted > 200)
    }

    @Test("No configuration is ever illegal; exits and entries pair up; the same script gives the same run")
    func legalAndPaired() {
        for seed in Self.seeds {
            var chart = RandomChart(seed: seed)
            let script = chart.script(40)
            let first = run(chart, script, seed: seed)
            #expect(first == run(chart, script, seed: seed), "seed \(seed)")
        }
    }

    private func run(_ chart: RandomChart, _ script: [Int], seed: UInt64) -> [Microstep] {
        let machine = chart.machine
        var (configuration, start) = machine.start()
        var results = [start]
        var active = Set(start.entered)
        for event in script {
            #expect(machine.violations(of: configuration) == [], "seed \(seed)")
            #expect(configuration.active == active.sorted(), "seed \(seed)")
            guard results.last?.isFinished == false else { break }
            let selected = machine.selected(in: configuration) { node in
                chart.transitions[node].first { $0.event == event }?.step
            }
            let result = machine.microstep(selected.map(\.transition), in: &configuration)
            // Only what is active can be left, only what is not can be entered, each once.
            for node in result.exited { #expect(active.remove(node) != nil, "seed \(seed)") }
            for node in result.entered { #expect(active.insert(node).inserted, "seed \(seed)") }
            #expect(result.exited == result.exited.sorted(by: >), "seed \(seed)")
            #expect(result.entered == result.entered.sorted(), "seed \(seed)")
            results.append(result)
        }
        return results
    }

    @Test("A configuration is restored from its leaves and memories; one that is not legal is refused")
    func restored() throws {
        for seed in Self.seeds {
            var chart = RandomChart(seed: seed)
            let machine = chart.machine
            var configuration = machine.start().0
            for event in chart.script(20) {
                let selected = machine.selected(in: configuration) { node in
                    chart.transitions[node].first { $0.event == event }?.step
                }
                if machine.microstep(selected.map(\.transition), in: &configuration).isFinished { break }
                var remembered: [Int: [Int]] = [:]
                for node in chart.nodes.indices { remembered[node] = configuration.remembered(by: node) }
                let leaves = configuration.leaves(in: machine)
                #expect(machine.configuration(leaves: leaves, remembered: remembered) == configuration, "seed \(seed)")
                if leaves.count > 1 {
                    #expect(machine.configuration(leaves: Array(leaves.dropLast())) == nil, "seed \(seed)")
                }
                let others = chart.nodes.indices.filter { !configuration.contains($0) }
                if let other = others.first(where: { chart.nodes[$0].kind == .atomic }) {
                    #expect(machine.configuration(leaves: leaves + [other]) == nil, "seed \(seed)")
                }
                #expect(machine.configuration(leaves: leaves + [chart.nodes.count]) == nil)
                #expect(machine.configuration(leaves: []) == nil)
            }
        }
    }

    @Test("Without the rule for conflicts configurations become illegal")
    func withoutConflictRule() {
        let illegal = ConflictRule.$isRemoved.withValue(true) {
            Self.seeds.filter { seed in
                var chart = RandomChart(seed: seed)
                let machine = chart.machine
                var configuration = machine.start().0
                for event in chart.script(40) {
                    let selected = machine.selected(in: configuration) { node in
                        chart.transitions[node].first { $0.event == event }?.step
                    }
                    if machine.microstep(selected.map(\.transition), in: &configuration).isFinished { return false }
                    if !machine.violations(of: configuration).isEmpty { return true }
                }
                return false
            }
        }
        #expect(illegal.count > 20)
    }

    @Test("A default entry may be led elsewhere, for tracks that do not apply")
    func otherInitial() {
        // 0 parallel: 1 compound (2, 3), 4 compound (5, 6 final)
        let machine = Machine(
            nodes: [
                .init(kind: .parallel, parent: -1, end: 7), .init(kind: .compound, parent: 0, end: 4, initial: [2]),
                .init(kind: .atomic, parent: 1, end: 3), .init(kind: .atomic, parent: 1, end: 4),
                .init(kind: .compound, parent: 0, end: 7, initial: [5]), .init(kind: .atomic, parent: 4, end: 6),
                .init(kind: .final, parent: 4, end: 7),
            ],
            initial: [0]
        )
        let (configuration, start) = machine.start(at: [0], initial: [4: [6]])
        #expect(configuration.active == [0, 1, 2, 4, 6])
        #expect(start.completed == [4])
        #expect(machine.isComplete(4, in: configuration))
        #expect(!machine.isComplete(0, in: configuration))
        var moved = configuration
        let again = Machine.Step(source: 2, targets: [3])
        #expect(machine.microstep([again], in: &moved).entered == [3])
        #expect(
            machine.microstep([Machine.Step(source: 0, targets: [3])], in: &moved, initial: [4: [6]]).entered == [
                0, 1, 3, 4, 6,
            ]
        )
    }
}
