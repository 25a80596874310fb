import CBaseline
import Turnpike
import TurnpikeImport
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML
import Workload

/// The sales history that lies beside the repository, read, replayed and stored, each batch durable when it ends.
struct ImportFigures {
    /// Where it is looked for; `make bench` runs in `Benchmarks`.
    static let data = "../../shared/data/crm_sales_opportunities/sales_pipeline.csv"
    static let example = "../Examples/processes/crm_import"

    let runs: Int
    let scratch: String
    private let file: ImportFile

    /// Nil where the data is not there.
    init?(runs: Int, scratch: String) {
        guard let file = try? ImportFile.read(Self.data) else { return nil }
        self.file = file
        self.runs = runs
        self.scratch = scratch
    }

    func all() async throws -> [Figure] {
        var seconds: [Double] = []
        for run in 0..<runs {
            let path = "\(scratch)/import-\(run).db"
            Scratch.removeDatabase(path)
            seconds.append(try await once(path))
            Scratch.removeDatabase(path)
        }
        let measured = Measurement(seconds)
        return [
            Figure(
                name: "import of 8,800 rows into SQLite",
                unit: "s",
                ours: measured,
                target: "< 1.5",
                isMet: measured.median < 1.5,
                how: "Wall time from reading the process and the map to the last flush: 25,000 commands replayed by "
                    + "the kernel, each batch durable at its end."
            )
        ]
    }

    private func once(_ path: String) async throws -> Double {
        let start = baseline_wall_seconds()
        let name = "\(Self.example)/crm_import.process.yaml"
        let text = try ImportFile.read(name)
        let process = try SalesProcess(yaml: String(decoding: text.bytes, as: UTF8.self), name: name)
        let mapFile = try ImportFile.read("\(Self.example)/crm_sales.map.yaml")
        guard let map = ImportMap.read(SourceFile(name: mapFile.name, bytes: mapFile.bytes)).map else {
            throw WorkloadError("the map has errors")
        }
        let main = file.name
        let result = ImportPlan.make(map: map, process: process, file: file) { name in
            try ImportFile.lookup(name, mainFile: main, map: mapFile.name)
        }
        guard let plan = result.plan else { throw WorkloadError("there is no plan for the import") }
        let store = try SQLiteStore(path)
        let pipeline = try await Pipeline(processes: [process], store: store)
        let report = try await Importer(pipeline: pipeline, plan: plan, options: ImportOptions()).run { _ in }
        let seconds = baseline_wall_seconds() - start
        await store.close()
        guard report.opened == 8_800 else { throw WorkloadError("\(report.opened) deals were opened, not 8,800") }
        return seconds
    }
}
