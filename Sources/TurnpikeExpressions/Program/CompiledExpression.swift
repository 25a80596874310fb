public import TurnpikeValues

/// What came of compiling an expression.
public struct CompileResult: Sendable {
    /// The program, when there was no error.
    public let program: CompiledExpression?
    /// Every finding, in the order of the text.
    public let diagnostics: [ExpressionDiagnostic]
}

/// A checked expression, ready to run any number of times on any thread.
public struct CompiledExpression: Sendable {
    let program: Program

    /// The text that was compiled.
    public var text: String { program.text }

    /// The type of the result.
    public var resultType: ExpressionType { program.resultType }

    /// Every slot that it may read, each once, in the order of the text.
    public var reads: [Slot] { program.reads }

    /// The derived slots that it may read.
    public var derivedReads: [Int] { program.derivedReads }

    /// Whether it may read a derived slot.
    public var readsDerived: Bool { !program.derivedReads.isEmpty }

    /// Whether it reads nothing, and so always gives the same result.
    public var isConstant: Bool { program.reads.isEmpty }

    /// Whether a field without a value can make the result unknown.
    public var canBeUnknown: Bool {
        program.instructions.contains { step in
            switch step.operation {
            case .slot: step.flags & (Instruction.promised | Instruction.nullIsValue) == 0
            case .member: step.isRecord && step.flags & Instruction.promised == 0
            default: false
            }
        }
    }

    /// Every slot that it may read with the path that the text calls it by, such as `deal.amount`.
    public var readPaths: [(path: String, slot: Slot)] {
        var seen: Set<Slot> = []
        var result: [(path: String, slot: Slot)] = []
        for (index, step) in program.instructions.enumerated()
        where step.operation == .slot || step.operation == .hasSlot {
            let slot: Slot = step.isDerived ? .derived(Int(step.a)) : .field(Int(step.a))
            guard seen.insert(slot).inserted else { continue }
            result.append((program.path(Int32(index)), slot))
        }
        return result
    }

    /// The most that one evaluation can cost, from the declared sizes of lists and texts; see `CostCounter`.
    public var worstCaseCost: Int { program.worstCaseCost }

    /// Reads, checks and compiles an expression.
    ///
    /// - Parameters:
    ///   - text: The expression.
    ///   - declarations: What it may name.
    ///   - expecting: The type that its place asks for; nil for any.
    /// - Returns: The program, or every finding.
    public static func compile(
        _ text: String,
        declarations: Declarations,
        expecting: ExpressionType? = nil
    ) -> CompileResult {
        var compiler = ExpressionCompiler()
        return compiler.compile(text, declarations: declarations, expecting: expecting)
    }

    /// Checks and compiles a tree that was parsed before.
    public static func compile(
        _ syntax: ExpressionSyntax,
        declarations: Declarations,
        expecting: ExpressionType? = nil
    ) -> CompileResult {
        var memory = Parser.Memory()
        return compile(syntax, [], declarations, expecting, &memory)
    }

    static func compile(
        _ syntax: consuming ExpressionSyntax,
        _ syntaxFindings: [ExpressionDiagnostic],
        _ declarations: Declarations,
        _ expecting: ExpressionType?,
        _ memory: inout Parser.Memory
    ) -> CompileResult {
        let top = syntax.root
        let budget = declarations.limits.cost
        var checker = Checker(syntax: syntax, declarations: declarations)
        var root = checker.check(top)
        if let expecting { checker.require(&root, expecting) }
        var findings = checker.diagnostics
        if !syntaxFindings.isEmpty {
            // What could not be read may be the cause of what did not fit around it.
            let holes = syntaxFindings.map(\.range)
            findings.removeAll { finding in holes.contains { $0.overlaps(finding.range) || $0 == finding.range } }
            findings += syntaxFindings
        }
        guard findings.isEmpty else {
            findings.sort {
                ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
            }
            return CompileResult(program: nil, diagnostics: findings)
        }
        let program = checker.finish(root)
        let range = checker.syntax[top].range
        memory.takeBack(checker.syntax)
        if program.worstCaseCost > budget {
            let finding = ExpressionDiagnostic(
                .tooCostly,
                range,
                "the expression may cost \(program.worstCaseCost) to evaluate; the budget is \(budget)",
                notes: [
                    "every list counts with the most items that are declared for it (1,000 where nothing is), every text with its greatest length (10,000)",
                    "declare smaller sizes, or look through fewer lists inside one another",
                ]
            )
            return CompileResult(program: nil, diagnostics: [finding])
        }
        return CompileResult(program: CompiledExpression(program: program), diagnostics: [])
    }

