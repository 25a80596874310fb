#if Subprocess

    public import TurnpikePlugins

    /// How a conversation with a plug-in is to end.
    package enum PluginOrder: Hashable, Sendable {
        /// End of input, then some time, then the signals.
        case stop
        /// At once.
        case kill
    }

    /// A plug-in that is spoken with, from its start to its end: a process, or something that plays one in a test.
    package protocol PluginConversation: AnyObject, Sendable {
        /// The host's side.
        var peer: PluginPeer { get }
        /// Tells it to end.
        func order(_ order: PluginOrder)
        /// Runs it until it has ended, and says how it did.
        func run(_ command: PluginCommand) async -> String
    }

    /// Makes a conversation that has not begun; what the plug-in logs goes to the closure.
    package typealias PluginOpening =
        @Sendable (_ log: @escaping @Sendable (PluginLogLine) -> Void) -> any PluginConversation

    /// Takes in what a plug-in has learned from outside, and throws where that is not stored.
    public typealias PluginSignalHandler = @Sendable (_ signal: PluginSignal) async throws -> Void

#endif
