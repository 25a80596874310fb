import Testing
import Turnpike
import TurnpikeValues
import TurnpikeYAML

/// A process from text that must compile.
func process(_ text: String, _ location: SourceLocation = #_sourceLocation) throws -> SalesProcess {
    let file = ProcessFile(text: text, name: "test.process.yaml")
    let definition = try #require(file.definition, "\(file.diagnostics.map(\.message))", sourceLocation: location)
    #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))", sourceLocation: location)
    let result = SalesProcess.compile(definition)
    return try #require(result.process, "\(result.diagnostics.map(\.message))", sourceLocation: location)
}

/// A deal that commands are given to, one after the other, each decided and applied.
struct TestDeal {
    let process: SalesProcess
    var state: DealState
    var now = Instant(milliseconds: 1_780_000_000_000)
    var records: [Record] = []
    var facts = Facts()

    init(_ process: SalesProcess) {
        self.process = process
        state = DealState(
            id: DealID(UUIDv7(milliseconds: 1, random: &Self.generator)),
            fieldCount: process.fields.count
        )
    }

    /// A deal that is opened with these fields.
    init(_ process: SalesProcess, _ fields: [String: Value], by actor: Actor = rep) throws {
        self.init(process)
        let values = fields.sorted { $0.key < $1.key }.map { FieldValue($0.key, $0.value) }
        let refusal = try give(.open(Opening(name: "Test deal", fields: values)), by: actor)
        try #require(refusal == nil, "\(refusal?.description ?? "")")
    }

    private static var generator: SystemRandomNumberGenerator {
        get { SystemRandomNumberGenerator() }
        set { _ = newValue }
    }

    var stage: String { process[state.stage].id }
    var last: Record? { records.last }

    func value(_ field: String) -> Value? { process.field(field).flatMap { state[$0] } }

    /// Gives a command; nil if it happened, else the refusal.
    @discardableResult
    mutating func give(
        _ action: Command.Action,
        occurred: Occurrence = .now,
        by actor: Actor = rep
    ) throws -> Refusal? {
        switch try process.decide(
            Command(action, occurred: occurred),
            state,
            Context(now: now, actor: actor, facts: facts)
        ) {
        case .refused(let refusal): return refusal
        case .pending(let refusal, let acceptance):
            process.apply(acceptance.record, to: &state)
            records.append(acceptance.record)
            #expect(state == acceptance.state, "apply gives what decide decided")
            return refusal
        case .accepted(let acceptance):
            if acceptance.isChange {
                process.apply(acceptance.record, to: &state)
                records.append(acceptance.record)
            }
            #expect(state == acceptance.state, "apply gives what decide decided")
            return nil
        }
    }

    @discardableResult
    mutating func move(_ name: String, by actor: Actor = rep) throws -> Refusal? {
        try give(.move(MoveRequest(to: name)), by: actor)
    }

    mutating func wait(_ duration: Duration) {
        now = now.adding(duration) ?? now
    }

    func explain(by actor: Actor = rep) throws -> [MoveExplanation] {
        try process.explain(state, Context(now: now, actor: actor, facts: facts))
    }
}

let rep = Actor.person("rep_1", roles: "rep")
let manager = Actor.person("manager_1", roles: "manager")
let importer = Actor(id: "history", kind: .import, channel: "import")
