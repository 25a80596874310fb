import Turnpike

/// One run of a chart: queues, clock and variables around the kernel's configuration and microstep.
struct ChartRun {
    private let chart: Chart
    private(set) var configuration: Configuration
    private(set) var isFinished = false
    /// What is wrong with a configuration on the way; empty while all were legal.
    private(set) var problems: [String] = []
    /// What was left and entered since the last look, for failures.
    private(set) var trace: [String] = []
    /// What was logged since the start.
    private(set) var log: [String] = []
    /// Whether the chart does not come to rest.
    private(set) var isEndless = false

    private var internalQueue: ArraySlice<String> = []
    private var externalQueue: ArraySlice<String> = []
    private var timers: [Timer] = []
    private var now: Int64 = 0
    private var sends = 0
    private var variables: [String: DataExpression.Value] = [:]
    /// What is active while a step is under way, which its actions may ask.
    private var isActive: [Bool]
    private var budget = 0

    /// Microsteps and events after which a step of the script counts as endless.
    static let limit = 20_000

    private struct Timer {
        let due: Int64
        let number: Int
        let event: String
        let id: String?
    }

    /// Enters the chart and runs until only external events are left.
    init(_ chart: Chart) {
        self.chart = chart
        let (start, entered) = chart.machine.start()
        configuration = start
        isActive = Array(repeating: false, count: chart.states.count)
        for variable in chart.variables {
            variables[variable.id] = DataExpression.Value.none
            if let value = variable.value, let result = evaluated(value) { variables[variable.id] = result }
        }
        run(chart.rootActions)
        enter(entered)
        runToRest()
    }

    /// The ids of the active atomic and final states, sorted.
    var names: [String] { chart.names(configuration.leaves(in: chart.machine)) }

    /// Whether a send of the chart itself waits.
    var hasExternalEvents: Bool { !externalQueue.isEmpty && !isFinished }

    // MARK: The script

    /// Takes external events until none is left.
    mutating func drain() {
        while !isFinished, !isEndless, let event = externalQueue.popFirst() {
            take(event)
            runToRest()
        }
    }

    /// Moves the clock, delivering what falls due at its own time.
    mutating func wait(_ milliseconds: Int64) {
        let end = now + milliseconds
        while !isFinished, !isEndless, let next = timers.first, next.due <= end {
            timers.removeFirst()
            now = next.due
            externalQueue.append(next.event)
            drain()
        }
        now = end
    }

    /// Sends an event and runs until only external events are left.
    mutating func send(_ event: String) {
        guard !isFinished, !isEndless else { return }
        take(event)
        runToRest()
    }

    /// Starts a new step of the script.
    mutating func beginStep() {
        trace = []
        budget = 0
    }

    // MARK: Steps

    /// Transitions without events as long as there are any, then one internal event, and again.
    private mutating func runToRest() {
        while !isFinished, !isEndless {
            if take(nil) { continue }
            guard let event = internalQueue.popFirst() else { return }
            take(event)
        }
    }

    /// Selects and takes what an event enables; false if nothing.
    @discardableResult private mutating func take(_ event: String?) -> Bool {
        budget += 1
        if budget > Self.limit {
            isEndless = true
            return false
        }
        let before = configuration
        let found = chart.machine.selected(in: before) { node -> Chart.Transition? in
            for transition in chart.states[node].transitions where transition.matches(event) {
                if holds(transition.condition) { return transition }
            }
            return nil
        }
        guard !found.isEmpty else { return false }
        let result = chart.machine.microstep(found.map(\.transition.step), in: &configuration)
        trace.append("\(event ?? "-"): left \(named(result.exited)), entered \(named(result.entered))")
        for node in result.exited {
            run(chart.states[node].onExit)
            isActive[node] = false
        }
        for place in result.taken { run(found[place].transition.actions) }
        enter(result)
        problems += chart.machine.violations(of: configuration)
        if configuration.active != isActive.indices.filter({ isActive[$0] }) {
            problems.append("exits and entries do not pair up")
        }
        return true
    }

    private func named(_ nodes: [Int]) -> String {
        "[" + nodes.map { chart.states[$0].id }.joined(separator: ", ") + "]"
    }

    private mutating func enter(_ result: Microstep) {
        var completions = result.completions[...]
        let byDefault = Set(result.enteredByDefault)
        var defaults: [Int: Int] = [:]
        for history in result.historyDefaults { defaults[chart.machine.nodes[history].parent] = history }
        for node in result.entered {
            isActive[node] = true
            run(chart.states[node].onEntry)
            if byDefault.contains(node) { run(chart.states[node].initialActions) }
            if let history = defaults[node] { run(chart.states[history].defaultActions) }
            while let completion = completions.first, completion.by == node {
                internalQueue.append("done.state.\(chart.states[completion.node].id)")
                completions.removeFirst()
            }
        }
        if result.isFinished { isFinished = true }
    }

    // MARK: Actions and conditions

    /// Runs a block; an expression that fails ends it with the event `error.execution`.
    private mutating func run(_ actions: [Chart.Action]) {
        _ = ran(actions)
    }

    private mutating func ran(_ actions: [Chart.Action]) -> Bool {
        for action in actions {
            switch action {
            case .raise(let event): internalQueue.append(event)
            case .send(let event, let delay, let id): send(event, after: delay, id: id)
            case .cancel(let id): timers.removeAll { $0.id == id }
            case .log(let text): log.append(text)
            case .assign(let name, let expression):
                guard variables[name] != nil else {
                    internalQueue.append("error.execution")
                    return false
                }
                guard let value = evaluated(expression) else { return false }
                variables[name] = value
            case .branch(let branches):
                guard let chosen = branches.first(where: { $0.when.map { holds($0) } ?? true }) else { continue }
                guard ran(chosen.actions) else { return false }
            }
        }
        return true
    }

    private mutating func send(_ event: String, after delay: Int64, id: String?) {
        guard delay > 0 else {
            externalQueue.append(event)
            return
        }
        sends += 1
        let timer = Timer(due: now + delay, number: sends, event: event, id: id)
        let place = timers.firstIndex { $0.due > timer.due } ?? timers.endIndex
        timers.insert(timer, at: place)
    }

    private mutating func evaluated(_ expression: DataExpression) -> DataExpression.Value? {
        do {
            return try expression.value(variables: variables) { isIn($0) }
        } catch {
            internalQueue.append("error.execution")
            return nil
        }
    }

    private func isIn(_ id: String) -> Bool { chart.places[id].map { isActive[$0] } ?? false }

    /// Whether a condition holds; one that fails does not, and is reported as the event `error.execution`.
    private mutating func holds(_ condition: Chart.Condition) -> Bool {
        switch condition {
        case .always(let flag): return flag
        case .isActive(let id): return isIn(id)
        case .not(let inner): return !holds(inner)
        case .all(let inner):
            for condition in inner where !holds(condition) { return false }
            return true
        case .any(let inner):
            for condition in inner where holds(condition) { return true }
            return false
        case .data(let expression): return evaluated(expression)?.holds ?? false
        }
    }
}
