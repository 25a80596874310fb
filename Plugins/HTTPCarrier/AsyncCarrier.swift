#if HTTP

    import AsyncHTTPClient
    import NIOCore
    import NIOHTTP1
    import NIOPosix
    import NIOSSL
    import Synchronization
    public import TurnpikeWeb

    /// Makes calls with AsyncHTTPClient.
    ///
    /// A name is resolved here, every address that it has is put to the policy, and the connection goes to the one that was
    /// judged: a name that resolves to something else a moment later gains nothing. Redirects are answers like any other, and
    /// the environment's proxies are not used.
    public final class AsyncCarrier: HTTPCarrier {
        private let policy: AddressPolicy
        private let settings: Settings
        private let pool = Mutex(Pool())

        /// How connections are made.
        public struct Settings: Sendable {
            /// How long making a connection may take.
            public var connectTimeout: Duration
            /// A PEM file of certificates that are trusted instead of the system's.
            public var authorities: String?
            /// So many receivers are connected at the same time; the one that rested longest is let go first.
            public var receivers: Int

            /// Settings.
            ///
            /// - Parameters:
            ///   - connectTimeout: How long making a connection may take.
            ///   - authorities: A PEM file of certificates that are trusted instead of the system's.
            ///   - receivers: So many receivers are connected at the same time.
            public init(connectTimeout: Duration = .seconds(5), authorities: String? = nil, receivers: Int = 64) {
                self.connectTimeout = connectTimeout
                self.authorities = authorities
                self.receivers = max(1, receivers)
            }
        }

        private struct Pool {
            var clients: [String: HTTPClient] = [:]
            /// The keys, the one that rested longest first.
            var order: [String] = []
            var isClosed = false
        }

        /// A carrier.
        ///
        /// - Parameters:
        ///   - policy: Which addresses may be called.
        ///   - settings: How connections are made.
        public init(policy: AddressPolicy = AddressPolicy(), settings: Settings = Settings()) {
            self.policy = policy
            self.settings = settings
        }

        deinit {
            for client in pool.withLock({ Array($0.clients.values) }) {
                client.shutdown { _ in }
            }
        }

        /// Makes one call.
        ///
        /// - Parameter call: The call.
        /// - Throws: `HTTPFailure`; `CancellationError`.
        public func carry(_ call: HTTPCall) async throws -> HTTPAnswer {
            if let objection = policy.objection(to: call.address) { throw HTTPFailure(.forbidden, objection) }
            let address = try await judgedAddress(of: call.address.host, within: call.timeout)
            let client = try client(for: call.address, at: address)
            do {
                return try await Self.within(call.timeout, call.address.authority) {
                    try await Self.execute(call, with: client)
                }
            } catch let error as HTTPFailure {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch let error as HTTPClientError where error == .cancelled && Task.isCancelled {
                throw CancellationError()
            } catch {
                // Errors of the transport may repeat the address with its query; the kind of error is enough.
                throw HTTPFailure(.unreachable, "\(call.address.authority) did not answer: \(Self.words(error))")
            }
        }

        /// Closes all connections; calls fail from then on.
        public func close() async {
            let clients = pool.withLock { pool in
                pool.isClosed = true
                defer { pool.clients = [:] }
                return Array(pool.clients.values)
            }
            for client in clients { try? await client.shutdown() }
        }

        // MARK: One call

        private static func execute(_ call: HTTPCall, with client: HTTPClient) async throws -> HTTPAnswer {
            var request = HTTPClientRequest(url: call.address.description)
            request.method = HTTPMethod(rawValue: call.method)
            for header in call.headers { request.headers.add(name: header.name, value: header.value) }
            if !call.body.isEmpty || call.method != "GET" { request.body = .bytes(ByteBuffer(bytes: call.body)) }
            let response = try await client.execute(request, deadline: .now() + TimeAmount(call.timeout))
            var body: [UInt8] = []
            for try await part in response.body {
                guard body.count + part.readableBytes <= call.answerLimit else {
                    let message = "\(call.address.authority) answered with more than \(call.answerLimit) bytes"
                    throw HTTPFailure(.answerTooLong, message)
                }
                body += Array(buffer: part)
            }
            let headers = response.headers.map { HTTPCall.Header($0.name, $0.value) }
            return HTTPAnswer(Int(response.status.code), headers: headers, body: body)
        }

        /// The work, or a failure once its time is over: a receiver that sends a byte now and then must not hold it up.
        private static func within<Result: Sendable>(
            _ timeout: Duration,
            _ receiver: String,
            _ work: @escaping @Sendable () async throws -> Result
        ) async throws -> Result {
            try await withThrowingTaskGroup(of: Result.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw HTTPFailure(.timedOut, "\(receiver) did not answer in \(timeout)")
                }
                defer { group.cancelAll() }
                guard let result = try await group.next() else { throw CancellationError() }
                return result
            }
        }

        private static func words(_ error: any Error) -> String {
            if let error = error as? HTTPClientError { return error.shortDescription }
            return String(describing: type(of: error))
        }

        // MARK: Addresses

        /// The first address of a host; every address that it has must be allowed.
        private func judgedAddress(of host: String, within timeout: Duration) async throws -> IPAddress {
            if let literal = IPAddress(host) { return literal }
            let found = try await Self.within(timeout, host) {
                try await NIOThreadPool.singleton.runIfActive { try Self.resolve(host) }
            }
            guard let first = found.first else { throw HTTPFailure(.unreachable, "\(host) has no address") }
            for address in found {
                if let objection = policy.objection(to: address, of: host) { throw HTTPFailure(.forbidden, objection) }
            }
            return first
        }

        private static func resolve(_ host: String) throws -> [IPAddress] {
            try HostAddresses.resolve(host)
        }

        private func client(for address: WebAddress, at place: IPAddress) throws -> HTTPClient {
            let key = "\(address.host)=\(place)"
            var idle: HTTPClient?
            defer { idle?.shutdown { _ in } }
            return try pool.withLock { pool in
                guard !pool.isClosed else { throw HTTPFailure(.unreachable, "the carrier is closed") }
                pool.order.removeAll { $0 == key }
                pool.order.append(key)
                if let client = pool.clients[key] { return client }
                if pool.order.count > settings.receivers {
                    idle = pool.clients.removeValue(forKey: pool.order.removeFirst())
                }
                let client = HTTPClient(
                    eventLoopGroupProvider: .singleton,
                    configuration: settings.configuration(for: address, at: place)
                )
                pool.clients[key] = client
                return client
            }
        }
    }

    extension AsyncCarrier.Settings {
        fileprivate func configuration(for address: WebAddress, at place: IPAddress) -> HTTPClient.Configuration {
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: TimeAmount(connectTimeout)),
                decompression: .disabled
            )
            configuration.httpVersion = .http1Only
            if let authorities {
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.trustRoots = .file(authorities)
                configuration.tlsConfiguration = tls
            }
            configuration.maximumUsesPerConnection = 1_000
            if address.literal == nil { configuration.dnsOverride = [address.host: place.description] }
            return configuration
        }
    }

#endif
