#if Mail

    import NIOCore
    import NIOPosix
    import NIOSSL
    import NIOTLS
    import Synchronization
    public import TurnpikeMail

    /// Opens connections to a mail server, on swift-nio; certificates are verified by name.
    public struct MailConnection: MailConnector {
        /// The server's name and port.
        public var server: String { "\(host):\(port)" }
        /// Whether a connection is encrypted from its first byte.
        public let isImplicitTLS: Bool

        private let host: String
        private let port: Int
        private let context: NIOSSLContext
        private let patience: Duration

        /// A server.
        ///
        /// - Parameters:
        ///   - host: Its name, which its certificate must bear, or its address.
        ///   - port: Its port.
        ///   - encryption: When connections are encrypted.
        ///   - authorityFile: A file of certificates (PEM) that are trusted instead of the system's; nil for the system's.
        ///   - patience: How long connecting may take.
        /// - Throws: Where the file of certificates cannot be used.
        public init(
            host: String,
            port: Int,
            encryption: MailEncryption,
            authorityFile: String? = nil,
            patience: Duration = .seconds(30)
        ) throws {
            self.host = host
            self.port = port
            self.patience = patience
            isImplicitTLS = encryption == .implicit
            var settings = TLSConfiguration.makeClientConfiguration()
            settings.minimumTLSVersion = .tlsv12
            settings.certificateVerification = .fullVerification
            if let authorityFile { settings.trustRoots = .file(authorityFile) }
            context = try NIOSSLContext(configuration: settings)
        }

        /// Opens a connection.
        ///
        /// - Throws: Where the server cannot be reached, or its certificate is not good.
        public func connect() async throws -> any MailTransport {
            let bridge = ByteBridge()
            let (host, context, isImplicitTLS) = (host, context, isImplicitTLS)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.nanoseconds(patience.nanoseconds))
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if isImplicitTLS {
                            try channel.pipeline.syncOperations.addHandler(Self.handler(context, host))
                        }
                        try channel.pipeline.syncOperations.addHandler(ByteHandler(bridge))
                    }
                }
                .connect(host: host, port: port).get()
            let transport = Transport(channel, bridge, context, host)
            if isImplicitTLS {
                do { try await bridge.handshake() } catch {
                    await transport.close()
                    throw error
                }
            }
            return transport
        }

        fileprivate static func handler(_ context: NIOSSLContext, _ host: String) throws -> NIOSSLClientHandler {
            // An address is no name that a server could be asked for; the certificate then bears the address.
            let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
            return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
        }
    }

    extension Duration {
        fileprivate var nanoseconds: Int64 {
            let (seconds, attoseconds) = components
            return min(seconds, 86_400) * 1_000_000_000 + attoseconds / 1_000_000_000
        }
    }

    /// One connection.
    private final class Transport: MailTransport {
        private let channel: any Channel
        private let bridge: ByteBridge
        private let context: NIOSSLContext
        private let host: String

        init(_ channel: any Channel, _ bridge: ByteBridge, _ context: NIOSSLContext, _ host: String) {
            self.channel = channel
            self.bridge = bridge
            self.context = context
            self.host = host
        }

        func read() async throws -> [UInt8] {
            try await withTaskCancellationHandler {
                try await bridge.read()
            } onCancel: {
                channel.close(promise: nil)
            }
        }

        func write(_ bytes: [UInt8]) async throws {
            try await withTaskCancellationHandler {
                try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
            } onCancel: {
                channel.close(promise: nil)
            }
        }

        func startTLS() async throws {
            guard bridge.isEmpty else {
                throw MailError(.badAnswer, "the server has sent more than its answer before TLS")
            }
            let (channel, context, host) = (channel, context, host)
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(MailConnection.handler(context, host), position: .first)
            }.get()
            try await withTaskCancellationHandler {
                try await bridge.handshake()
            } onCancel: {
                channel.close(promise: nil)
            }
        }

        func close() async {
            bridge.end(ChannelError.ioOnClosedChannel)
            try? await channel.close().get()
        }
    }

    /// Carries bytes from the event loop to whoever reads.
    private final class ByteBridge: Sendable {
        private enum End {
            case open
            case finished
            case failed(any Error)
        }

        private struct State {
            var bytes: [UInt8] = []
            var end = End.open
            var reader: CheckedContinuation<[UInt8], any Error>?
            var isSecure = false
            var handshake: CheckedContinuation<Void, any Error>?
        }

        /// More than a reader leaves lying is a server gone mad.
        private static let limit = 32 * 1_024 * 1_024

        private let state = Mutex(State())

        var isEmpty: Bool { state.withLock { $0.bytes.isEmpty } }

        func read() async throws -> [UInt8] {
            try await withCheckedThrowingContinuation { continuation in
                let ready: Result<[UInt8], any Error>? = state.withLock { state in
                    if !state.bytes.isEmpty {
                        defer { state.bytes = [] }
                        return .success(state.bytes)
                    }
                    switch state.end {
                    case .finished: return .success([])
                    case .failed(let error): return .failure(error)
                    case .open:
                        state.reader = continuation
                        return nil
                    }
                }
                if let ready { continuation.resume(with: ready) }
            }
        }

        func handshake() async throws {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let ready: Result<Void, any Error>? = state.withLock { state in
                    if state.isSecure { return .success(()) }
                    switch state.end {
                    case .finished: return .failure(ChannelError.eof)
                    case .failed(let error): return .failure(error)
                    case .open:
                        state.handshake = continuation
                        return nil
                    }
                }
                if let ready { continuation.resume(with: ready) }
            }
        }

        /// Takes bytes; false where there are too many.
        func take(_ bytes: [UInt8]) -> Bool {
            let (reader, fits) = state.withLock { state in
                if let reader = state.reader {
                    state.reader = nil
                    return (Optional(reader), true)
                }
                state.bytes += bytes
                return (nil, state.bytes.count <= Self.limit)
            }
            reader?.resume(returning: bytes)
            return fits
        }

        func secure() {
            let waiting = state.withLock { state in
                state.isSecure = true
                defer { state.handshake = nil }
                return state.handshake
            }
            waiting?.resume()
        }

        /// It is over: with an error, or because the other side has closed.
        func end(_ error: (any Error)?) {
            let (reader, handshake) = state.withLock { state in
                if case .open = state.end { state.end = error.map { .failed($0) } ?? .finished }
                defer {
                    state.reader = nil
                    state.handshake = nil
                }
                return (state.reader, state.handshake)
            }
            if let error { reader?.resume(throwing: error) } else { reader?.resume(returning: []) }
            handshake?.resume(throwing: error ?? ChannelError.eof)
        }
    }

    /// The end of the pipeline.
    private final class ByteHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let bridge: ByteBridge

        init(_ bridge: ByteBridge) { self.bridge = bridge }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            if !bridge.take(Array(buffer.readableBytesView)) { context.close(promise: nil) }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? TLSUserEvent, case .handshakeCompleted = event { bridge.secure() }
            context.fireUserInboundEventTriggered(event)
        }

        func channelInactive(context: ChannelHandlerContext) {
            bridge.end(nil)
            context.fireChannelInactive()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            bridge.end(error)
            context.close(promise: nil)
        }
    }

#endif
