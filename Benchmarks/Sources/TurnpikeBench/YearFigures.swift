import CBaseline
import Turnpike
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML
import Workload

/// T2: a year of ten thousand deals on the store in memory, by time alone.
struct YearFigures {
    static let deals = 10_000
    private static let start = Instant(milliseconds: 1_767_603_600_000)
    private static let example = "Examples/processes/b2b_software/b2b_software.process.yaml"

    let runs: Int
    let scratch: String

    /// Back and forth every nine days: forty moves a year, by time alone.
    private static let pendulum = """
        turnpike: 1
        process: pendulum
        zone: Europe/Berlin
        stages:
          left: {moves: {right: {after: 9 days}}}
          right: {moves: {left: {after: 9 days}, done: {}}}
          done: {outcome: won}
        """

    /// The example with what a team that meets each week adds: a task for each open deal.
    private static let weekly = """
        turnpike: 1
        extends: b2b_software.process.yaml
        process: b2b_software
        version: 2
        activities: {weekly_look: {kind: task, label: What happens next, by: rep}}
        stages:
          prospecting: {activities: [first_contact, {weekly_look: {every: 7 days}}]}
          qualification: {activities: [{discovery_call: {due: 2 working days}}, {weekly_look: {every: 7 days}}]}
          demo: {activities: [demo, {weekly_look: {every: 7 days}}]}
          proposal: {activities: [proposal_review, {weekly_look: {every: 7 days}}]}
          negotiation: {activities: [contract_review, security_review, {weekly_look: {every: 7 days}}]}
          close: {activities: [{weekly_look: {every: 7 days}}]}
          onboarding: {activities: [admin_training, {weekly_look: {every: 7 days}}]}
          customer: {activities: [{weekly_look: {every: 7 days}}]}

        """

    func all() async throws -> [Figure] {
        let pendulum: SalesProcess
        do { pendulum = try SalesProcess(yaml: Self.pendulum) } catch { throw WorkloadError("\(error.diagnostics)") }
        var figures = figures("pendulum", try await year(of: pendulum) { _ in "left" })
        guard let path = Scratch.find(Self.example, from: [".", scratch]) else {
            print("T2 year of b2b_software: skipped, there is no \(Self.example) above this folder")
            return figures
        }
        let folder = scratch + "/year"
        Scratch.makeFolder(folder)
        try Scratch.write(try Scratch.read(path), to: folder + "/b2b_software.process.yaml")
        try Scratch.write(Self.weekly, to: folder + "/weekly.process.yaml")
        for (name, file) in [("b2b_software", "b2b_software"), ("b2b_software, weekly", "weekly")] {
            let process: SalesProcess
            do {
                process = try SalesProcess(contentsOf: "\(folder)/\(file).process.yaml")
            } catch {
                throw WorkloadError("\(error.diagnostics.map(\.message))")
            }
            let stages = process.stages.filter { $0.outcome == nil && !$0.isHold && $0.parent == nil }.map(\.id)
            figures += self.figures(name, try await year(of: process) { stages[$0 % stages.count] })
        }
        return figures
    }

    private struct Spent {
        var wall: [Double] = []
        var processor: [Double] = []
        var fired = 0
    }

    private func figures(_ name: String, _ spent: Spent) -> [Figure] {
        let wall = Measurement(spent.wall)
        let isLarge = spent.fired >= 400_000
        return [
            Figure(
                name: "T2 a year of 10,000 deals, \(name)",
                unit: "s",
                ours: wall,
                target: isLarge ? "< 10" : nil,
                isMet: isLarge ? wall.median < 10 : nil,
                how:
                    "Wall time of one `tick` over 365 days on the store in memory; \(spent.fired) timers fired, each decided "
                    + "and committed; the deals are opened over nine days, no two at the same second."
            ),
            Figure(
                name: "T2 processor time of the same",
                unit: "s",
                ours: Measurement(spent.processor),
                how: "User and system time of the whole process during the same call."
            ),
        ]
    }

    private func year(of process: SalesProcess, stage: (Int) -> String) async throws -> Spent {
        var spent = Spent()
        for _ in 0..<min(runs, 3) {
            let clock = ManualClock(Self.start)
            let store = InMemoryStore()
            let pipeline = try await Pipeline(processes: [process], store: store, clock: clock, ids: .seeded(3))
            let bringer = Actor(id: "import", kind: .import)
            var batch = pipeline.batch()
            for number in 0..<Self.deals {
                clock.set(Instant(milliseconds: Self.start.milliseconds + Int64(number) * 77_000))
                let opening = Opening(name: "Deal \(number)", stage: stage(number), owner: "rep_\(number % 50)")
                let options = CommandOptions(effects: false)
                let (_, decision) = try await batch.open(process, opening, by: bringer, options: options)
                guard case .accepted = decision else { throw WorkloadError("a deal cannot be opened") }
            }
            guard try await batch.flush().isEmpty else { throw WorkloadError("conflict") }
            let before = baseline_wall_seconds()
            let processorBefore = Scratch.processorSeconds()
            let end = Instant(milliseconds: Self.start.milliseconds + 374 * 86_400_000)
            let summary = try await pipeline.tick(until: end, clock)
            spent.wall.append(baseline_wall_seconds() - before)
            spent.processor.append(Scratch.processorSeconds() - processorBefore)
            guard summary.failed == 0 else { throw WorkloadError("\(summary)") }
            spent.fired = summary.fired
        }
        return spent
    }
}
