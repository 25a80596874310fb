/// A numeric address of the Internet Protocol, version 4 or 6.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes, in the order of the network.
    public let bytes: [UInt8]

    /// An address from its bytes; nil unless they are 4 or 16.
    ///
    /// - Parameter bytes: In the order of the network.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the usual forms: four decimal numbers, or the text of RFC 4291 (section 2.2) without a zone.
    ///
    /// Forms that only some systems read, such as `0x7f.1` or `017700000001`, are refused.
    /// - Parameter text: The address, without brackets.
    public init?(_ text: some StringProtocol) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bytes = Self.sixteen(String(text)) else { return nil }
            self.bytes = bytes
        } else {
            guard let bytes = Self.four(text.split(separator: ".", omittingEmptySubsequences: false)) else {
                return nil
            }
            self.bytes = bytes
        }
    }

    /// Whether anybody on the Internet can be meant: no loopback, no private net, no link, no multicast, nothing reserved or
    /// set aside for documents (IANA's special-purpose registries). An address that carries another inside is judged by that.
    public var isPublic: Bool {
        if let inner { return inner.isPublic }
        if bytes.count == 4 { return !Self.reserved4.contains { $0.contains(bytes) } }
        // Only 2000::/3 is handed out for use.
        return bytes[0] & 0xE0 == 0x20 && !Self.reserved6.contains { $0.contains(bytes) }
    }

    /// The address of version 4 that one of version 6 carries: mapped (`::ffff:…`), translated (`64:ff9b::…`) or tunnelled
    /// (`2002:…`).
    private var inner: IPAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if bytes[..<4].elementsEqual([0, 0x64, 0xFF, 0x9B]), bytes[4..<12].allSatisfy({ $0 == 0 }) {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return IPAddress(bytes: Array(bytes[2..<6])) }
        return nil
    }

    /// The address as people write it; version 6 in full groups.
    public var description: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    // MARK: Blocks

    private struct Block: Sendable {
        let prefix: [UInt8]
        let bits: Int

        init(_ prefix: [UInt8], _ bits: Int) {
            self.prefix = prefix
            self.bits = bits
        }

        func contains(_ bytes: [UInt8]) -> Bool {
            for bit in 0..<bits {
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let wanted = bit / 8 < prefix.count ? prefix[bit / 8] : 0
                if bytes[bit / 8] & mask != wanted & mask { return false }
            }
            return true
        }
    }

    private static let reserved4: [Block] = [
        Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16),
        Block([172, 16], 12), Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24),
        Block([192, 168], 16), Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24),
        Block([224], 4), Block([240], 4),
    ]
    private static let reserved6: [Block] = [
        Block([0x20, 0x01, 0, 0], 23), Block([0x20, 0x01, 0x0D, 0xB8], 32), Block([0x3F, 0xFF], 20),
    ]

    // MARK: Reading

    private static func four(_ parts: [some StringProtocol]) -> [UInt8]? {
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero means octal to some readers and decimal to others.
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"), let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        let halves = split(text)
        guard halves.count <= 2 else { return nil }
        var sides: [[UInt8]] = []
        for (number, half) in halves.enumerated() {
            guard let bytes = groups(half, isLast: number == halves.count - 1) else { return nil }
            sides.append(bytes)
        }
        if sides.count == 1 { return sides[0].count == 16 ? sides[0] : nil }
        let gap = 16 - sides[0].count - sides[1].count
        guard gap >= 2 else { return nil }
        return sides[0] + [UInt8](repeating: 0, count: gap) + sides[1]
    }

    /// The parts around `::`.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var rest = text[...]
        while let character = rest.first {
            if rest.hasPrefix("::") {
                parts.append(part)
                part = ""
                rest = rest.dropFirst(2)
            } else {
                part.append(character)
                rest = rest.dropFirst()
            }
        }
        return parts + [part]
    }

    private static func groups(_ text: String, isLast: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (number, part) in parts.enumerated() {
            if isLast, number == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard let inner = four(part.split(separator: ".", omittingEmptySubsequences: false)) else { return nil }
                bytes += inner
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ UInt8.isHexadecimal($0) }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes.count <= 16 ? bytes : nil
    }
}

extension UInt8 {
    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
    }
}
