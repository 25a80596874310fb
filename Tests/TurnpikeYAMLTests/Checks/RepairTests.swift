import Testing
import Turnpike
import TurnpikeYAML

/// Repairs that can be put into the file as they are, and hints that say how something is written.
@Suite struct RepairTests {
    private static func compile(_ fields: String, gates: String = "{}", moves: String = "[won]") -> CompileResult {
        let text = """
            turnpike: 1
            process: p
            currency: EUR
            roles: {boss: Boss}
            reasons: {talks: {scope: The scope changed}}
            fields:
              amount: {type: money, label: A}
              d: {type: date, label: D}
              \(fields)
            gates: \(gates)
            stages:
              open: {moves: \(moves)}
              won: {outcome: won}
              lost: {outcome: lost}
            anywhere: {moves: [lost]}

            """
        return SalesProcess.compile(ProcessFile(text: text))
    }

    @Test(arguments: [
        ("x: {type: money, compute: deal.amount / 3}", "\"round(deal.amount / 3, 2)\""),
        ("x: {type: money, compute: \"deal.amount / 3\"}", "round(deal.amount / 3, 2)"),
        ("x: {type: bool, compute: \"deal.d > '2026-01-01'\"}", "date('2026-01-01')"),
    ])
    func aRepairKeepsTheFileReadable(_ field: String, _ repair: String) throws {
        let result = Self.compile(field)
        let found = try #require(result.diagnostics.first { $0.severity == .error && $0.repair != nil })
        let given = try #require(found.repair)
        #expect(given.replacement == repair)
        let file = try #require(result.sources[given.range])
        var bytes = file.bytes
        bytes.replaceSubrange(given.range.offsets, with: given.replacement.utf8)
        let repaired = SalesProcess.compile(ProcessFile(text: String(decoding: bytes, as: UTF8.self)))
        #expect(!repaired.diagnostics.hasErrors, "\(repaired.diagnostics.map(\.message))")
    }

    @Test func aDivisionInsideAListIsOneFinding() {
        let codes = Self.compile("x: {type: money, compute: \"[deal.amount / 3].sum()\"}").diagnostics.filter {
            $0.severity == .error
        }
        #expect(codes.map(\.code.id) == ["TP1311"])
    }

    @Test func aShareOfAShareIsAShare() {
        let fields = "s: {type: percent, label: S}\n  x: {type: percent, compute: deal.s * 50%}"
        #expect(!Self.compile(fields).diagnostics.hasErrors)
    }

    @Test(arguments: [
        ("d1: {type: bool, compute: deal.d >= today}", "now"), ("d1: {type: bool, compute: deal.d >= now()}", "now"),
        ("d1: {type: bool, compute: deal.d > now + 3}", "3 days"),
    ])
    func howToWriteATimeIsSaid(_ field: String, _ repair: String) {
        let found = Self.compile(field).diagnostics.first { $0.severity == .error }
        #expect(found?.repair?.replacement == repair, "\(found?.message ?? "")")
    }

    @Test func aGateWithAnIdIsToldHowItIsNamed() {
        let result = Self.compile("y: text", gates: "{g: {all: [{id: inner, needs: [y]}]}}")
        let found = result.diagnostics.first { $0.code == .unknownKey }
        #expect(found?.help?.contains("{budget_known: {needs: [budget]}}") == true)
    }

    @Test(arguments: ["\"\"", "{plugin: \"\"}"])
    func aPluginHasAName(_ external: String) {
        let found = Self.compile("y: text", gates: "{g: {external: \(external)}}").diagnostics
        #expect(found.contains { $0.message.contains("name of a plug-in is empty") }, "\(found.map(\.message))")
    }

    @Test func aMoveToItsOwnStageMaySayWhy() throws {
        let moves = "{won: {}, again: {to: open, as_soon_as: deal.y == \"x\", because: scope, at_most: 2}}"
        let result = Self.compile("y: text", moves: moves)
        let process = try #require(result.process, "\(result.diagnostics.map(\.message))")
        #expect(process.moves.first { $0.id == "again" }?.because.map { process[$0].id } == "scope")
        let unknown = Self.compile("y: text", moves: moves.replacingOccurrences("scope", "scop"))
        #expect(unknown.diagnostics.contains { $0.code.id == "TP1278" })
    }

    @Test func aMisspeltReceiverIsAFinding() {
        func receivers(_ to: String) -> [Diagnostic] {
            let text = """
                turnpike: 1
                process: p
                roles: {boss: Boss}
                stages:
                  open: {moves: [won], limits: {slow: {within: 3 days, then: [{notify: \(to)}]}}}
                  won: {outcome: won}
                  lost: {outcome: lost}
                anywhere: {moves: [lost]}
                permissions: {override: [boss]}

                """
            return SalesProcess.compile(ProcessFile(text: text)).diagnostics
        }
        #expect(receivers("bos").first?.repair?.replacement == "boss")
        #expect(receivers("bos").map(\.code.id) == ["TP1246"])
        for to in ["boss", "owner", "{to: \"anybody\", text: x}", "\"#all\""] {
            #expect(receivers(to).isEmpty, "\(to): \(receivers(to).map(\.message))")
        }
    }
}

extension String {
    fileprivate func replacingOccurrences(_ words: String, _ other: String) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(of: words) {
            result += rest[..<range.lowerBound] + other
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
