import Turnpike

/// What of a process becomes Swift: which stages are types, and which moves lead from where to where.
struct ProcessShape {
    let process: SalesProcess
    /// The stages that are types, in file order.
    private(set) var stages: [StageShape] = []
    /// The moves of people, in file order.
    private(set) var moves: [MoveShape] = []
    /// The marker protocol for each group of stages that share moves.
    private(set) var groups: [[StageID]: String] = [:]
    /// The same in the order in which they are first needed.
    private(set) var groupOrder: [[StageID]] = []
    private(set) var names = NameCheck()
    /// The types inside the namespace whose names come from ids, and that hide a type of the same name outside.
    let innerTypes: Set<String>
    /// The names of all fields, of deals and of activities.
    let fieldNames: Set<String>

    /// The shape of a process; the definition tells findings their places.
    init(_ process: SalesProcess, _ definition: Definition?) {
        self.process = process
        let ids = process.stages.map(\.id) + process.tracks.map(\.id) + process.reasonLists.map(\.id)
        innerTypes = Set(ids.map(SwiftName.type))
        let fields = process.fields + process.activities.flatMap(\.fields)
        fieldNames = Set(fields.map { SwiftName.value($0.id) })
        findStages()
        findMoves()
        findGroups()
        checkNames(NamePlaces(definition))
    }

    /// Whether a declaration shows a type of `TurnpikeValues`.
    var showsValues: Bool {
        let fields = process.fields + process.activities.flatMap(\.fields)
        return !process.records.isEmpty || fields.contains { Self.isOfValues($0.type) }
    }

    private static func isOfValues(_ type: FieldType) -> Bool {
        switch type {
        case .number, .money, .percent, .date, .time: true
        case .list(let element): isOfValues(element)
        default: false
        }
    }

    // MARK: Stages

    private mutating func findStages() {
        let parents = Set(process.stages.compactMap(\.parent))
        for index in process.stages.indices {
            let id = StageID(index)
            guard !process[id].isPhase, main(of: id) == id else { continue }
            let below = parents.contains(id) ? process.stages.indices.map { StageID($0) } : []
            let inner = below.filter { inner in inner != id && !process[inner].isPhase && isInside(inner, id) }
            let sources = [id] + inner
            let isPassing = sources.contains { source in
                process.transitions[process.transitionsBySource[source.index]].contains { row in
                    switch process[row.move].trigger {
                    case .asSoonAs, .complete: true
                    default: false
                    }
                }
            }
            stages.append(StageShape(id: id, sources: sources, isPassing: isPassing))
        }
    }

    /// The stage that a deal is said to be in while it is, among others, in this one: not one inside tracks.
    private func main(of stage: StageID) -> StageID {
        var result = stage
        var next: StageID? = stage
        while let stage = next {
            if process[stage].track != nil { result = process[stage].parent ?? result }
            next = process[stage].parent
        }
        return result
    }

    private func isInside(_ stage: StageID, _ other: StageID) -> Bool {
        var next = process[stage].parent
        while let stage = next {
            if stage == other { return true }
            next = process[stage].parent
        }
        return false
    }

    // MARK: Moves

    private mutating func findMoves() {
        let passing = Set(stages.filter(\.isPassing).map(\.id))
        var places: [MoveShape.Call: Int] = [:]
        for stage in stages {
            for shape in moves(of: stage, passing) {
                if let index = places[shape.call] {
                    moves[index].sources.append(stage.id)
                    if moves[index].gates != shape.gates { moves[index].gates = [] }
                } else {
                    places[shape.call] = moves.count
                    moves.append(shape)
                }
            }
        }
    }

    private func moves(of stage: StageShape, _ passing: Set<StageID>) -> [MoveShape] {
        let rows = stage.sources.flatMap { source in
            process.transitions[process.transitionsBySource[source.index]].filter { process[$0.move].isByPerson }
        }
        var result: [MoveShape] = []
        var seen: Set<[String]> = []
        for row in rows {
            let move = process[row.move]
            let source = process[row.source].id
            // A second row of one name is taken where the guard of the first does not hold: one call for both.
            guard seen.insert([source, move.id]).inserted else { continue }
            let twins = rows.filter { $0.source == row.source && process[$0.move].id == move.id }
            let destinations = Set(twins.map { destination(of: $0, passing) })
            let isShared = rows.contains { $0.source != row.source && process[$0.move].id == move.id }
            let lists = twins.compactMap { reasonList(of: $0) }
            var asks: [FieldID] = []
            for ask in twins.flatMap({ process[$0.move].ask }) where !asks.contains(ask) { asks.append(ask) }
            result.append(
                MoveShape(
                    sources: [stage.id],
                    destination: destinations.count == 1 ? destinations.first ?? .open : .open,
                    move: row.move,
                    name: SwiftName.value(isShared ? "\(source)_\(move.id)" : move.id),
                    request: isShared ? "\(source)/\(move.id)" : move.id,
                    reasonList: lists.first,
                    asks: asks,
                    namesStage: move.target == .earlier,
                    gates: row.gates ?? []
                )
            )
        }
        return result
    }

