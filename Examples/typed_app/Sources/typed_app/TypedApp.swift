import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues
import TurnpikeYAML

@main
enum TypedApp {
    static func main() async throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = try SalesProcess(contentsOf: "/\(folder)/machine_sale.process.yaml")
        // The types were made from this very text, or the app says so at its start.
        try MachineSale.check(process)
        let pipeline = try await Pipeline(processes: [process])
        let rep = Actor.person("rep_1", roles: "rep")

        let fields = MachineSale.Fields(amount: Money("120000 EUR"))
        guard case .opened(let deal) = try await MachineSale.open("A press brake", fields, by: rep, in: pipeline) else {
            return
        }
        print(try await goOn(deal, rep))
    }

    /// Does in each stage what is next there. A stage that is added to the file does not compile until it stands here.
    static func goOn(_ deal: consuming MachineSale.AnyDeal, _ rep: Actor) async throws -> String {
        switch consume deal {
        case .inquiry(let deal): try await qualify(deal, rep)
        case .offer(let deal): try await close(deal, rep)
        case .sold(let deal): "\(deal.deal.name) is sold for \(deal.fields.amount.map { "\($0)" } ?? "nothing")"
        case .lost(let deal): "\(deal.deal.name) is lost: \(deal.deal.reason ?? "nobody knows why")"
        }
    }

    static func qualify(
        _ deal: consuming DealHandle<MachineSale.Stages.Inquiry>,
        _ rep: Actor
    ) async throws -> String {
        switch try await deal.move(to: .offer, by: rep) {
        case .moved(let next): return try await close(next, rep)
        case .stale(let deal): return "somebody else moved it to \(deal.stage)"
        case .refused(let refusal, let same):
            print(refusal)
            let visit = try await same.complete(.siteVisit(outcome: .interested, need: "Parts come out bent"), by: rep)
            guard case .changed(let visited) = consume visit else { return "the visit was refused" }
            guard case .moved(let next) = try await visited.move(to: .offer, by: rep) else { return "refused again" }
            return try await close(next, rep)
        }
    }

    static func close(_ deal: consuming DealHandle<MachineSale.Stages.Offer>, _ rep: Actor) async throws -> String {
        let signed = FileReference("https://files.example/contract.pdf", name: "contract.pdf")
        guard case .moved(let sold) = try await deal.move(to: .sold(contract: signed), by: rep) else {
            return "not signed"
        }
        return try await goOn(.sold(sold), rep)
    }
}
