import Turnpike
import TurnpikeRuntime

/// Why a command ended without doing what was asked: one thing to say, and what would help.
struct Failure: Error, Sendable {
    /// What the program answers to the shell.
    var status: ExitStatus
    /// A stable word for programs, such as `unknown_deal`.
    var code: String
    /// What is wrong, in one sentence; more sentences are in `problems`.
    var message: String
    /// Each single problem, where there are several.
    var problems: [String] = []
    /// What would help.
    var help: String?
    /// Findings in a file.
    var findings: ProcessError?

    init(_ status: ExitStatus, _ code: String, _ message: String, problems: [String] = [], help: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.problems = problems
        self.help = help
    }

    /// Wrong use of the command line.
    static func wrongUse(_ code: String, _ message: String, help: String? = nil) -> Failure {
        Failure(.wrongUse, code, message, help: help)
    }

    /// Any error of the layers beneath, as a failure with its exit status.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ProcessError: self.init(error)
        case let error as CommandError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as PipelineError: self.init(error)
        case let error as CodingError: self.init(.failed, "damaged", "the store holds a damaged document: \(error)")
        default: self.init(.failed, "failed", "\(error)")
        }
    }

    private init(_ error: ProcessError) {
        self.init(.fileHasErrors, "file_has_errors", DiagnosticRenderer.summary(of: error.diagnostics))
        findings = error
    }

    private init(_ error: CommandError) {
        let status: ExitStatus =
            switch error.code {
            case .unknownName, .invalidValue, .wrongState, .missing: .wrongUse
            case .evaluation: .fileHasErrors
            case .limit: .failed
            }
        let code =
            switch error.code {
            case .unknownName: "unknown_name"
            case .invalidValue: "invalid_value"
            case .wrongState: "wrong_state"
            case .missing: "missing"
            case .limit: "limit"
            case .evaluation: "evaluation"
            }
        let single = error.problems.count == 1
        self.init(
            status,
            code,
            single ? error.problems[0] : "\(error.problems.count) things are wrong",
            problems: single ? [] : error.problems
        )
    }

    private init(_ error: PipelineError) {
        let (status, code): (ExitStatus, String) =
            switch error.code {
            case .noSuchDeal: (.wrongUse, "unknown_deal")
            case .noSuchProcess: (.wrongUse, "unknown_process")
            case .processChanged: (.fileHasErrors, "definition_changed")
            case .stale: (.wrongUse, "stale")
            case .keyReused: (.wrongUse, "key_reused")
            case .keyTaken: (.wrongUse, "key_taken")
            case .contention: (.failed, "contention")
            case .damaged: (.failed, "damaged")
            default: (.failed, "failed")
            }
        self.init(status, code, error.message)
    }

    private init(_ error: StoreError) {
        let status: ExitStatus =
            switch error.code {
            case .definitionChanged: .fileHasErrors
            default: .failed
            }
        self.init(status, Self.snakeCase(error.code.description), error.message)
        if error.code == .definitionChanged {
            help = "raise 'version' in the file, or pass --draft while you develop it"
        }
    }

    /// `notAStore` as `not_a_store`, the spelling of all codes and keys in our JSON.
    static func snakeCase(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}
