import Foundation
import Turnpike
import TurnpikeCodegen
import TurnpikeRuntime
import TurnpikeValues
import TurnpikeYAML

/// Files of the package that the tests read.
enum Files {
    /// The package's folder.
    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    /// The folder of these tests.
    static let tests = root + "/Tests/TurnpikeCodegenTests"
    /// The example processes.
    static let examples: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Examples/processes")) ?? []
        return names.filter { FileManager.default.fileExists(atPath: path($0)) }.sorted()
    }()

    static func path(_ example: String) -> String {
        "\(root)/Examples/processes/\(example)/\(example).process.yaml"
    }

    static func process(_ example: String) throws -> SalesProcess { try SalesProcess(contentsOf: path(example)) }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// A folder for what a test makes.
    static func temporary() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "turnpike-codegen-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

extension SwiftGenerator.Result {
    /// The findings as `code line`.
    var findings: [String] {
        diagnostics.map { "\($0.code.id) \(sources.position(of: $0.range)?.line ?? 0)" }
    }
}

/// Numbers by chance that are the same in every run (xorshift64).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func roll(_ sides: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(sides))
    }
}

/// Somebody with every role.
func boss(of process: SalesProcess) -> Actor { Actor(id: "boss_1", roles: process.roles.map(\.id)) }

/// A pipeline whose ids and times are the same in every run.
func pipeline(_ process: SalesProcess, _ clock: ManualClock) async throws -> Pipeline {
    try await Pipeline(processes: [process], clock: clock, ids: .seeded(7))
}

let start = Instant(milliseconds: 1_780_000_000_000)
