public import TurnpikeValues

/// One message between a host and a plug-in that runs as a process of its own: JSON-RPC 2.0, one message to a line.
///
/// Source: the JSON-RPC 2.0 specification, without batches; ids are whole numbers or texts.
public enum PluginMessage: Hashable, Sendable {
    /// What a call is known by; the answer repeats it.
    public enum ID: Hashable, Sendable {
        /// A number.
        case number(Int64)
        /// A text.
        case text(String)
    }

    /// A call that wants an answer.
    case request(id: ID, method: String, params: JSON)
    /// Something said that wants no answer.
    case notification(method: String, params: JSON)
    /// The answer to a call.
    case result(id: ID, JSON)
    /// The refusal of a call; without an id where the call could not be read.
    case failure(id: ID?, PluginFailure)

    /// Reads one line.
    ///
    /// - Throws: `PluginFailure` with the code that JSON-RPC has for it: a parse error or an invalid request.
    public init(_ line: [UInt8]) throws(PluginFailure) {
        let document: JSON
        do {
            document = try JSON.parse(line, maximumDepth: 64)
        } catch {
            throw PluginFailure(.parseError, "the line is not JSON: \(error)")
        }
        guard document.members != nil else { throw PluginFailure(.invalidRequest, "a message is an object") }
        guard document["jsonrpc"]?.stringValue == "2.0" else {
            throw PluginFailure(.invalidRequest, "a message says \"jsonrpc\":\"2.0\"")
        }
        let id = try Self.id(document["id"])
        if let method = document["method"] {
            guard let name = method.stringValue else {
                throw PluginFailure(.invalidRequest, "a method's name is a text")
            }
            let params = document["params"] ?? .object([])
            guard params.members != nil else {
                throw PluginFailure(.invalidRequest, "the params of '\(name)' are an object")
            }
            self =
                id.map { .request(id: $0, method: name, params: params) } ?? .notification(method: name, params: params)
        } else if let result = document["result"] {
            guard let id else { throw PluginFailure(.invalidRequest, "a result names the id of its call") }
            self = .result(id: id, result)
        } else if let error = document["error"] {
            self = .failure(id: id, try PluginFailure(error))
        } else {
            throw PluginFailure(.invalidRequest, "a message has a method, a result or an error")
        }
    }

    private static func id(_ json: JSON?) throws(PluginFailure) -> ID? {
        switch json {
        case nil, .null?: return nil
        case .string(let text)?: return .text(text)
        case .number?:
            if let number = json?.int64 { return .number(number) }
            throw PluginFailure(.invalidRequest, "an id is a whole number or a text")
        default: throw PluginFailure(.invalidRequest, "an id is a whole number or a text")
        }
    }

    /// The message as one line, its line feed included.
    public var line: [UInt8] {
        let head: (String, JSON) = ("jsonrpc", "2.0")
        let document: JSON =
            switch self {
            case .request(let id, let method, let params):
                .object([("id", id.json), head, ("method", .string(method)), ("params", params)])
            case .notification(let method, let params):
                .object([head, ("method", .string(method)), ("params", params)])
            case .result(let id, let result): .object([("id", id.json), head, ("result", result)])
            case .failure(let id, let failure): .object([("error", failure.json), ("id", id?.json ?? .null), head])
            }
        return document.canonical() + [UInt8(ascii: "\n")]
    }
}

extension PluginMessage.ID {
    var json: JSON {
        switch self {
        case .number(let number): .int(number)
        case .text(let text): .string(text)
        }
    }
}
