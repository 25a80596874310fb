import Turnpike
import TurnpikeRuntime
import TurnpikeSQLite
import TurnpikeValues
import TurnpikeYAML

/// From the start of a program to the first move of a deal: reads a process file, opens a deal and moves it.
///
/// It links the SQLite store as the command line tool does, and uses it where a second argument names a file.
@main
struct FirstMove {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let process = try SalesProcess(contentsOf: arguments[1])
        let store: any DealStore = arguments.count > 2 ? try SQLiteStore(arguments[2]) : InMemoryStore()
        let pipeline = try await Pipeline(processes: [process], store: store)
        let rep = Actor.person("rep_1", roles: "rep")
        let deal = try await pipeline.open(
            process.id,
            name: "First",
            fields: ["amount": 10_000, "budget": 20_000, "approved": true],
            by: rep
        )
        guard case .moved(let moved) = try await pipeline.move(deal.id, to: "advance", by: rep), moved.stage == "s2"
        else { fatalError("the first move was refused") }
    }
}
