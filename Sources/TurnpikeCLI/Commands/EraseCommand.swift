#if CLI

    import ArgumentParser
    import Turnpike
    import TurnpikeRuntime
    import TurnpikeValues

    /// `turnpike erase`
    struct EraseCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase",
            abstract: "Erase the sensitive values of a deal or a person.",
            discussion: """
                Every value that the sensitive fields ever had goes, of all revisions; the history stays and replays to the \
                same bytes. With --contact it goes from all deals that are bound to the contact, and the contact's record is \
                emptied. Nothing happens without --yes: then it tells what would be erased.

                  turnpike erase acme
                  turnpike erase --contact c_17 --yes
                """
        )

        @Argument(help: "The deal.", completion: .deals) var deal: String?
        @Option(help: ArgumentHelp("A contact, by id or key.", valueName: "contact")) var contact: String?
        @Flag(help: "Erase it. It cannot be brought back.") var yes = false
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (deal == nil) != (contact == nil) else { throw ValidationError("Name a deal, or --contact.") }
        }

        func run() async throws {
            let session = try await Session.open(common)
            let ids: [DealID]
            if let deal {
                ids = [try await session.deal(deal).id]
            } else {
                ids = try await session.pipeline.deals(of: contact ?? "")
            }
            guard yes else { return try await tell(ids, session) }
            let erasure =
                if let contact { try await session.pipeline.erase(contact: contact) } else {
                    try await session.pipeline.erase(ids[0])
                }
            try common.output.write {
                "erased \(Self.counted(erasure.values, of: erasure.deals.count))"
                    + (erasure.isContactEmptied ? ", and the contact's record\n" : "\n")
            } json: {
                Document.object([
                    "contact_emptied": .bool(erasure.isContactEmptied),
                    "deals": Document.strings(erasure.deals.map(\.description)),
                    "kind": "erased",
                    "values": .int(Int64(erasure.values)),
                ])
            }
        }

        private static func counted(_ values: Int, of deals: Int) -> String {
            "\(values) value\(values == 1 ? "" : "s") of \(deals) deal\(deals == 1 ? "" : "s")"
        }

        private func tell(_ ids: [DealID], _ session: Session) async throws {
            var values = 0
            for id in ids {
                let kept = try await session.pipeline.store.sensitiveValues(of: id, tenant: session.pipeline.tenant)
                values += kept.count { $0.value != nil }
            }
            let total = values
            try common.output.write {
                "this would erase \(Self.counted(total, of: ids.count)); --yes does it\n"
            } json: {
                Document.object([
                    "deals": Document.strings(ids.map(\.description)), "kind": "would_erase",
                    "values": .int(Int64(total)),
                ])
            }
        }
    }

#endif
