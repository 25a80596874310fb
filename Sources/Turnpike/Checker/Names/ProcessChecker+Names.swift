import TurnpikeValues

extension ProcessChecker {
    mutating func declareNames() {
        tables.roles = declare(definition.roles.lazy.map(\.id), "role", reserved: NameIndex.builtInRoles)
        tables.records = declare(definition.records.lazy.map(\.id), "record", reserved: FieldTypeName.all)
        tables.fields = declare(definition.fields.lazy.map(\.id), "field", reserved: NameIndex.builtInFields)
        tables.reasonLists = declare(definition.reasons.lazy.map(\.id), "list of reasons")
        tables.signals = declare(definition.signals.lazy.map(\.id), "signal")
        tables.signalNames = definition.signals.map(\.id.value)
        for name in NameIndex.builtInSignals where tables.signals[name] == nil {
            tables.signals[name] = tables.signalNames.count
            tables.signalNames.append(name)
        }
        declareOutcomesBack()
        tables.activities = declare(definition.activities.lazy.map(\.id), "activity")
        tables.stages = declare(
            outline.ids,
            "stage",
            reserved: ["came_from", "earlier", "all"]
        )
        tables.tracks = declare(outline.tracks.lazy.map(\.id), "track")
        tables.templates = declare(definition.templates.lazy.map(\.id), "template")
        tables.approvals = declare(definition.approvals.lazy.map(\.id), "approval")
        tables.gates = declare(definition.gates.lazy.compactMap(\.id), "gate")
        checkCount(outline.stages.reduce(definition.anywhere.count) { $0 + $1.moves.count }, "moves", .none)
    }

