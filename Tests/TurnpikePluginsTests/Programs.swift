import TurnpikeSubprocess
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The programs that the tests start.
enum Programs {
    static let folder: String = {
        let file = #filePath
        return String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]) + "/Programs"
    }()

    /// The root of the repository.
    static let root: String = folder.replacing("/Tests/TurnpikePluginsTests/Programs", with: "")

    /// Where SwiftPM puts what it builds, beside the test bundle.
    static var built: String {
        let path = CommandLine.arguments[0]
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let real = realpath(path, &buffer).map { String(cString: $0) } ?? path
        return String(real[..<(real.lastIndex(of: "/") ?? real.startIndex)])
    }

    /// Whether there is a Python to run them.
    static let hasPython: Bool =
        ["/usr/bin", "/usr/local/bin", "/bin"].contains { access($0 + "/python3", X_OK) == 0 }
        || (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains {
            access($0 + "/python3", X_OK) == 0
        }

    /// What works may take its time: beside hundreds of other tests, an answer may wait long for a thread.
    static let patient = PluginLimits(
        start: .seconds(900),
        call: .seconds(900),
        health: .seconds(900),
        stop: .seconds(900),
        firstPause: .milliseconds(10),
        longestPause: .milliseconds(50)
    )

    static func python(
        _ script: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        configuration: JSON = .object([]),
        limits: PluginLimits = patient
    ) -> PluginCommand {
        let path = script.hasPrefix("/") ? script : folder + "/" + script
        return PluginCommand(
            "python3",
            arguments: [path] + arguments,
            environment: environment,
            configuration: configuration,
            limits: limits
        )
    }

    static func temporaryFile(_ name: String) -> String {
        "/tmp/turnpike-plugin-\(getpid())-\(UInt32.random(in: 0...UInt32.max))-\(name)"
    }
}
