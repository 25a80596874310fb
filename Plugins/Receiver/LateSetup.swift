#if HTTP

    import HummingbirdCore
    import Logging
    import NIOCore

    /// HTTP over connections that get their handlers when somebody is there to handle them, and not when they are accepted.
    ///
    /// A server that is told to stop may have accepted connections that nobody has looked at yet. If those had their asynchronous
    /// streams already, NIO would end the whole program, since a stream was made and never finished (apple/swift-nio, issue 3481).
    struct LateSetup: ServerChildChannel {
        /// A connection, closed as soon as nobody holds it any more.
        final class Connection: ServerChildChannelValue {
            let channel: any Channel

            init(_ channel: any Channel) { self.channel = channel }

            deinit { channel.close(promise: nil) }
        }

        let http: HTTP1Channel

        func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
            // What arrives before there is anybody to read it stays in the kernel.
            channel.setOption(.autoRead, value: false).map { Connection(channel) }
        }

        func handle(value connection: Connection, logger: Logger) async {
            defer { withExtendedLifetime(connection) {} }
            let channel = connection.channel
            // Without an error the value must be handled: nothing may come between these two.
            guard
                let value = try? await channel.eventLoop.flatSubmit({ http.setup(channel: channel, logger: logger) })
                    .get()
            else { return }
            channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
            await http.handle(value: value, logger: logger)
        }
    }

#endif
