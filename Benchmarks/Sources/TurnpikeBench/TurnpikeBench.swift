import Turnpike
import Workload

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Prints the figures: all of them, or those that are named.
@main
struct TurnpikeBench {
    private static let names = [
        "W1", "W2", "W2.one", "W2.many", "W3", "W4", "T1", "T2", "T2.year", "CEL", "typed", "outbox", "import",
    ]

    static func main() async throws {
        var runs = 5
        var wanted: Set<String> = []
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            if argument == "--runs" {
                runs = max(1, arguments.popFirst().flatMap { Int($0) } ?? runs)
            } else if names.contains(argument) {
                wanted.insert(argument)
            } else {
                print("usage: turnpike-bench [--runs N] [NAME …]\nnames: \(names.joined(separator: " "))")
                exit(argument == "--help" ? 0 : 2)
            }
        }
        let programs = Scratch.folder(of: CommandLine.arguments[0])
        let scratch = programs + "/bench-data"
        Scratch.makeFolder(scratch)
        func isWanted(_ name: String) -> Bool { wanted.isEmpty || wanted.contains(name) }

        print("\(runs) runs each; load of the machine \(Report.text(Scratch.load()))\n")
        Report.printHead()
        // First of all, while no memory freed by other figures could be used again.
        if isWanted("W4") { try MemoryFigures().all().forEach(Report.show) }
        if isWanted("W1") { try KernelFigures(runs: runs, batches: 40).all().forEach(Report.show) }
        if isWanted("CEL") { try ExpressionFigures(runs: runs).all().forEach(Report.show) }
        if isWanted("W3") {
            try LoadFigures(runs: runs, programs: programs, scratch: scratch).all().forEach(Report.show)
        }
        if isWanted("T1") { try CalendarFigures(runs: runs).all().forEach(Report.show) }
        if isWanted("T2") { try await TimerFigures(runs: runs, scratch: scratch).all().forEach(Report.show) }
        if wanted.contains("T2.year") { try await YearFigures(runs: runs, scratch: scratch).all().forEach(Report.show) }
        if isWanted("typed") { try await TypedFigures(runs: runs).all().forEach(Report.show) }
        let durable = try DurableFigures(runs: runs, scratch: scratch)
        if isWanted("W2") || wanted.contains("W2.one") { try await durable.oneCaller().forEach(Report.show) }
        if isWanted("W2") || wanted.contains("W2.many") { try await durable.manyCallers().forEach(Report.show) }
        if isWanted("outbox") { try await OutboxFigures(runs: runs, scratch: scratch).all().forEach(Report.show) }
        if isWanted("import") {
            if let figures = ImportFigures(runs: runs, scratch: scratch) {
                try await figures.all().forEach(Report.show)
            } else {
                print("import: skipped, \(ImportFigures.data) is not there")
            }
        }
    }
}
