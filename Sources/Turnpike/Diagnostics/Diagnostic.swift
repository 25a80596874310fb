/// One finding about a file: what is wrong, exactly where, and what would mend it.
public struct Diagnostic: Hashable, Sendable {
    /// How much a finding matters.
    public enum Severity: String, Hashable, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used, and probably does not say what was meant.
        case warning
    }

    /// A remark beside a finding, often about the other place involved.
    public struct Note: Hashable, Sendable {
        /// What there is to say.
        public var message: String
        /// The other place, if it is about one.
        public var range: SourceRange?

        /// A remark, with the place it is about.
        public init(_ message: String, at range: SourceRange? = nil) {
            self.message = message
            self.range = range
        }
    }

    /// A change of the text that would mend the finding.
    public struct Repair: Hashable, Sendable {
        /// What is said above the repaired line, such as `did you mean 'budget'?`.
        public var sentence: String
        /// The words to replace; an empty range inserts.
        public var range: SourceRange
        /// What stands there afterwards.
        public var replacement: String

        /// A change of the words in `range`.
        public init(_ sentence: String, replacing range: SourceRange, with replacement: String) {
            self.sentence = sentence
            self.range = range
            self.replacement = replacement
        }

        /// The usual repair of a misspelt name.
        public static func didYouMean(_ name: String, replacing range: SourceRange) -> Repair {
            Repair("did you mean '\(name)'?", replacing: range, with: name)
        }
    }

    /// The stable code, which has a page that explains it.
    public var code: DiagnosticCode
    /// How much it matters.
    public var severity: Severity
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// The words that caused it; ``SourceRange/none`` for what has no place.
    public var range: SourceRange
    /// Remarks, shown after the words.
    public var notes: [Note]
    /// The change that would mend it.
    public var repair: Repair?
    /// Advice that is no single change of text.
    public var help: String?

    /// A finding.
    public init(
        _ code: DiagnosticCode,
        severity: Severity = .error,
        _ message: String,
        at range: SourceRange,
        notes: [Note] = [],
        repair: Repair? = nil,
        help: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.range = range
        self.notes = notes
        self.repair = repair
        self.help = help
    }
}

extension Sequence where Element == Diagnostic {
    /// Whether one of the findings makes the file unusable.
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// The findings in the order of their places.
    public func inFileOrder() -> [Diagnostic] {
        // Findings about the same words stay in the order in which they were made.
        enumerated().sorted { left, right in
            if left.element.range == right.element.range { return left.offset < right.offset }
            return SourceRange.isBefore(left.element.range, right.element.range)
        }.map(\.element)
    }
}
