import Turnpike
import TurnpikeRuntime
import TurnpikeYAML

@main
enum Main {
    static func main() async throws {
        let file = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = try SalesProcess(contentsOf: "/\(file)/lemonade.process.yaml")
        let pipeline = try await Pipeline(processes: [process])
        let vendor = Actor.person("vendor_1")

        let deal = try await pipeline.open("lemonade", name: "A thirsty customer", by: vendor)
        _ = try await pipeline.move(deal.id, to: "sell", by: vendor)

        for price in ["5 EUR", "2.50 EUR"] {
            _ = try await pipeline.set(deal.id, ["price": .string(price)], by: vendor)
            switch try await pipeline.move(deal.id, to: "sold", by: vendor) {
            case .moved(let deal):
                print("\(deal.name) is in \(deal.stage), outcome \(deal.outcome?.rawValue ?? "open")")
            case .refused(let refusal): print(refusal)
            }
        }
    }
}
