public import TurnpikeValues

/// What an expression may name, and the rules it is read by.
public struct Declarations: Sendable {
    /// The names that stand at the beginning of a path: `deal`, `stage`, `now`.
    public var variables: [String: Member] {
        didSet { hasQualifiedNames = Self.hasQualifiedNames(variables) }
    }
    /// The currency that a bare number beside money takes.
    public var defaultCurrency: Currency?
    /// The zone in which days begin and calendar periods are counted.
    public var zone: Zone
    /// The namespace in which names are looked up first, such as `com.example`; usually empty.
    public var container: String
    /// Functions beyond the standard ones, by name.
    public var functions: [String: [FunctionOverload]]
    /// Whether the rules for people apply: their literals, promoted numbers, exact money. Off for plain CEL.
    public var peopleRules: Bool
    /// Whether types are checked; without it every finding but a syntax error waits until the program runs.
    public var isChecked: Bool
    /// The largest expression accepted.
    public var limits: ExpressionLimits

    /// The paths by which explanations call slots that the text may name by a shorter one.
    public var paths: [Slot: String] = [:]

    private(set) var hasQualifiedNames: Bool

    /// Makes declarations.
    public init(
        variables: [String: Member] = [:],
        defaultCurrency: Currency? = nil,
        zone: Zone = .utc,
        container: String = "",
        functions: [String: [FunctionOverload]] = [:],
        peopleRules: Bool = true,
        isChecked: Bool = true,
        limits: ExpressionLimits = ExpressionLimits()
    ) {
        self.variables = variables
        self.defaultCurrency = defaultCurrency
        self.zone = zone
        self.container = container
        self.functions = functions
        self.peopleRules = peopleRules
        self.isChecked = isChecked
        self.limits = limits
        hasQualifiedNames = Self.hasQualifiedNames(variables)
    }

    private static func hasQualifiedNames(_ variables: [String: Member]) -> Bool {
        variables.keys.contains { $0.utf8.contains(UInt8(ascii: ".")) }
    }
}

/// One shape of a function that the host declares.
public struct FunctionOverload: Sendable {
    /// Computes the result; throws an `EvaluationError` to make the evaluation fail.
    public typealias Body = @Sendable ([Value]) throws -> Value

    /// A stable id, such as `fn_string_int`.
    public var id: String
    /// The types of the arguments, the target of a member call first.
    public var parameters: [ExpressionType]
    /// The type of the result.
    public var result: ExpressionType
    /// Whether it is called on a target: `x.f(y)`.
    public var isMember: Bool
    /// What it costs to call, in units of one simple operation.
    public var cost: Int
    /// The implementation; without one, calling fails.
    public var body: Body?

    /// Declares a function.
    public init(
        id: String,
        parameters: [ExpressionType],
        result: ExpressionType,
        isMember: Bool = false,
        cost: Int = 1,
        body: Body? = nil
    ) {
        self.id = id
        self.parameters = parameters
        self.result = result
        self.isMember = isMember
        self.cost = max(cost, 1)
        self.body = body
    }
}
