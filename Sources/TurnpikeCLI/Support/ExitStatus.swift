/// What the program answers to the shell. The numbers are a promise to scripts.
enum ExitStatus: Int32, Sendable {
    /// Done.
    case done = 0
    /// A file has errors, or a scenario ends otherwise than its file expects.
    case fileHasErrors = 1
    /// The command makes no sense: unknown words, missing or impossible values.
    case wrongUse = 2
    /// A gate said no, with all its reasons.
    case refused = 3
    /// The store or a plug-in failed.
    case failed = 4
}
