public import TurnpikeValues

/// What a gate asks a plug-in before a move: may this deal go on?
public struct PluginQuestion: Hashable, Sendable {
    /// The gate's id.
    public var gate: String
    /// The deal's id, in its text form.
    public var deal: String
    /// The values it asks about, by name, in their stored form.
    public var values: JSON
    /// The stable key of the question: the same values asked about again have the same one.
    public var key: String

    /// A question.
    public init(gate: String, deal: String, values: JSON, key: String) {
        self.gate = gate
        self.deal = deal
        self.values = values
        self.key = key
    }

    /// Reads the params of `ask`.
    ///
    /// - Throws: `PluginFailure`, invalid params.
    init(_ params: JSON) throws(PluginFailure) {
        guard let gate = params["gate"]?.stringValue, let deal = params["deal"]?.stringValue,
            let key = params["key"]?.stringValue, let values = params["values"], values.members != nil
        else { throw PluginFailure(.invalidParams, "'ask' has gate, deal and key, texts, and values, an object") }
        self.init(gate: gate, deal: deal, values: values, key: key)
    }

    package var json: JSON {
        .object([
            ("deal", .string(deal)), ("gate", .string(gate)), ("key", .string(key)), ("values", values),
        ])
    }
}

/// What a plug-in says to a gate's question.
public struct PluginAnswer: Hashable, Sendable {
    /// Whether the deal may go on.
    public var passes: Bool
    /// Why, for people; shown in the refusal.
    public var text: String?

    /// An answer.
    public init(passes: Bool, text: String? = nil) {
        self.passes = passes
        self.text = text
    }

    /// Reads the answer to `ask`.
    ///
    /// - Throws: `PluginFailure` where it is none.
    package init(_ json: JSON) throws(PluginFailure) {
        guard let passes = json["pass"]?.boolValue else {
            throw PluginFailure(.internalError, "the answer to 'ask' has no 'pass', true or false")
        }
        self.init(passes: passes, text: json["text"]?.stringValue)
    }

    package var json: JSON {
        var members: [(String, JSON)] = [("pass", .bool(passes))]
        if let text { members.append(("text", .string(text))) }
        return .object(members)
    }
}
