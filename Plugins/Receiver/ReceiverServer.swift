#if HTTP

    public import Hummingbird
    public import HummingbirdCore
    import HTTPTypes
    import Logging
    import NIOCore
    public import TurnpikeValues
    public import TurnpikeWeb

    /// A `ReceiverDesk` behind Hummingbird, on its own or as a part of an app's server.
    ///
    /// The body is read within a bound of bytes and a bound of time, whatever its announced length, and nothing of a request is
    /// logged.
    public struct ReceiverServer: Sendable {
        private let desk: ReceiverDesk
        private let now: @Sendable () -> Instant

        /// A server.
        ///
        /// - Parameters:
        ///   - desk: Where messages are taken.
        ///   - now: Where the time comes from.
        public init(_ desk: ReceiverDesk, now: @escaping @Sendable () -> Instant = { Instant.now() }) {
            self.desk = desk
            self.now = now
        }

        /// Answers one request; for an app that has a router of its own, or behind `responder`.
        ///
        /// - Parameter request: The request.
        public func respond(to request: Request) async -> Response {
            let target = request.head.path ?? "/"
            let path = String(target.prefix { $0 != "?" })
            let length = request.headers[.contentLength].flatMap { Int($0) }
            if let objection = desk.objection(method: request.method.rawValue, path: path, length: length) {
                return Self.response(objection, closes: true)
            }
            guard desk.enter() else {
                var busy = InboundReply.text(503, "too many at a time")
                busy.headers.append(.init("Retry-After", "1"))
                return Self.response(busy, closes: true)
            }
            defer { desk.leave() }
            let body: [UInt8]
            do {
                body = try await read(request.body, limit: desk.bodyLimit(of: path))
            } catch let refusal as InboundRefusal {
                return Self.response(.text(refusal.status, refusal.message), closes: true)
            } catch {
                return Self.response(.text(400, "the body broke off"), closes: true)
            }
            let headers = request.headers.map { HTTPCall.Header($0.name.rawName, $0.value) }
            let call = InboundCall(request.method.rawValue, target, headers: headers, body: body, received: now())
            return Self.response(await desk.answer(call), closes: false)
        }

        /// What an app puts behind its own server.
        public var responder: CallbackResponder<BasicRequestContext> {
            CallbackResponder { request, _ in await respond(to: request) }
        }

        /// Serves until the task is cancelled. What is under way then is broken off; its sender sends it again.
        ///
        /// - Parameters:
        ///   - host: The address to listen at; put a proxy that ends TLS in front of it.
        ///   - port: The port; 0 for any that is free.
        ///   - running: Called with the port once it listens.
        /// - Throws: Where it cannot listen.
        public func run(
            host: String = "127.0.0.1",
            port: Int,
            running: @escaping @Sendable (Int) async -> Void = { _ in }
        ) async throws {
            let limits = HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: 8 * 1_024,
                maxHeaderListSize: 32 * 1_024,
                maxHeaderFieldCount: 100
            )
            // The server would log what breaks off, and in words of its own; how a message ended is its sender's to know.
            let logger = Logger(label: "turnpike.receiver") { _ in SwiftLogNoOpLogHandler() }
            let channel = HTTP1Channel.Configuration(
                idleTimeout: TimeAmount(desk.bounds.arrival + desk.bounds.handling),
                httpDecoderConfiguration: limits
            )
            let app = Application(
                responder: responder,
                server: HTTPServerBuilder { LateSetup(http: HTTP1Channel(responder: $0, configuration: channel)) },
                configuration: .init(
                    address: .hostname(host, port: port),
                    // Connections that only hang on are cut off by time; until then they may not use up all descriptors.
                    availableConnectionsDelegate: .maximum(max(512, desk.bounds.concurrency * 2), logger: logger)
                ),
                onServerRunning: { channel in await running(channel.localAddress?.port ?? port) },
                logger: logger
            )
            try await app.run()
        }

        // MARK: Reading and writing

        private func read(_ body: RequestBody, limit: Int) async throws -> [UInt8] {
            try await ReceiverDesk.within(desk.bounds.arrival, late: InboundRefusal(408, "the body took too long")) {
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limit else {
                        throw InboundRefusal(413, "the body is longer than \(limit) bytes")
                    }
                    bytes += part.readableBytesView
                }
                return bytes
            }
        }

        private static func response(_ reply: InboundReply, closes: Bool) -> Response {
            var headers = HTTPFields()
            for header in reply.headers {
                if let name = HTTPField.Name(header.name) { headers[name] = header.value }
            }
            // What was not read to its end cannot be followed by another request.
            if closes { headers[.connection] = "close" }
            return Response(
                status: .init(code: reply.status),
                headers: headers,
                body: .init(byteBuffer: ByteBuffer(bytes: reply.body))
            )
        }
    }

#endif
