/// An absolute address of the web, `https://host:port/path?query`, read strictly.
///
/// Refused is what readers of addresses are known to disagree about: names and passwords, fragments, white space, control
/// characters, backslashes, hosts that are not ASCII, and numbers that only look like an address.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// Whether the connection is encrypted (`https`).
    public let isSecure: Bool
    /// The host in small letters; an address of version 6 without its brackets.
    public let host: String
    /// The port, by default 443 or 80.
    public let port: Int
    /// Path and query, at least `/`.
    public let target: String

    /// Reads an address.
    ///
    /// - Parameter text: The address as written in a configuration.
    /// - Throws: `WebAddressError`, which says what is wrong and never repeats the address.
    public init(_ text: String) throws(WebAddressError) {
        guard text.utf8.count <= 2_048 else { throw WebAddressError("the address is longer than 2048 bytes") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
            throw WebAddressError("the address has white space, a backslash or a character beyond ASCII")
        }
        let rest: Substring
        if text.lowercased().hasPrefix("https://") {
            isSecure = true
            rest = text.dropFirst(8)
        } else if text.lowercased().hasPrefix("http://") {
            isSecure = false
            rest = text.dropFirst(7)
        } else {
            throw WebAddressError("the address does not begin with https:// or http://")
        }
        guard !rest.utf8.contains(UInt8(ascii: "#")) else { throw WebAddressError("the address has a fragment (#)") }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw WebAddressError("the address names a user; secrets stand in settings of their own")
        }
        (host, port) = try Self.place(authority, isSecure: isSecure)
        let tail = rest[end...]
        target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    }

    private init(isSecure: Bool, host: String, port: Int, target: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.target = target
    }

    /// The address with something behind its path.
    ///
    /// - Parameter path: What follows, starting with `/`; percent-encoded already. The query falls away.
    public func appending(_ path: String) -> WebAddress {
        var base = target.prefix { $0 != "?" }
        while base.hasSuffix("/") { base = base.dropLast() }
        return WebAddress(isSecure: isSecure, host: host, port: port, target: base + path)
    }

    /// The host as an `IPAddress`, where it is one.
    public var literal: IPAddress? { IPAddress(host) }

    /// `host` or `host:port`, as the header `Host` and records name it.
    public var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The whole address.
    public var description: String { "\(isSecure ? "https" : "http")://\(authority)\(target)" }

    private static func place(_ authority: Substring, isSecure: Bool) throws(WebAddressError) -> (String, Int) {
        var host = authority
        var port = isSecure ? 443 : 80
        var digits: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw WebAddressError("the address has a [ and no ]") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw WebAddressError("the port is not a number") }
            if !rest.isEmpty { digits = rest.dropFirst() }
            guard IPAddress(host) != nil else { throw WebAddressError("what stands in [ ] is no address") }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            digits = authority[authority.index(after: colon)...]
        }
        if let digits {
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(digits), (1...65_535).contains(number)
            else { throw WebAddressError("the port is not a number from 1 to 65535") }
            port = number
        }
        let name = host.lowercased()
        guard authority.hasPrefix("[") || isName(name) else { throw WebAddressError("the host's name cannot be right") }
        return (name, port)
    }

    private static func isName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !name.isEmpty, name.utf8.count <= 253, let last = labels.last else { return false }
        for label in labels {
            guard (1...63).contains(label.utf8.count), label.utf8.first != UInt8(ascii: "-"),
                label.utf8.last != UInt8(ascii: "-"),
                label.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 })
            else { return false }
        }
        // A last label of digits or 0x… would be read as a number by some resolvers: then it must be a plain address.
        let isNumber = last.utf8.allSatisfy { (48...57).contains($0) } || last.hasPrefix("0x")
        return !isNumber || IPAddress(name) != nil
    }
}

/// Why a text is no address that is called.
public struct WebAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, without the address itself: it may carry a secret.
    public let message: String

    init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}

/// Which addresses may be called: what people write into a configuration, and what their names resolve to, must not reach
/// into a network that trusts its own machines.
public struct AddressPolicy: Hashable, Sendable {
    /// Whether unencrypted connections are allowed.
    public var allowsInsecure: Bool
    /// Whether addresses are allowed that are not public: loopback, private nets, links.
    public var allowsPrivate: Bool

    /// A policy; by default encrypted connections to public addresses only.
    ///
    /// - Parameters:
    ///   - allowsInsecure: Whether `http:` is allowed.
    ///   - allowsPrivate: Whether addresses that are not public are allowed.
    public init(allowsInsecure: Bool = false, allowsPrivate: Bool = false) {
        self.allowsInsecure = allowsInsecure
        self.allowsPrivate = allowsPrivate
    }

    /// Why an address may not be called, as far as its text tells; nil where it may.
    ///
    /// - Parameter address: The address as written.
    public func objection(to address: WebAddress) -> String? {
        if !address.isSecure, !allowsInsecure {
            return "\(address.authority) is called without encryption; that must be allowed by its settings"
        }
        return address.literal.flatMap { objection(to: $0, of: address.host) }
    }

    /// Why what a name resolved to may not be called; nil where it may.
    ///
    /// - Parameters:
    ///   - resolved: The address that a connection would be made to.
    ///   - name: The name that was resolved.
    public func objection(to resolved: IPAddress, of name: String) -> String? {
        if allowsPrivate || resolved.isPublic { return nil }
        return "\(name) is a private or reserved address; calling such must be allowed by its settings"
    }
}
