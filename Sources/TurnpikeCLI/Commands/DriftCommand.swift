#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeCRM
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike drift`
    struct DriftCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drift",
            abstract: "List what differs between deals and the CRM, and why.",
            discussion: """
                Compares the deals with their records in each CRM that the configuration names, and changes neither. --take-in \
                first reads what people changed in the CRM and has it judged by the process's 'observed' policy, as \
                'turnpike run' does all the time.

                  turnpike drift acme
                  turnpike drift --take-in

                Exit status: 0 when the CRM could be asked, whatever differs; 4 where it could not.
                """
        )

        @Argument(help: "The deal (default: all that are neither won nor lost).", completion: .deals) var deal: String?
        @Flag(help: "First take in what was changed in the CRM.") var takeIn = false
        @Option(help: "Only this plug-in of the configuration.") var plugin: String?
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let session = takeIn ? try await Session.open(common) : try await Session.look(common)
            let all = try BuiltInPlugins.connectors(session.configuration, session.door)
            let connections = all.filter { plugin == nil || $0.name == plugin }
            guard !connections.isEmpty else {
                throw Failure.wrongUse(
                    "no_crm",
                    plugin.map { "the configuration names no CRM '\($0)'" } ?? "the configuration names no CRM",
                    help: "in turnpike.yaml: `plugins: {crm: {uses: hubspot, settings: {…}}}`"
                )
            }
            var taken = CRMSummary()
            var drifts: [CRMDrift] = []
            do {
                if takeIn {
                    for connection in connections { taken.add(try await connection.connector.takeChanges()) }
                    _ = try await Delivery.run(session, deal: nil)
                }
                for deal in try await deals(session) {
                    for connection in connections {
                        guard let drift = try await connection.connector.drift(of: deal), !drift.differences.isEmpty
                        else { continue }
                        drifts.append(drift)
                    }
                }
            } catch let error as DeliveryError {
                throw Failure(.failed, "crm_failed", error.message)
            }
            let summary = taken
            let found = drifts
            try common.output.write {
                DriftText(style: Console.style).render(found, taken: takeIn ? summary : nil)
            } json: {
                Document.drift(found, taken: takeIn ? summary : nil)
            }
        }

        private func deals(_ session: Session) async throws -> [Deal] {
            if let deal { return [try await session.deal(deal)] }
            var deals: [Deal] = []
            var query = DealQuery(tenant: session.pipeline.tenant)
            while true {
                let page = try await session.pipeline.deals(query)
                for summary in page where summary.outcome == nil {
                    if let deal = try await session.pipeline.deal(summary.id) { deals.append(deal) }
                }
                guard page.count == query.limit, let last = page.last else { return deals }
                query.after = last.id
            }
        }
    }

#endif
