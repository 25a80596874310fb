import Turnpike
import TurnpikeValues

/// Reads a store page by page; while one page is counted, the next is read.
struct ReportMaker {
    let options: ReportOptions
    private var processes: [String: ProcessTally] = [:]
    private var readers: [Version: DealReader] = [:]
    private var unreadable: [Report.Unreadable] = []
    private var unreadableCount = 0

    private struct Version: Hashable {
        var process: String
        var version: Int
    }

    /// What became of a deal's documents.
    private enum Reading: Sendable {
        case facts(DealFacts)
        case unreadable(String)
    }

    private static let pageSize = 1_000
    private static let chunkSize = 250
    private static let listedUnreadable = 20

    init(options: ReportOptions) {
        self.options = options
    }

    mutating func read(_ store: any DealStore, _ process: (String, Int) async throws -> SalesProcess) async throws {
        var query = DealQuery(tenant: options.tenant, process: options.process, limit: Self.pageSize)
        var page = try await store.histories(query)
        while !page.isEmpty {
            query.after = page.last?.deal.summary.id
            let nextQuery = query
            async let next = store.histories(nextQuery)
            var pageReaders: [DealReader] = []
            pageReaders.reserveCapacity(page.count)
            for history in page { pageReaders.append(try await reader(for: history.deal.summary, process)) }
            let readings = await Self.facts(page, pageReaders)
            for (index, reading) in readings.enumerated() {
                let summary = page[index].deal.summary
                switch reading {
                case .facts(let facts): processes[summary.process]?.add(facts)
                case .unreadable(let message):
                    unreadableCount += 1
                    guard unreadable.count < Self.listedUnreadable else { continue }
                    unreadable.append(Report.Unreadable(deal: summary.id, message: message))
                }
            }
            page = try await next
        }
    }

    private mutating func reader(
        for summary: DealSummary,
        _ find: (String, Int) async throws -> SalesProcess
    ) async throws -> DealReader {
        let version = Version(process: summary.process, version: summary.version)
        if let reader = readers[version] { return reader }
        let process = try await find(summary.process, summary.version)
        let reader = DealReader(process: process, options: options)
        readers[version] = reader
        processes[summary.process, default: ProcessTally(groups: options.groups.count)].add(process, reader.value)
        return reader
    }

    private static func facts(_ page: [DealHistory], _ readers: [DealReader]) async -> [Reading] {
        await withTaskGroup(of: (Int, [Reading]).self) { group in
            for start in stride(from: 0, to: page.count, by: chunkSize) {
                group.addTask {
                    let range = start..<min(start + chunkSize, page.count)
                    return (
                        start,
                        range.map { index in
                            do throws(CodingError) {
                                return .facts(try readers[index].facts(page[index]))
                            } catch {
                                return .unreadable(error.message)
                            }
                        }
                    )
                }
            }
            var parts: [(Int, [Reading])] = []
            for await part in group { parts.append(part) }
            // The order of counting must not depend on which part was ready first.
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    func finish() throws(ReportError) -> Report {
        try checkNames()
        return Report(
            processes: processes.sorted { $0.key < $1.key }.compactMap { $0.value.finish(options) },
            unreadableCount: unreadableCount,
            unreadable: unreadable
        )
    }

    /// A name that no process knows is a mistake, not a group without deals.
    private func checkNames() throws(ReportError) {
        let known = readers.values.map(\.process)
        guard !known.isEmpty else { return }
        for name in options.groups where !readers.values.contains(where: { $0.knows(name) }) {
            if known.contains(where: { process in process.field(name).map { process[$0].isSensitive } ?? false }) {
                throw ReportError(message: "'\(name)' is sensitive, so its values are in no report")
            }
            throw Self.unknown("field", name, among: known.flatMap { $0.fields.map(\.id) } + GroupSource.names)
        }
        guard let name = options.value, !readers.values.contains(where: { $0.value != nil }) else { return }
        let money = known.flatMap { $0.fields.filter { $0.type == .money }.map(\.id) }
        throw Self.unknown("field of type money", name, among: money)
    }

    private static func unknown(_ kind: String, _ name: String, among known: [String]) -> ReportError {
        var message = "no \(kind) is called '\(name)'"
        if let near = NearestName.find(name, among: known) {
            message += "; did you mean '\(near)'?"
        } else if !known.isEmpty {
            message += "; there is \(Set(known).sorted().joined(separator: ", "))"
        }
        return ReportError(message: message)
    }
}

extension DealReader {
    fileprivate func knows(_ name: String) -> Bool {
        if case .none = GroupSource(name, in: process) { return false }
        return true
    }
}