    /// Checks the ids of one kind and numbers them; of two that are the same the first counts.
    mutating func declare(
        _ ids: some Collection<Located<String>>,
        _ kind: String,
        reserved: [String] = []
    ) -> [String: Int] {
        var table: [String: Int] = [:]
        table.reserveCapacity(ids.count)
        var places: [Int: SourceRange]?
        for (index, id) in ids.enumerated() {
            checkID(id, "a \(kind)", reserved: reserved)
            guard let first = table.updateValue(index, forKey: id.value) else { continue }
            table[id.value] = first
            let known =
                places ?? Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.offset, $0.element.range) })
            places = known
            report(
                .duplicateID,
                "the \(kind) '\(id.value)' is declared twice",
                at: id.range,
                notes: [Diagnostic.Note("first declared here", at: known[first])]
            )
        }
        checkCount(ids.count, kind, ids.first?.range ?? .none)
        return table
    }

    mutating func checkCount(_ count: Int, _ kind: String, _ range: SourceRange) {
        guard count > NameIndex.limit else { return }
        tables.isTooLarge = true
        report(.tooMany, "\(count) of one kind (\(kind)) are more than a process can have", at: range)
    }

    /// Checks the form of one id.
    mutating func checkID(
        _ id: Located<String>,
        _ kind: String,
        reserved: [String] = []
    ) {
        // What was read from a file has been read as an id.
        if id.range.isNone, !Self.isID(id.value) || NameIndex.reservedWords.contains(id.value) {
            report(.invalidID, "'\(id.value)' cannot be the id of \(kind): ids are snake_case", at: id.range)
        } else if reserved.contains(id.value) || !definition.packs.isEmpty && isReserved(id, reserved) {
            report(.reservedName, "'\(id.value)' is built in and cannot name \(kind)", at: id.range)
        }
    }

    /// Inside a pack its own names hide the built-in ones.
    private func isReserved(_ id: Located<String>, _ reserved: [String]) -> Bool {
        guard let pack = pack(at: id.range), id.value.hasPrefix(pack + ".") else { return false }
        return reserved.contains(String(id.value.dropFirst(pack.utf8.count + 1)))
    }

    static func isID(_ text: String) -> Bool {
        var isFirst = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                if isFirst { return false }
            default: return false
            }
            isFirst = false
        }
        return !isFirst
    }

    // MARK: Looking names up

    /// The number of a name; an unknown one is reported and taken for the nearest.
    mutating func find(
        _ name: Located<String>,
        in table: [String: Int],
        _ code: DiagnosticCode,
        _ kind: String,
        help: String? = nil,
        helpWithoutNearest: String? = nil
    ) -> Int? {
        if let index = table[meant(name, in: table)] { return index }
        var nearest = nearestName(to: name.value, in: table)
        var repair = nearest
        if let pack = pack(at: name.range), let near = nearestName(to: "\(pack).\(name.value)", in: table),
            near.hasPrefix(pack + ".")
        {
            nearest = near
            repair = String(near.dropFirst(pack.utf8.count + 1))
        }
        report(
            code,
            "no \(kind) is called '\(name.value)'",
            at: name.range,
            repair: repair.map { .didYouMean($0, replacing: name.range) },
            help: help ?? (nearest == nil ? helpWithoutNearest ?? Self.listing(table) : nil)
        )
        return nearest.flatMap { table[$0] }
    }

    /// The nearest known name, as long as there are not so many misspelt ones that looking would take for ever.
    private mutating func nearestName(to name: String, in table: [String: Int]) -> String? {
        guard comparisonsLeft >= table.count else { return nil }
        comparisonsLeft -= table.count
        return NearestName.find(name, among: table.keys)
    }

    /// The known names of a small table, in the order of their declaration.
    static func listing(_ table: [String: Int]) -> String? {
        guard !table.isEmpty else { return "none is declared" }
        guard table.count <= 12 else { return nil }
        return "there are: " + table.sorted { $0.value < $1.value }.map(\.key).joined(separator: ", ")
    }

    mutating func stage(_ name: Located<String>) -> StageID? {
        find(name, in: tables.stages, .unknownStage, "stage").map(StageID.init)
    }

    mutating func field(_ name: Located<String>) -> FieldID? {
        if tables.fields[meant(name, in: tables.fields)] == nil, NameIndex.builtInFields.contains(name.value) {
            report(.unknownField, "'\(name.value)' is built in and not a declared field", at: name.range)
            return nil
        }
        guard let index = find(name, in: tables.fields, .unknownField, "field") else { return nil }
        used.fields[index] = true
        return FieldID(index)
    }

    /// Fields that a person or a rule gives a value: computed ones are reported, and so is one that is named twice.
    mutating func settableFields(_ names: [Located<String>], _ doing: String) -> [FieldID] {
        var result: [FieldID] = []
        for name in distinct(names, "field") {
            guard let id = field(name) else { continue }
            refuseComputed(id, name.range, doing)
            // Only a misspelt name can be taken for one that is there already.
            if tables.fields[meant(name, in: tables.fields)] == nil, result.contains(id) { continue }
            result.append(id)
        }
        return result
    }

    mutating func refuseComputed(_ id: FieldID, _ range: SourceRange, _ doing: String) {
        let declared = definition.fields[id.index]
        guard declared.compute != nil else { return }
        report(
            .computedFieldSet,
            "'\(declared.id.value)' is computed and cannot be \(doing)",
            at: range,
            notes: [Diagnostic.Note("computed here", at: declared.compute?.range)]
        )
    }

    mutating func activity(_ name: Located<String>) -> ActivityID? {
        guard let index = find(name, in: tables.activities, .unknownActivity, "activity") else { return nil }
        used.activities[index] = true
        return ActivityID(index)
    }

    mutating func approval(_ name: Located<String>) -> ApprovalID? {
        guard let index = find(name, in: tables.approvals, .unknownApproval, "approval") else { return nil }
        used.approvals[index] = true
        return ApprovalID(index)
    }

    mutating func signal(_ name: Located<String>) -> SignalID? {
        guard let index = find(name, in: tables.signals, .unknownSignal, "signal") else { return nil }
        used.signals[index] = true
        return SignalID(index)
    }

    /// A list of reasons; a reason in its place is told apart from a misspelt list.
    mutating func reasonList(_ name: Located<String>) -> Int? {
        var help: String?
        if tables.reasonLists[meant(name, in: tables.reasonLists)] == nil,
            let list = tables.reasons.firstIndex(where: { $0[name.value] != nil })
        {
            help =
                "'\(name.value)' is a reason of the list '\(definition.reasons[list].id.value)'; "
                + "a move gives itself a reason with 'because'"
        }
        guard let index = find(name, in: tables.reasonLists, .unknownReasonList, "list of reasons", help: help) else {
            return nil
        }
        used.reasonLists[index] = true
        return index
    }

    /// - Parameter allowsRequester: Whether something is asked for here, so that whoever asks is known.
    mutating func roles(_ names: [Located<String>], allowsRequester: Bool = false) -> RoleSet {
        var result: [RoleID] = []
        var owner = false
        var requester = false
        var ownerManager = false
        for name in distinct(names, "role") {
            switch name.value {
            case "owner": owner = true
            case "owner_manager":
                ownerManager = true
                parts.namesOwnerManager = true
            case "requester":
                requester = true
                guard !allowsRequester else { continue }
                report(
                    .misplacedRequester,
                    "nothing is asked for here, so nobody is the 'requester'",
                    at: name.range,
                    help: "'requester' stands in the steps of an approval, and in its 'not'"
                )
            default:
                guard let index = find(name, in: tables.roles, .unknownRole, "role") else { continue }
                used.roles[index] = true
                if tables.roles[meant(name, in: tables.roles)] == nil, result.contains(RoleID(index)) { continue }
                result.append(RoleID(index))
            }
        }
        return RoleSet(roles: result, owner: owner, requester: requester, ownerManager: ownerManager)
    }

    /// The names of a list without repetitions, each of which is reported.
    mutating func distinct(_ names: [Located<String>], _ kind: String) -> [Located<String>] {
        guard names.count > 1 else { return names }
        var seen: [String: SourceRange] = [:]
        var result: [Located<String>] = []
        result.reserveCapacity(names.count)
        for name in names {
            if let first = seen[name.value] {
                report(
                    .duplicateID,
                    "the \(kind) '\(name.value)' is named twice",
                    at: name.range,
                    notes: [Diagnostic.Note("first named here", at: first)]
                )
            } else {
                seen[name.value] = name.range
                result.append(name)
            }
        }
        return result
    }
}
