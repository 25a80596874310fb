import Synchronization
import Turnpike

/// The processes that a pipeline knows, by id and version.
final class ProcessRegistry: Sendable {
    struct Key: Hashable {
        var id: String
        var version: Int
    }

    private let processes: Mutex<[Key: SalesProcess]>

    init(_ given: [SalesProcess]) {
        var table: [Key: SalesProcess] = [:]
        for process in given { table[Key(id: process.id, version: process.version)] = process }
        processes = Mutex(table)
    }

    func add(_ process: SalesProcess) {
        processes.withLock { $0[Key(id: process.id, version: process.version)] = process }
    }

    func process(_ id: String, version: Int) -> SalesProcess? {
        processes.withLock { $0[Key(id: id, version: version)] }
    }

    func newest(_ id: String) -> SalesProcess? {
        processes.withLock { table in
            table.filter { $0.key.id == id }.max { $0.key.version < $1.key.version }?.value
        }
    }

    var all: [SalesProcess] {
        processes.withLock { table in
            table.values.sorted { ($0.id, $0.version) < ($1.id, $1.version) }
        }
    }
}
