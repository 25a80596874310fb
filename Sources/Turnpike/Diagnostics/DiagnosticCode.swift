/// The stable name of a kind of finding, with the page that explains it.
///
/// Codes are never reused or renumbered: people search for them. The ranges are TP10xx text and structure of YAML,
/// TP11xx expressions and texts written into YAML's traps, TP12xx the process language, TP13xx expressions, TP14xx the
/// soundness of a process, TP15xx import, TP16xx scenarios (from TP1660 the configuration), TP17xx people, data and
/// reuse, TP18xx time between deals and customers, diagrams and typed Swift, TP19xx what is not supported yet.
public struct DiagnosticCode: Sendable, CustomStringConvertible {
    /// The code as printed, such as `TP1042`.
    public let id: String
    /// The kind of finding in a few words.
    public let title: String
    /// Why it is a finding and what to do, in a few sentences.
    public let explanation: String
    /// A text that has the finding.
    public let wrong: String
    /// The same text without it.
    public let right: String

    /// A code of the catalogue.
    public init(_ id: String, _ title: String, explanation: String, wrong: String, right: String) {
        self.id = id
        self.title = title
        self.explanation = explanation
        self.wrong = wrong
        self.right = right
    }

    /// Every code there is, in the order of their ids.
    public static let all: [DiagnosticCode] =
        (yamlCodes + trapCodes + readingCodes + languageCodes + nameCodes + valueCodes + moveCodes + nestingCodes
        + calendarCodes + timeCodes + expressionCodes + soundnessCodes + importCodes + scenarioCodes
        + configurationCodes + peopleCodes + reuseCodes + dataCodes + versionCodes
        + codegenCodes + openingCodes + cadenceCodes + laterCodes)
        .sorted { $0.id < $1.id }

    /// The code of an id as a person types it, in either case.
    public static func named(_ id: some StringProtocol) -> DiagnosticCode? {
        let id = id.uppercased()
        return all.first { $0.id == id }
    }

    /// The page of the code as plain text, for `check --explain`.
    public var page: String {
        func indented(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
                .joined(separator: "\n")
        }
        return "\(id): \(title)\n\n\(explanation)\n\nWrong:\n\n\(indented(wrong))\n\nRight:\n\n\(indented(right))\n"
    }

    /// The id.
    public var description: String { id }
}

extension DiagnosticCode: Hashable {
    /// Codes are the same when their ids are.
    public static func == (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.id == right.id }

    /// Hashes the id.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
