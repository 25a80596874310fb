#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeInsight
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike report`
    struct ReportCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report",
            abstract: "Count the deals of the store: stages, win rates, values, days to the close.",
            discussion: """
                The days to the close are counted from the deals' own history; what nobody recorded is counted as \
                unknown and left out of the figures.

                  turnpike report
                  turnpike report --by owner --by source --value amount
                  turnpike report --format json
                """
        )

        @Option(help: ArgumentHelp("Only the deals of this process.", valueName: "id"), completion: .processes)
        var process: String?

        @Option(help: ArgumentHelp("The money field to add up (default: the first).", valueName: "field"))
        var value: String?

        @Option(
            name: .customLong("by"),
            help: ArgumentHelp(
                "Count by owner or by a field; repeat it for several (default: owner).",
                valueName: "field"
            )
        )
        var groups: [String] = []

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = try await Session.look(common)
            let pipeline = session.pipeline
            let options = ReportOptions(
                tenant: session.pipeline.tenant,
                process: process,
                value: value,
                groups: groups.isEmpty ? ["owner"] : groups
            )
            let report: Report
            do {
                report = try await Report.make(from: pipeline.store, options: options) {
                    try await pipeline.process($0, version: $1)
                }
            } catch let error as ReportError {
                throw ValidationError(error.message)
            }
            try common.output.write {
                report.description.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { SafeText.line(String($0)) }.joined(separator: "\n") + "\n"
            } json: {
                report.json
            }
            guard report.unreadableCount == 0 else { throw Ended(status: .failed) }
        }
    }

#endif
