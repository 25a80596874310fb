import TurnpikeValues

/// A chart with a script of events and the states that must be active after each.
struct StatechartCase: Sendable {
    let id: String
    let chart: Chart
    let initial: Expectation
    let steps: [Step]

    /// What must be active at a point of the script.
    struct Expectation: Sendable {
        /// The ids of the active atomic and final states, sorted.
        let configuration: [String]
        /// Whether a send of the chart itself is not yet taken at this point.
        let isPending: Bool
    }

    /// One step of a script.
    struct Step: Sendable {
        let event: String?
        let milliseconds: Int64
        let expected: Expectation
    }

    /// Reads a case.
    ///
    /// - Throws: `CaseError` for what is no case, or uses what the format does not have.
    init(_ json: JSON) throws(CaseError) {
        guard let id = json["id"]?.stringValue else { throw CaseError("the case has no id") }
        guard let tree = json["tree"] else { throw CaseError("the case has no tree") }
        guard let script = json["script"], let steps = script["steps"]?.elements else {
            throw CaseError("the case has no script")
        }
        self.id = id
        chart = try ChartReader.read(tree)
        initial = try Self.expectation(script, "initial_configuration", "initial_pending")
        var read: [Step] = []
        for step in steps {
            let delay = try ChartReader.milliseconds(step["after_ms"])
            read.append(
                Step(
                    event: step["event"]?.stringValue,
                    milliseconds: delay,
                    expected: try Self.expectation(step, "configuration", "pending")
                )
            )
        }
        self.steps = read
    }

    private static func expectation(
        _ json: JSON,
        _ key: String,
        _ pending: String
    ) throws(CaseError) -> Expectation {
        guard let names = json[key]?.elements else { throw CaseError("the script lacks \(key)") }
        let configuration = names.compactMap(\.stringValue)
        guard configuration.count == names.count else { throw CaseError("\(key) is no list of ids") }
        return Expectation(configuration: configuration.sorted(), isPending: json[pending]?.boolValue ?? false)
    }
}

/// Why a case cannot be run.
struct CaseError: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String
    /// Whether it uses what the format does not have, so that it is skipped and not failed.
    let isSkipped: Bool

    init(_ description: String, isSkipped: Bool = false) {
        self.description = description
        self.isSkipped = isSkipped
    }
}
