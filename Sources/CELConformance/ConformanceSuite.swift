import TurnpikeExpressions
import TurnpikeValues

/// Runs cases of the CEL conformance suite through the checked and the dynamic program.
public struct ConformanceSuite: Sendable {
    /// The libraries whose cases run; others are skipped.
    public var extensions: Set<String>
    /// Whether the rules for people apply.
    public var people: Bool

    /// What is run unless something else is said.
    public static let standardExtensions: Set<String> = [
        "strings", "math", "optionals", "bindings", "encoders", "two_var_comprehensions",
    ]

    /// Makes a suite.
    public init(extensions: Set<String> = ConformanceSuite.standardExtensions, people: Bool = false) {
        self.extensions = extensions
        self.people = people
    }

    /// What came of a run.
    public struct Outcome: Sendable {
        /// Cases that gave what was expected.
        public var passed = 0
        /// Cases that did not, each with what was expected and seen.
        public var failures: [String] = []
        /// Cases that need what is not run here.
        public var skipped = 0

        /// An outcome of nothing.
        public init() {}

        /// The last line of a report.
        public var summary: String { "\(passed) passed, \(failures.count) failed, \(skipped) skipped" }

        /// Adds another outcome.
        public mutating func add(_ other: Outcome) {
            passed += other.passed
            failures += other.failures
            skipped += other.skipped
        }
    }

    /// Runs the cases of one file.
    ///
    /// - Parameters:
    ///   - bytes: The file, a JSON list of cases.
    ///   - name: What failures call the file.
    /// - Returns: Counts and failures; a file that cannot be read is one failure.
    public func run(_ bytes: [UInt8], name: String) -> Outcome {
        var outcome = Outcome()
        let cases: [JSON]
        do {
            guard let elements = try JSON.parse(bytes).elements else {
                outcome.failures.append("\(name): is no list of cases")
                return outcome
            }
            cases = elements
        } catch {
            outcome.failures.append("\(name): \(error)")
            return outcome
        }
        for json in cases {
            guard let one = ConformanceCase(json, file: name) else {
                outcome.failures.append("\(name): a case that cannot be read: \(json)")
                continue
            }
            guard !one.needsMessages, one.extensions.allSatisfy({ extensions.contains($0) }) else {
                outcome.skipped += 1
                continue
            }
            if let failure = run(one) {
                outcome.failures.append("\(one.name): \(one.expression)\n    \(failure)")
            } else {
                outcome.passed += 1
            }
        }
        return outcome
    }

    /// What one way of running an expression gave.
    private enum Seen: CustomStringConvertible {
        case value(Value)
        case error(String)

        var description: String {
            switch self {
            case .value(let value): "\(value) (\(value.kindName))"
            case .error(let message): "error: \(message)"
            }
        }
    }

    /// What is wrong with a case's result; nil when nothing is.
    private func run(_ one: ConformanceCase) -> String? {
        var declarations = Declarations(container: one.container, peopleRules: people)
        var fields: [Value] = []
        var declared: Set<String> = []
        for declaration in one.declarations {
            guard let name = declaration["name"]?.stringValue else { return "a declaration without a name" }
            if let json = declaration["type"] {
                guard let type = ConformanceCase.type(json) else { return "a type that cannot be read: \(json)" }
                let binding = one.bindings.first { $0.0 == name }
                guard let value = binding.map({ ConformanceCase.value($0.1) }) ?? .null else {
                    return "a binding that cannot be read"
                }
                declarations.variables[name] = Member(type, slot: .field(fields.count), mayBeMissing: binding == nil)
                declared.insert(name)
                fields.append(value)
            } else {
                for json in declaration["overloads"]?.elements ?? [] {
                    guard let overload = overload(json) else { return "an overload that cannot be read: \(json)" }
                    declarations.functions[name, default: []].append(overload)
                }
            }
        }
        for (name, json) in one.bindings where !declared.contains(name) {
            guard let value = ConformanceCase.value(json) else { return "a binding that cannot be read" }
            declarations.variables[name] = Member(.dyn, slot: .field(fields.count), mayBeMissing: false)
            fields.append(value)
        }
        var typed: Seen?
        if !one.isUnchecked {
            let result = CompiledExpression.compile(one.expression, declarations: declarations)
            guard let program = result.program else {
                let findings = result.diagnostics.map(\.description).joined(separator: "; ")
                return one.expected["error"] != nil ? nil : "expected \(one.expected), does not compile: \(findings)"
            }
            if let json = one.expected["type"] {
                guard let type = ConformanceCase.type(json) else { return "a type that cannot be read: \(json)" }
                if type != program.resultType { return "expected the type \(type), saw \(program.resultType)" }
            }
            if one.isCheckOnly { return nil }
            let seen = run(program, fields)
            if let failure = judge(seen, one.expected, "typed") { return failure }
            typed = seen
        }
        declarations.isChecked = false
        let result = CompiledExpression.compile(one.expression, declarations: declarations)
        let dynamic: Seen
        if let program = result.program {
            dynamic = run(program, fields)
        } else {
            dynamic = .error(result.diagnostics.map(\.description).joined(separator: "; "))
        }
        if let failure = judge(dynamic, one.expected, "dynamic") { return failure }
        if case .value(let one) = typed, case .value(let other) = dynamic, !ConformanceCase.matches(one, other) {
            return "typed gives \(one), dynamic \(other)"
        }
        return nil
    }

    private func run(_ program: CompiledExpression, _ fields: [Value]) -> Seen {
        switch program.evaluate(fields: fields) {
        case .value(let value): .value(value)
        case .unknown(let paths): .error("no value for \(paths.joined(separator: ", "))")
        case .failed(let error): .error(error.message)
        }
    }

    private func judge(_ seen: Seen, _ expected: JSON, _ way: String) -> String? {
        if expected["error"] != nil {
            if case .error = seen { return nil }
            return "\(way): expected an error, saw \(seen)"
        }
        guard let json = expected["value"] else { return nil }
        guard let value = ConformanceCase.value(json) else { return "an expected value that cannot be read: \(json)" }
        if case .value(let result) = seen, ConformanceCase.matches(result, value) { return nil }
        return "\(way): expected \(value) (\(value.kindName)), saw \(seen)"
    }

    private func overload(_ json: JSON) -> FunctionOverload? {
        guard let id = json["id"]?.stringValue, let result = json["result"].flatMap({ ConformanceCase.type($0) }) else {
            return nil
        }
        let written = json["params"]?.elements ?? []
        let parameters = written.compactMap { ConformanceCase.type($0) }
        guard parameters.count == written.count else { return nil }
        return FunctionOverload(
            id: id,
            parameters: parameters,
            result: result,
            isMember: json["member"]?.boolValue ?? false
        )
    }
}
