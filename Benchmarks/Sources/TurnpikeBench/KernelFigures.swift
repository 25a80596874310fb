import CAllocations
import CBaseline
import Turnpike
import TurnpikeExpressions
import TurnpikeValues
import Workload

/// W1: one move with its gate in memory, decided and applied, the whole record made.
struct KernelFigures {
    /// How a caller names a move.
    enum Naming {
        case handle
        case words
    }

    static let deals = 1000
    static let stages = ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]

    let runs: Int
    let batches: Int

    func all() throws -> [Figure] {
        let integers = try WorkloadProcess(WorkloadText.process7())
        let money = try WorkloadProcess(WorkloadText.process7(.money))
        try refusalLeavesTheDeal(integers)
        let baseline = try Measurement(runs: runs) { try limit(isNamed: false) }
        let namedBaseline = try Measurement(runs: runs) { try limit(isNamed: true) }
        let handle = try Measurement(runs: runs) { try walk(integers, .integer, .handle) }
        let words = try Measurement(runs: runs) { try walk(integers, .integer, .words) }
        let exact = try Measurement(runs: runs) { try walk(money, .money, .handle) }
        let perMove = try allocationsPerMove(integers)
        let gates = try self.gates(integers, .integer)
        let moneyGates = try self.gates(money, .money)
        let how = "thread CPU time of decide + apply over batches of 1,000 deals, seven gated moves each in lockstep"
        return [
            Figure(
                name: "W1 gated move, move as a handle",
                unit: "ns",
                ours: handle,
                baseline: baseline,
                target: "< 500",
                isMet: handle.median < 500,
                how: "\(how); C walks a table and keeps no record."
            ),
            Figure(
                name: "W1 gated move, move as a text",
                unit: "ns",
                ours: words,
                baseline: namedBaseline,
                target: "< 500",
                isMet: words.median < 500,
                how: "The same with the move named by its id as text; C hashes its event's name."
            ),
            Figure(
                name: "W1 gated move over money",
                unit: "ns",
                ours: exact,
                how: "The same, amounts as exact money with a currency instead of integers."
            ),
            Figure(
                name: "W1 allocations per decide + apply",
                unit: "count",
                ours: Measurement([perMove]),
                how: "Calls of malloc and its kin, counted over 7,000 moves; the record is one of them."
            ),
            Figure(
                name: "W1 allocations in gates",
                unit: "count",
                ours: Measurement([gates.allocations + moneyGates.allocations]),
                target: "0",
                isMet: gates.allocations + moneyGates.allocations == 0,
                how: "Calls of malloc in 70,000 evaluations of the seven gates, over integers and over money."
            ),
            Figure(
                name: "W1 one gate evaluated, integers",
                unit: "ns",
                ours: gates.time,
                how: "Thread CPU time of the compiled condition alone: two comparisons and a boolean."
            ),
            Figure(
                name: "W1 one gate evaluated, money",
                unit: "ns",
                ours: moneyGates.time,
                how: "The same over exact money."
            ),
        ]
    }

    private func limit(isNamed: Bool) throws -> Double {
        let result = baseline_kernel_move(batches * 10, isNamed ? 1 : 0)
        guard result >= 0 else { throw WorkloadError("the C baseline's walk failed") }
        return result
    }

    private func requests(_ workload: WorkloadProcess, _ naming: Naming) throws -> [Command] {
        try Self.stages.map { stage in
            let name = stage == "s7" ? "win" : "advance"
            switch naming {
            case .handle: return Command(.move(MoveRequest(.id(try workload.move(name, from: stage)))))
            case .words: return Command(.move(MoveRequest(to: name)))
            }
        }
    }

    private func walk(
        _ workload: WorkloadProcess,
        _ amounts: WorkloadText.Amounts,
        _ naming: Naming
    ) throws -> Double {
        let commands = try requests(workload, naming)
        let fresh = try (0..<Self.deals).map { try workload.opened($0, amounts) }
        let context = Context(now: WorkloadProcess.now, actor: WorkloadProcess.actor)
        guard let won = workload.process.stage("won") else { throw WorkloadError("no stage won") }
        var seconds = 0.0
        for _ in 0..<batches {
            var deals = fresh
            let start = baseline_thread_seconds()
            for command in commands { try Self.move(&deals, workload.process, command, context) }
            seconds += baseline_thread_seconds() - start
            guard deals.allSatisfy({ $0.stage == won && $0.revision == 8 }) else {
                throw WorkloadError("a deal did not end as won")
            }
        }
        return seconds * 1e9 / Double(batches * Self.deals * commands.count)
    }

    @inline(never)
    private static func move(
        _ deals: inout [DealState],
        _ process: SalesProcess,
        _ command: Command,
        _ context: Context
    ) throws {
        for index in deals.indices {
            switch try process.decide(command, deals[index], context) {
            case .accepted(let acceptance): process.apply(acceptance.record, to: &deals[index])
            case .refused(let refusal), .pending(let refusal, _): throw WorkloadError("a move was refused: \(refusal)")
            }
        }
    }

    private func allocationsPerMove(_ workload: WorkloadProcess) throws -> Double {
        let commands = try requests(workload, .handle)
        var deals = try (0..<Self.deals).map { try workload.opened($0) }
        let context = Context(now: WorkloadProcess.now, actor: WorkloadProcess.actor)
        allocation_counting_begin()
        for command in commands { try Self.move(&deals, workload.process, command, context) }
        let counts = allocation_counting_end()
        return Double(counts.allocations) / Double(Self.deals * commands.count)
    }

    /// The conditions of the seven gates, run by themselves.
    private func gates(
        _ workload: WorkloadProcess,
        _ amounts: WorkloadText.Amounts
    ) throws -> (time: Measurement, allocations: Double) {
        let programs = workload.process.gates.flatMap { gate in
            gate.criteria.compactMap { criterion in
                if case .check(let check) = criterion.kind { check.condition.program } else { nil }
            }
        }
        guard programs.count == 7 else { throw WorkloadError("there are not seven gates") }
        let slots = try workload.opened(0, amounts).slots
        let repetitions = 10_000
        func run() -> Int {
            var held = 0
            slots.withUnsafeBufferPointer { fields in
                for _ in 0..<repetitions {
                    for program in programs {
                        var cost = CostCounter()
                        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
                        if program.verdict(fields: fields, derived: none, cost: &cost) == .yes { held += 1 }
                    }
                }
            }
            return held
        }
        allocation_counting_begin()
        let held = run()
        let counts = allocation_counting_end()
        guard held == repetitions * programs.count else { throw WorkloadError("a gate does not hold") }
        let time = Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            _ = run()
            return (baseline_thread_seconds() - start) * 1e9 / Double(repetitions * programs.count)
        }
        return (time, Double(counts.allocations))
    }

    /// A denied gate leaves the deal where it is; checked once, outside the timing.
    private func refusalLeavesTheDeal(_ workload: WorkloadProcess) throws {
        let opened = try workload.opened(0)
        let context = Context(now: WorkloadProcess.now, actor: WorkloadProcess.actor)
        let poor = Command(.set([FieldValue("budget", 1)]))
        guard case .accepted(let acceptance) = try workload.process.decide(poor, opened, context),
            case .refused(let refusal) = try workload.process.decide(
                Command(.move(MoveRequest(to: "advance"))),
                acceptance.state,
                context
            ), refusal.unmet.count == 1
        else { throw WorkloadError("a gate that does not hold was passed") }
    }
}