    private func reasonList(of row: Transition) -> Int? {
        let move = process[row.move]
        if move.because != nil { return nil }
        return move.reasonList ?? row.target.flatMap { process[$0].reasonList }
    }

    private func destination(of row: Transition, _ passing: Set<StageID>) -> Destination {
        guard var target = row.target, process[row.move].resume == nil else { return .open }
        while let initial = process[target].initial { target = initial }
        target = main(of: target)
        return passing.contains(target) ? .open : .stage(target)
    }

    // MARK: Groups

    private mutating func findGroups() {
        // A type of the name would hide the protocol, or the protocol the namespace.
        var taken = innerTypes.union([SwiftName.type(process.id)])
        for move in moves where move.sources.count > 1 && groups[move.sources] == nil {
            let source = process[move.move].source
            var name = source.map { "In" + SwiftName.type(process[$0].id) } ?? "BeforeOutcome"
            if taken.contains(name) { name = "May" + SwiftName.type(process[move.move].id) }
            var number = 2
            while !taken.insert(name).inserted {
                name = "May" + SwiftName.type(process[move.move].id) + String(number)
                number += 1
            }
            groups[move.sources] = name
            groupOrder.append(move.sources)
        }
    }

    // MARK: Names

    private mutating func checkNames(_ places: NamePlaces) {
        names.check(process.stages.map { ($0.id, $0.range) }, "stages", SwiftName.type)
        names.check(process.fields.map { ($0.id, $0.range) }, "fields", SwiftName.value)
        names.check(process.activities.map { ($0.id, $0.range) }, "activities", SwiftName.type)
        names.check(namedGates.map { ($0.id, $0.range) }, "gates", SwiftName.value)
        names.check(process.signals.map { ($0.id, places.range(["signals"], $0.id)) }, "signals", SwiftName.value)
        names.check(
            process.reasonLists.map { ($0.id, places.range(["reasons"], $0.id)) },
            "lists of reasons",
            SwiftName.type
        )
        names.check(process.records.map { ($0.id, places.range(["records"], $0.id)) }, "records", SwiftName.type)
        names.check(process.tracks.map { ($0.id, $0.range) }, "tracks", SwiftName.type)
        for list in process.reasonLists {
            let reasons = list.reasons.map { ($0.id, places.range(["reasons", list.id], $0.id)) }
            names.check(reasons, "reasons", SwiftName.value)
        }
        for record in process.records {
            names.check(record.fields.map { ($0.id, $0.range) }, "fields", SwiftName.value)
            checkOptions(of: record.fields, places, ["records", record.id])
        }
        checkOptions(of: process.fields, places, ["fields"])
        for activity in process.activities {
            let outcomes = activity.outcomes.map {
                ($0.id, places.range(["activities", activity.id, "outcomes"], $0.id, or: activity.range))
            }
            names.check(outcomes, "outcomes", SwiftName.value)
            names.check(
                activity.captures.map { (process[$0.field].id, process[$0.field].range) }
                    + activity.fields.map { ($0.id, $0.range) },
                "fields",
                SwiftName.value
            )
            checkOptions(of: activity.fields, places, ["activities", activity.id])
        }
        var own: [StageID: [MoveShape]] = [:]
        for move in moves { for source in move.sources { own[source, default: []].append(move) } }
        for stage in stages {
            // The names of the moves were made above: two of them are one where their ids or their stages fold.
            var known: [String: MoveShape] = [:]
            for move in own[stage.id] ?? [] {
                guard let other = known.updateValue(move, forKey: move.name.lowercased()), other.move != move.move
                else {
                    continue
                }
                names.check(
                    [
                        (process[other.move].id, process[other.move].range),
                        (process[move.move].id, process[move.move].range),
                    ],
                    "moves",
                    { _ in move.name }
                )
            }
        }
    }

    private mutating func checkOptions(of fields: [Field], _ places: NamePlaces, _ path: [String]) {
        for field in fields {
            guard let options = Self.options(of: field.type) else { continue }
            let ids = options.map { ($0.id, places.range(path + [field.id], $0.id, or: field.range)) }
            names.check(ids, "options", SwiftName.value)
        }
    }

    /// The options of a choice, or of a list of choices.
    static func options(of type: FieldType) -> [FieldType.Option]? {
        switch type {
        case .choice(let options), .choices(let options): options
        case .list(let element): options(of: element)
        default: nil
        }
    }

    /// The gates that the file names; those written where they are used have only a place.
    var namedGates: [Gate] { process.gates.filter { !$0.id.contains(".") } }
}
