public import TurnpikeValues

/// Something that a plug-in has learned from outside, such as a reply or a signature.
///
/// As a request it is answered once it is stored, so that a plug-in may send it again until then; as a notification it is
/// sent once.
public struct PluginSignal: Hashable, Sendable {
    /// The deal: its id, or a key by which the outside system knows it.
    public var deal: String
    /// The signal's id, as the process declares it.
    public var signal: String
    /// The outside system's id of the message: the same message again changes nothing.
    public var messageID: String
    /// What it brings, by field: texts as people write them, or values in their stored form.
    public var data: JSON
    /// When it happened, as text; nil means now.
    public var occurred: String?

    /// A signal.
    public init(deal: String, signal: String, messageID: String, data: JSON = .object([]), occurred: String? = nil) {
        self.deal = deal
        self.signal = signal
        self.messageID = messageID
        self.data = data
        self.occurred = occurred
    }

    /// Reads the params of `signal`.
    ///
    /// - Throws: `PluginFailure`, invalid params.
    public init(_ params: JSON) throws(PluginFailure) {
        guard let deal = params["deal"]?.stringValue, !deal.isEmpty, let signal = params["signal"]?.stringValue,
            let id = params["message_id"]?.stringValue, !id.isEmpty
        else {
            throw PluginFailure(.invalidParams, "'signal' has deal, signal and message_id, texts that are not empty")
        }
        let data = params["data"] ?? .object([])
        guard data.members != nil else { throw PluginFailure(.invalidParams, "'data' of a signal is an object") }
        self.init(
            deal: deal,
            signal: signal,
            messageID: id,
            data: data,
            occurred: params["occurred"]?.stringValue
        )
    }

    /// The params of `signal`.
    public var params: JSON {
        var members: [(String, JSON)] = [
            ("data", data), ("deal", .string(deal)), ("message_id", .string(messageID)),
        ]
        if let occurred { members.append(("occurred", .string(occurred))) }
        members.append(("signal", .string(signal)))
        return .object(members)
    }
}
