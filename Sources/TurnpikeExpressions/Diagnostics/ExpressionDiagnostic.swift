/// Something wrong in the text of an expression: what it is, where it stands and how to mend it.
public struct ExpressionDiagnostic: Hashable, Sendable {
    /// The kind of a finding, stable across releases, for a program to branch on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The name that this code keeps for ever, such as `unknown-name`.
        public let name: String

        /// The stable name of the code.
        public var description: String { name }

        /// The text is not an expression.
        public static let syntax = Self(name: "syntax")
        /// No variable or function has this name.
        public static let unknownName = Self(name: "unknown-name")
        /// The thing before the dot has no such member.
        public static let unknownMember = Self(name: "unknown-member")
        /// The text of a choice is not one of its declared options.
        public static let unknownOption = Self(name: "unknown-option")
        /// A part has another type than its place asks for.
        public static let typeMismatch = Self(name: "type-mismatch")
        /// An operator or function exists, but not for operands of these types.
        public static let noSuchOverload = Self(name: "no-such-overload")
        /// Money of two currencies meets without a conversion.
        public static let mixedCurrencies = Self(name: "mixed-currencies")
        /// A bare number stands beside money, and the process declares no currency.
        public static let noCurrency = Self(name: "no-currency")
        /// An elapsed time is compared with calendar time.
        public static let periodComparison = Self(name: "period-comparison")
        /// Working time is used as a value.
        public static let workingDuration = Self(name: "working-duration")
        /// An exact number is divided without saying how to round.
        public static let inexactDivision = Self(name: "inexact-division")
        /// A field is compared with null instead of being asked for with `has`.
        public static let nullComparison = Self(name: "null-comparison")
        /// A literal cannot be read as a value.
        public static let badLiteral = Self(name: "bad-literal")
        /// A whole number such as 15 stands beside a share: it would be 1500%.
        public static let bareShare = Self(name: "bare-share")
        /// The text has more characters than the limit.
        public static let tooLong = Self(name: "too-long")
        /// Parentheses, calls or literals stand deeper inside one another than the limit.
        public static let tooDeep = Self(name: "too-deep")
        /// The expression has more parts than the limit.
        public static let tooManyParts = Self(name: "too-many-parts")
        /// More comprehensions (`exists`, `map`, ...) stand inside one another than the limit.
        public static let tooManyLoops = Self(name: "too-many-loops")
        /// What evaluating it may cost at worst is above the budget.
        public static let tooCostly = Self(name: "too-costly")

        /// Whether the expression is beyond one of the limits.
        public var isLimit: Bool {
            [.tooLong, .tooDeep, .tooManyParts, .tooManyLoops, .tooCostly].contains(self)
        }
    }

    /// The kind of the finding.
    public var code: Code
    /// The words that caused it, as offsets into the UTF-8 bytes of the expression's text.
    public var range: Range<Int>
    /// What is wrong, for the person who wrote the expression.
    public var message: String
    /// What else helps: the types seen, the overloads that exist, the rule behind it.
    public var notes: [String]
    /// The text to put in place of `repairRange`, where one repair is likely.
    public var repair: String?
    /// The words that `repair` replaces; the finding's own range unless something else is said.
    public var repairRange: Range<Int>

    /// Makes a finding.
    public init(
        _ code: Code,
        _ range: Range<Int>,
        _ message: String,
        notes: [String] = [],
        repair: String? = nil,
        repairRange: Range<Int>? = nil
    ) {
        self.code = code
        self.range = range
        self.message = message
        self.notes = notes
        self.repair = repair
        self.repairRange = repairRange ?? range
    }
}

extension ExpressionDiagnostic: CustomStringConvertible {
    /// One line: place, code, message and repair.
    public var description: String {
        var text = "\(range.lowerBound)..<\(range.upperBound): \(code.name): \(message)"
        if let repair { text += "; write \(repair)" }
        return text
    }
}
