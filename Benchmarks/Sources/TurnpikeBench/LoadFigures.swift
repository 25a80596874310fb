import CBaseline
import Turnpike
import Workload

/// W3: the start of a program, and a large definition.
struct LoadFigures {
    let runs: Int
    /// Where the programs lie that this one starts.
    let programs: String
    /// A folder for files.
    let scratch: String

    func all() throws -> [Figure] {
        [try start(), try large()]
    }

    private func start() throws -> Figure {
        let path = "\(scratch)/process7.process.yaml"
        try Scratch.write(WorkloadText.process7(), to: path)
        func time(_ program: String) throws -> Measurement {
            func once() throws -> Double {
                let milliseconds = baseline_spawn_milliseconds("\(programs)/\(program)", path)
                guard milliseconds >= 0 else { throw WorkloadError("\(program) failed") }
                return milliseconds
            }
            _ = try once()
            return try Measurement(runs: max(runs, 11), once)
        }
        let ours = try time("first-move")
        return Figure(
            name: "W3 start to first move",
            unit: "ms",
            ours: ours,
            baseline: try time("first-move-c"),
            target: "< 8",
            isMet: ours.median < 8,
            how:
                "Wall time from spawn to exit, 11 starts after one: reads and checks process7, opens a deal, moves it; "
                + "linked static with the SQLite store as the CLI is; C only parses the file."
        )
    }

    private func large() throws -> Figure {
        var text = WorkloadText.process500()
        let check = try WorkloadProcess.compile(text)
        guard check.stages.count == 500, check.moves.count == 2000, check.gates.count == 1992 else {
            throw WorkloadError("\(check.stages.count) stages, \(check.moves.count) moves, \(check.gates.count) gates")
        }
        let ours = try Measurement(runs: runs) {
            let start = baseline_thread_seconds()
            let process = try WorkloadProcess.compile(text)
            let milliseconds = (baseline_thread_seconds() - start) * 1e3
            guard process.stages.count == 500 else { throw WorkloadError("stages are missing") }
            return milliseconds
        }
        let baseline = Measurement(runs: runs) {
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    baseline_yaml_milliseconds($0.baseAddress, $0.count)
                }
            }
        }
        return Figure(
            name: "W3 load 500 stages, 2,000 moves",
            unit: "ms",
            ours: ours,
            baseline: baseline,
            target: "< 25",
            isMet: ours.median < 25,
            how:
                "Thread CPU time from \(text.utf8.count) bytes of text to the checked process, 1,992 gates of their own; "
                + "C takes libyaml's events only."
        )
    }
}
