import Synchronization

/// Where the program writes: standard output for answers, standard error for errors and progress.
enum Console: Sendable {
    /// What a command answered while another one ran it.
    final class Capture: Sendable {
        let text = Mutex("")
    }

    /// Takes answers in place of standard output, for a command that runs others.
    @TaskLocal static var captured: Capture?

    /// Writes an answer.
    ///
    /// - Throws: `Failure` where the medium is full. A reader that has gone away is no error: it saw what it wanted.
    static func write(_ text: String) throws {
        if let captured { return captured.text.withLock { $0 += text } }
        let error = System.write(Array(text.utf8), to: 1)
        if error != 0, !System.isBrokenPipe(error) {
            throw Failure(.failed, "unwritable", "cannot write to standard output: \(System.describe(error))")
        }
    }

    /// Writes to standard error; there is nowhere to report that it failed.
    static func writeError(_ text: String) {
        _ = System.write(Array(text.utf8), to: 2)
    }

    /// How answers may look: colours and width of the terminal, none of it elsewhere.
    static var style: Style { style(of: 1) }

    /// How errors may look.
    static var errorStyle: Style { style(of: 2) }

    private static func style(of descriptor: Int32) -> Style {
        let isTerminal = System.isTerminal(descriptor)
        let isDumb = System.environment("TERM") == "dumb"
        let width =
            System.environment("COLUMNS").flatMap(Int.init) ?? (isTerminal ? System.terminalWidth(descriptor) : nil)
        return Style(
            usesColor: isTerminal && !isDumb && System.environment("NO_COLOR") == nil,
            width: min(max(width ?? 100, 20), 400)
        )
    }
}
