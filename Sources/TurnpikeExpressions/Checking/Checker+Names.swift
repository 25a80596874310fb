import TurnpikeValues

extension Checker {
    /// What a dotted name leads to.
    enum Resolution {
        /// A value.
        case value(Checked)
        /// A place that only leads to deeper members.
        case path(Member)
    }

    /// Follows a name or a plain selection.
    mutating func resolve(_ index: Int32) -> Resolution {
        let node = syntax[index]
        if declarations.hasQualifiedNames || !declarations.container.isEmpty {
            if let found = resolveQualified(index) { return found }
        }
        guard node.kind == .select else { return resolveName(index, node) }
        if let type = timeType(index, node) { return .value(type) }
        let operand = syntax[node.a]
        if operand.kind == .name, let object = rootObject(operand) { return found(node, in: object, index) }
        let base: Resolution
        if operand.kind == .name || (operand.kind == .select && operand.flags == 0) {
            base = resolve(node.a)
        } else {
            base = .value(check(node.a))
        }
        switch base {
        case .path(let member):
            guard case .object(let object) = member.type else {
                return .value(Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index))
            }
            return found(node, in: object, index)
        case .value(let checked):
            return .value(select(checked, index))
        }
    }

    private mutating func found(_ node: SyntaxNode, in object: ObjectType, _ index: Int32) -> Resolution {
        let name = syntax.names[Int(node.b)]
        guard let member = object.members[name] else { return .value(unknownMember(name, index, object)) }
        return place(member, index, node.range)
    }

    /// The object that a path begins with, such as `deal`; nil where the name may be anything else. The last one is
    /// kept, because most paths of an expression begin alike.
    private mutating func rootObject(_ node: SyntaxNode) -> ObjectType? {
        guard node.flags == 0, scope.isEmpty, !declarations.hasQualifiedNames, declarations.container.isEmpty else {
            return nil
        }
        let name = syntax.names[Int(node.a)]
        if let lastRoot, lastRoot.name == name { return lastRoot.object }
        guard let member = declarations.variables[name], member.slot == nil, case .object(let object) = member.type
        else {
            return nil
        }
        lastRoot = (name, object)
        return object
    }

    /// The two types that go by a qualified name.
    private mutating func timeType(_ index: Int32, _ node: SyntaxNode) -> Checked? {
        let name = syntax.names[Int(node.b)]
        let length = name.utf8.count
        guard length == 9 || length == 8, name == "Timestamp" || name == "Duration",
            source(node.range) == "google.protobuf.\(name)",
            let type = Self.typeNames["google.protobuf.\(name)"]
        else { return nil }
        return Checked(instruction: emitConstant(.type(type.name), node.range), type: .type(type.type), syntax: index)
    }

    /// The instruction that loads a variable or member, or the path it opens.
    private mutating func place(_ member: Member, _ index: Int32, _ range: Range<Int>) -> Resolution {
        guard let slot = member.slot else {
            if case .object = member.type { return .path(member) }
            let message = "'\(source(index))' has no place at run time"
            return .value(failed(index, ExpressionDiagnostic(.unknownMember, range, message)))
        }
        var flags: UInt8 = 0
        let number: Int
        switch slot {
        case .field(let field): number = field
        case .derived(let derived):
            number = derived
            flags = Instruction.derived
        }
        if !people, !member.mayBeMissing { flags |= Instruction.nullIsValue }
        if Kind(member.type).isScalar { flags |= Instruction.scalar }
        if !member.mayBeMissing { flags |= Instruction.promised }
        let step = emit(Instruction(operation: .slot, flags: flags, a: Int32(truncatingIfNeeded: number)), range)
        if !Kind(member.type).isScalar { slots[step] = .typed(member.type, member.maximumSize) }
        let type = isChecked ? member.type : .dyn
        return .value(Checked(instruction: step, type: type, syntax: index, currency: member.currency))
    }

    private mutating func resolveName(_ index: Int32, _ node: SyntaxNode) -> Resolution {
        let name = syntax.names[Int(node.a)]
        if node.flags & SyntaxNode.leadingDot == 0, !scope.isEmpty, let local = scope.last(where: { $0.name == name }) {
            let step = emit(Instruction(operation: .local, flags: localFlags(local.type), a: local.index), node.range)
            return .value(Checked(instruction: step, type: local.type, syntax: index))
        }
        if let member = declarations.variables[name] { return place(member, index, node.range) }
        if let type = Self.typeNames[name] {
            let step = emitConstant(.type(type.name), node.range)
            return .value(Checked(instruction: step, type: .type(type.type), syntax: index))
        }
        return .value(unknownName(name, index))
    }

    private func localFlags(_ type: ExpressionType) -> UInt8 {
        Kind(substitution.resolve(type)).isScalar ? Instruction.scalar : 0
    }

    /// The longest declared name that a chain of selections begins with, looked up in the container first.
    private mutating func resolveQualified(_ index: Int32) -> Resolution? {
        var parts: [(name: String, index: Int32)] = []
        var current = index
        while syntax[current].kind == .select, syntax[current].flags == 0 {
            parts.append((syntax.names[Int(syntax[current].b)], current))
            current = syntax[current].a
        }
        let root = syntax[current]
        guard root.kind == .name else { return nil }
        let rootName = syntax.names[Int(root.a)]
        let isAbsolute = root.flags & SyntaxNode.leadingDot != 0
        if !isAbsolute, scope.contains(where: { $0.name == rootName }) { return nil }
        parts.append((rootName, current))
        parts.reverse()
        let full = parts.map(\.name).joined(separator: ".")
        for prefix in isAbsolute ? [""] : containerPrefixes() {
            if let member = declarations.variables[prefix + full] {
                return place(member, index, syntax[index].range)
            }
            if parts.count == 1 || index == parts[parts.count - 1].index, let type = Self.typeNames[prefix + full] {
                return .value(
                    Checked(
                        instruction: emitConstant(.type(type.name), syntax[index].range),
                        type: .type(type.type),
                        syntax: index
                    )
                )
            }
        }
        // A shorter prefix may be declared: the caller goes on from there.
        return nil
    }

    /// `com.example.`, `com.`, and nothing, for the container `com.example`.
    func containerPrefixes() -> [String] {
        guard !declarations.container.isEmpty else { return [""] }
        var parts = declarations.container.split(separator: ".")
        var prefixes: [String] = []
        while !parts.isEmpty {
            prefixes.append(parts.joined(separator: ".") + ".")
            parts.removeLast()
        }
        prefixes.append("")
        return prefixes
    }

    static let typeNames: [String: (name: String, type: ExpressionType)] = [
        "int": ("int", .int), "uint": ("uint", .uint), "double": ("double", .double), "bool": ("bool", .bool),
        "string": ("string", .string), "bytes": ("bytes", .bytes), "list": ("list", .list(.dyn)),
        "map": ("map", .map(.dyn, .dyn)), "null_type": ("null_type", .null), "type": ("type", .type(.dyn)),
        "optional_type": ("optional_type", .optional(.dyn)),
        "google.protobuf.Timestamp": ("google.protobuf.Timestamp", .instant),
        "google.protobuf.Duration": ("google.protobuf.Duration", .duration),
    ]

    private mutating func unknownName(_ name: String, _ index: Int32) -> Checked {
        guard wantsFindings else { return unreported(index) }
        var candidates = Array(declarations.variables.keys)
        candidates.append(contentsOf: scope.map(\.name))
        let nearest = nearestName(to: name, in: candidates.sorted())
        var notes: [String] = []
        var repair = nearest
        let node = syntax[index]
        if repair == nil {
            // A member named without what it belongs to: `amount` for `deal.amount`.
            for (root, member) in declarations.variables.sorted(by: { $0.key < $1.key }) {
                guard case .object(let object) = member.type, member.slot == nil, object.members[name] != nil else {
                    continue
                }
                repair = "\(root).\(name)"
                break
            }
        }
        if people, name == "today", declarations.variables["now"] != nil {
            repair = "now"
            notes.append("a date that is compared with now is compared with today")
        }
        if repair == nil {
            let known = declarations.variables.keys.sorted().prefix(12).joined(separator: ", ")
            if !known.isEmpty { notes.append("known names: \(known)") }
            notes.append("a text stands between quotes: \"\(name)\"")
        }
        return failed(
            index,
            ExpressionDiagnostic(.unknownName, node.range, "no name is '\(name)' here", notes: notes, repair: repair)
        )
    }

    private mutating func unknownMember(_ name: String, _ index: Int32, _ object: ObjectType) -> Checked {
        guard wantsFindings else { return unreported(index) }
        let node = syntax[index]
        let nearest = nearestName(to: name, in: object.members.keys.sorted())
        var notes: [String] = []
        if nearest == nil, !object.members.isEmpty {
            let known = object.members.keys.sorted()
            notes.append("it has \(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", ..." : "")")
        }
        return failed(
            index,
            ExpressionDiagnostic(
                .unknownMember,
                Int(node.c)..<Int(node.end),
                "\(object.name) has no '\(name)'",
                notes: notes,
                repair: nearest
            )
        )
    }

    // MARK: Selection from a value

    /// `operand.name` where the operand is a value.
    mutating func select(_ operand: Checked, _ index: Int32) -> Checked {
        let node = syntax[index]
        let name = syntax.names[Int(node.b)]
        var flags: UInt8 = 0
        let type = substitution.resolve(operand.type)
        guard let result = memberType(type, name, index, &flags) else {
            // The finding stands where `memberType` reported it.
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        }
        if Kind(result).isScalar { flags |= Instruction.scalar }
        let step = emit(
            Instruction(operation: .member, flags: flags, a: operand.instruction, b: constantIndex(.string(name))),
            node.range
        )
        var currency: Currency?
        if case .object(let object) = type { currency = object.members[name]?.currency }
        return Checked(instruction: step, type: result, syntax: index, currency: currency)
    }

    /// The type of a member; nil after a finding.
    private mutating func memberType(
        _ type: ExpressionType,
        _ name: String,
        _ index: Int32,
        _ flags: inout UInt8
    ) -> ExpressionType? {
        switch type {
        case .dyn, .error: return type
        case .param:
            // Nothing is known about it yet: it is a map or an object, checked when it runs.
            return .dyn
        case .object(let object):
            guard let member = object.members[name] else {
                guard isChecked else { return .dyn }
                _ = unknownMember(name, index, object)
                return nil
            }
            flags |= Instruction.record
            if !member.mayBeMissing { flags |= Instruction.promised }
            return member.type
        case .map(let key, let value):
            if isChecked, !substitution.assign(.string, to: key) { break }
            return value
        case .optional(let wrapped):
            guard let inner = memberType(substitution.resolve(wrapped), name, index, &flags) else { return nil }
            flags &= ~Instruction.record
            if case .optional = inner { return inner }
            return .optional(inner)
        case .nullable(let inner):
            return memberType(inner, name, index, &flags)
        default: break
        }
        guard isChecked else { return .dyn }
        let node = syntax[index]
        if let signatures = StandardLibrary.functions[name], signatures.contains(where: \.isMember) {
            let message = "'\(name)' is a function and needs parentheses"
            report(
                ExpressionDiagnostic(.unknownMember, Int(node.c)..<Int(node.end), message, repair: "\(name)()")
            )
            return nil
        }
        let message = "\(self.name(of: type)) has no members, so '.\(name)' means nothing here"
        report(ExpressionDiagnostic(.unknownMember, Int(node.c)..<Int(node.end), message))
        return nil
    }

    /// `operand.?name`
    mutating func checkOptionalSelect(_ index: Int32) -> Checked {
        let node = syntax[index]
        let operand = check(node.a)
        var flags: UInt8 = Instruction.optional
        let name = syntax.names[Int(node.b)]
        guard let inner = memberType(substitution.resolve(operand.type), name, index, &flags) else {
            return Checked(instruction: emitConstant(.null, node.range), type: .error, syntax: index)
        }
        let step = emit(
            Instruction(
                operation: .member,
                flags: flags & ~Instruction.record,
                a: operand.instruction,
                b: constantIndex(.string(name))
            ),
            node.range
        )
        if case .optional = inner { return Checked(instruction: step, type: inner, syntax: index) }
        return Checked(instruction: step, type: .optional(inner), syntax: index)
    }

    // MARK: has

    mutating func checkHas(_ index: Int32) -> Checked {
        let node = syntax[index]
        let operand = syntax[node.a]
        let name = syntax.names[Int(node.b)]
        if node.flags & SyntaxNode.optional == 0,
            operand.kind == .name || (operand.kind == .select && operand.flags == 0)
        {
            switch resolve(node.a) {
            case .path(let member):
                guard case .object(let object) = member.type else { break }
                guard let found = object.members[name] else { return unknownMember(name, index, object) }
                if case .value(let checked) = place(found, index, node.range) {
                    // The load becomes the question.
                    guard instructions[Int(checked.instruction)].operation == .slot else { return checked }
                    instructions[Int(checked.instruction)].operation = .hasSlot
                    return Checked(instruction: checked.instruction, type: .bool, syntax: index)
                }
                return Checked(instruction: emitConstant(.bool(true), node.range), type: .bool, syntax: index)
            case .value(let checked):
                return has(checked, name, index)
            }
        }
        return has(check(node.a), name, index)
    }

    private mutating func has(_ operand: Checked, _ name: String, _ index: Int32) -> Checked {
        let node = syntax[index]
        var flags: UInt8 = 0
        guard memberType(substitution.resolve(operand.type), name, index, &flags) != nil else {
            return Checked(instruction: emitConstant(.bool(false), node.range), type: .error, syntax: index)
        }
        let step = emit(
            Instruction(operation: .hasMember, flags: flags, a: operand.instruction, b: constantIndex(.string(name))),
            node.range
        )
        return Checked(instruction: step, type: .bool, syntax: index)
    }
}
