#if HTTP

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif
    import TurnpikeWeb

    /// What a name resolves to, by the system's resolver.
    enum HostAddresses {
        /// All addresses of a name. It blocks, so it is called on a thread of its own.
        ///
        /// - Throws: `HTTPFailure` where it has none.
        static func resolve(_ host: String) throws -> [IPAddress] {
            var hints = addrinfo()
            #if canImport(Glibc)
                hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            #else
                hints.ai_socktype = SOCK_STREAM
            #endif
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &list) == 0 else {
                throw HTTPFailure(.unreachable, "\(host) cannot be resolved")
            }
            defer { freeaddrinfo(list) }
            var addresses: [IPAddress] = []
            var next = list
            while let entry = next {
                if let address = address(entry.pointee), !addresses.contains(address) { addresses.append(address) }
                next = entry.pointee.ai_next
            }
            return addresses
        }

        private static func address(_ entry: addrinfo) -> IPAddress? {
            guard let place = UnsafeRawPointer(entry.ai_addr) else { return nil }
            switch entry.ai_family {
            case AF_INET:
                let address = place.loadUnaligned(as: sockaddr_in.self).sin_addr
                return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
            case AF_INET6:
                let address = place.loadUnaligned(as: sockaddr_in6.self).sin6_addr
                return withUnsafeBytes(of: address) { IPAddress(bytes: Array($0)) }
            default: return nil
            }
        }
    }

#endif
