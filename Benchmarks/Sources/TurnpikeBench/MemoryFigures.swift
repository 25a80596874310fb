import CAllocations
import CBaseline
import Turnpike
import Workload

/// W4: what a live deal takes.
struct MemoryFigures {
    static let deals = 100_000

    func all() throws -> [Figure] {
        let workload = try WorkloadProcess(WorkloadText.process7())
        let commands = try ["s1", "s2", "s3"].map { stage in
            Command(.move(MoveRequest(.id(try workload.move("advance", from: stage)))))
        }
        let context = Context(now: WorkloadProcess.now, actor: WorkloadProcess.actor)
        guard let fourth = workload.process.stage("s4") else { throw WorkloadError("no stage s4") }

        let residentBefore = baseline_resident_bytes()
        allocation_counting_begin()
        var deals: [DealState] = []
        deals.reserveCapacity(Self.deals)
        for index in 0..<Self.deals {
            var deal = try workload.opened(index)
            for command in commands {
                guard case .accepted(let acceptance) = try workload.process.decide(command, deal, context) else {
                    throw WorkloadError("a move was refused")
                }
                deal = acceptance.state
            }
            deals.append(deal)
        }
        let counts = allocation_counting_end()
        let resident = baseline_resident_bytes() - residentBefore
        guard deals.allSatisfy({ $0.stage == fourth }) else { throw WorkloadError("a deal is not in s4") }

        let bytes = Double(counts.live_bytes) / Double(Self.deals)
        let baseline = Measurement([baseline_bytes_per_deal(Self.deals)])
        return [
            Figure(
                name: "W4 bytes per live deal, heap",
                unit: "bytes",
                ours: Measurement([bytes]),
                baseline: baseline,
                target: "<= 256",
                isMet: bytes <= 256,
                how: "Usable bytes of all blocks alive for an array of 100,000 deals with three fields, moved to s4 "
                    + "(inline size \(MemoryLayout<DealState>.stride))."
            ),
            Figure(
                name: "W4 bytes per live deal, resident",
                unit: "bytes",
                ours: Measurement([Double(resident) / Double(Self.deals)]),
                baseline: baseline,
                how:
                    "Growth of resident memory for the same deals, the allocator's own words included; C holds 24 bytes each."
            ),
        ]
    }
}