    // MARK: Running

    /// The answer of a condition, without reasons: the hot path, which allocates nothing for numbers, money, bools and times.
    ///
    /// - Parameters:
    ///   - fields: The deal's slots; `null` means that a field has no value.
    ///   - derived: What the kernel computed for `derivedReads`.
    ///   - cost: Counts the work, over as many evaluations as share it.
    public func verdict(
        fields: UnsafeBufferPointer<Value>,
        derived: UnsafeBufferPointer<Value>,
        cost: inout CostCounter
    ) -> Verdict {
        if program.isPlain, let verdict = plainVerdict(fields, derived, &cost) { return verdict }
        return Evaluator.run(program, fields, derived, &cost, keepsReasons: false) { evaluator in
            evaluator.verdict(program.root)
        }
    }

    @inline(__always)
    private func plainVerdict(
        _ fields: UnsafeBufferPointer<Value>,
        _ derived: UnsafeBufferPointer<Value>,
        _ cost: inout CostCounter
    ) -> Verdict? {
        program.instructions.withUnsafeBufferPointer { instructions in
            program.constants.withUnsafeBufferPointer { constants in
                program.children.withUnsafeBufferPointer { children in
                    var condition = PlainCondition(
                        instructions: instructions,
                        constants: constants,
                        children: children,
                        fields: fields,
                        derived: derived
                    )
                    let answer = condition.answer(program.root)
                    guard answer != .open, cost.charge(condition.spent) else { return nil }
                    return Verdict(rawValue: answer.rawValue)
                }
            }
        }
    }

    /// The value of an expression, or why it has none.
    public func evaluate(
        fields: UnsafeBufferPointer<Value>,
        derived: UnsafeBufferPointer<Value>,
        cost: inout CostCounter
    ) -> Evaluation {
        Evaluator.run(program, fields, derived, &cost, keepsReasons: true) { evaluator in
            do throws(Evaluator.Stop) {
                return .value(try evaluator.evaluate(program.root))
            } catch {
                switch error {
                case .unknown: return .unknown(evaluator.lackingPaths())
                case .failed:
                    let range = program.ranges[Int(program.root)].range
                    return .failed(
                        evaluator.failure
                            ?? EvaluationError(message: "the expression could not be evaluated", range: range)
                    )
                }
            }
        }
    }

    /// `verdict` over arrays.
    public func verdict(fields: [Value], derived: [Value] = []) -> Verdict {
        var cost = CostCounter()
        return fields.withUnsafeBufferPointer { fields in
            derived.withUnsafeBufferPointer { derived in
                verdict(fields: fields, derived: derived, cost: &cost)
            }
        }
    }

    /// `evaluate` over arrays.
    public func evaluate(fields: [Value] = [], derived: [Value] = []) -> Evaluation {
        var cost = CostCounter()
        return fields.withUnsafeBufferPointer { fields in
            derived.withUnsafeBufferPointer { derived in
                evaluate(fields: fields, derived: derived, cost: &cost)
            }
        }
    }
}

extension Program {
    /// The path that a slot instruction stands for, as the text spells it without white space; of `has(x)` that is `x`.
    func path(_ index: Int32) -> String {
        let step = instructions[Int(index)]
        if !paths.isEmpty, step.operation == .slot || step.operation == .hasSlot,
            let name = paths[step.isDerived ? .derived(Int(step.a)) : .field(Int(step.a))]
        {
            return name
        }
        var words = source(index)
        let isQuestion =
            instructions[Int(index)].operation == .hasSlot || instructions[Int(index)].operation == .hasMember
        if isQuestion, words.hasPrefix("has"), words.hasSuffix(")"), let open = words.firstIndex(of: "(") {
            words = String(words[words.index(after: open)...].dropLast())
        }
        return words.filter { !$0.isWhitespace }
    }
}

extension Evaluator {
    /// The paths that had no value, each once, in the order in which they were met.
    func lackingPaths() -> [String] {
        var paths: [String] = []
        for index in lacking {
            let step = program.instructions[Int(index)]
            // A fused comparison stands for the slot it reads.
            let path = program.path(step.operation == .compareSlot ? program.slotOperand(of: step) : index)
            if !paths.contains(path) { paths.append(path) }
        }
        return paths
    }
}

extension Program {
    /// The instruction that loads the slot of a fused comparison.
    func slotOperand(of fused: Instruction) -> Int32 {
        let general = instructions[Int(fused.c)]
        return instructions[Int(general.a)].operation == .slot ? general.a : general.b
    }
}
