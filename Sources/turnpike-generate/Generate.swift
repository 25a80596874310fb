import Turnpike
import TurnpikeCodegen
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `turnpike-generate PROCESS OUTPUT [--access internal|package|public]`, for the build plug-in.
///
/// It has no argument parser and links no Foundation, because a customer's build compiles it. Findings are printed as
/// compilers do, `PATH:LINE:COLUMN: error: …`, so that they appear in `swift build` and in editors.
@main
enum Generate {
    static func main() {
        var words = Array(CommandLine.arguments.dropFirst())
        var generator = SwiftGenerator()
        if let flag = words.firstIndex(of: "--access") {
            guard flag + 1 < words.count, let access = SwiftGenerator.Access(rawValue: words[flag + 1]) else {
                fail("--access is internal, package or public", status: 2)
            }
            generator.access = access
            words.removeSubrange(flag...flag + 1)
        }
        guard words.count == 2 else { fail("usage: turnpike-generate PROCESS OUTPUT [--access ACCESS]", status: 2) }
        let result = generator.generate(contentsOf: words[0])
        for diagnostic in result.diagnostics {
            printError(CompilerLine.text(diagnostic, in: result.sources, path: words[0]))
        }
        guard let text = result.text else { exit(1) }
        if let kept = readFile(words[1]) {
            // A file that says the same keeps its date, so that nothing is compiled anew.
            if kept == Array(text.utf8) { return }
            guard kept.isEmpty || kept.starts(with: SwiftGenerator.heading.utf8) else {
                fail("\(words[1]): there is something else than generated types, which is not overwritten", status: 1)
            }
        }
        if let problem = writeFile(words[1], Array(text.utf8)) { fail("\(words[1]): \(problem)", status: 1) }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        printError("error: \(message)\n")
        exit(status)
    }

    private static func printError(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }

    private static func readFile(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
        }
    }

    /// Writes a file beside its place and moves it there, so that a build that is stopped leaves no half of one.
    private static func writeFile(_ path: String, _ bytes: [UInt8]) -> String? {
        let temporary = "\(path).\(getpid())"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { return String(cString: strerror(errno)) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard written > 0 else {
                let problem = String(cString: strerror(errno))
                close(file)
                unlink(temporary)
                return problem
            }
            rest = rest.dropFirst(written)
        }
        close(file)
        guard rename(temporary, path) == 0 else {
            let problem = String(cString: strerror(errno))
            unlink(temporary)
            return problem
        }
        return nil
    }
}
