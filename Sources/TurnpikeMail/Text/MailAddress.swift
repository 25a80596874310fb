/// An address with the name that people see beside it.
///
/// Only addresses that cannot harm a header or a command exist: no control characters, no spaces, no quoted local parts.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// What people see; empty where there is none.
    public let name: String
    /// What stands before the `@`.
    public let local: String
    /// What stands behind it, in lower case as far as it is ASCII.
    public let domain: String

    /// Reads `rep@example.org` or `A rep <rep@example.org>`.
    ///
    /// - Parameter text: The address as people write it.
    /// - Throws: `MailError`, `badAddress`.
    public init(_ text: some StringProtocol) throws(MailError) {
        let bytes = Array(text.utf8)
        let found = Self.scan(bytes, limit: 2)
        guard !Self.hasLineEnds(bytes), found.addresses.count == 1, found.rest == 0, let address = found.addresses.first
        else {
            throw MailError(.badAddress, "'\(Self.shown(text))' is no address, such as rep@example.org")
        }
        self = address
    }

    /// An address of its parts.
    ///
    /// - Parameters:
    ///   - local: What stands before the `@`: atoms with dots between them.
    ///   - domain: What stands behind it.
    ///   - name: What people see; line ends and controls are taken out of it.
    /// - Throws: `MailError`, `badAddress`.
    public init(local: String, domain: String, name: String = "") throws(MailError) {
        guard let address = Self(checked: Array(local.utf8)[...], Array(domain.utf8)[...], name: name) else {
            throw MailError(.badAddress, "'\(Self.shown(local))' at '\(Self.shown(domain))' is no address")
        }
        self = address
    }

    private init?(checked local: ArraySlice<UInt8>, _ domain: ArraySlice<UInt8>, name: String) {
        // RFC 5321, section 4.5.3.1: 64 bytes, 255 bytes, 254 for both with the `@`.
        guard (1...64).contains(local.count), (1...253).contains(domain.count), local.count + domain.count < 254,
            Self.isDotted(local, Bytes.isAtom)
        else { return nil }
        let inner = domain.dropFirst().dropLast()
        let isLiteral =
            domain.first == UInt8(ascii: "[") && domain.last == UInt8(ascii: "]")
            && inner.allSatisfy { Bytes.isAlphanumeric($0) || [46, 58, 45].contains($0) } && !inner.isEmpty
        guard
            isLiteral
                || Self.isDotted(domain, { Bytes.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 >= 128 })
        else { return nil }
        guard let local = String(validating: local, as: UTF8.self),
            let domain = String(validating: domain.map(Bytes.lower), as: UTF8.self),
            !Self.hasControls(local), !Self.hasControls(domain)
        else { return nil }
        self.local = local
        self.domain = domain
        self.name = Bytes.trimmed(Bytes.oneLine(name))
    }

    // Only a header that was received may be folded; what somebody writes as an address and ends a line is an attempt at
    // another header.
    private static func hasLineEnds(_ bytes: [UInt8]) -> Bool { bytes.contains { $0 < 32 && $0 != 9 || $0 == 127 } }

    private static func hasControls(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            switch scalar.value {
            case 0...32, 127...160, 0x2028, 0x2029, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
            default: false
            }
        }
    }

    private static func isDotted(_ bytes: ArraySlice<UInt8>, _ allowed: (UInt8) -> Bool) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(allowed) }
    }

    private static func shown(_ text: some StringProtocol) -> String { String(Bytes.oneLine(String(text)).prefix(80)) }

    /// The address alone.
    public var address: String { local + "@" + domain }

    /// Whether a server without SMTPUTF8 (RFC 6531) takes it.
    public var isASCII: Bool { address.utf8.allSatisfy { $0 < 128 } }

    /// The address, with its name where it has one.
    public var description: String { name.isEmpty ? address : "\(name) <\(address)>" }

    /// The address without its name.
    public var bare: MailAddress { (try? MailAddress(local: local, domain: domain)) ?? self }

    /// Whether both reach the same box, as far as one can tell from outside: names do not count, nor do capitals.
    public func reachesSame(as other: MailAddress) -> Bool { Bytes.lower(address) == Bytes.lower(other.address) }

    /// Reads addresses with commas between them.
    ///
    /// - Parameter text: The addresses as people write them.
    /// - Throws: `MailError`, `badAddress`, also where there is none or there are more than 100.
    public static func list(_ text: some StringProtocol) throws(MailError) -> [MailAddress] {
        let bytes = Array(text.utf8)
        let found = scan(bytes, limit: 101)
        guard !hasLineEnds(bytes), found.rest == 0, (1...100).contains(found.addresses.count) else {
            throw MailError(
                .badAddress,
                "'\(shown(text))' is no list of addresses, such as a@example.org, b@example.org"
            )
        }
        return found.addresses
    }

    /// The addresses of a header that a stranger wrote; what is none is passed over.
    ///
    /// - Parameters:
    ///   - text: The header's text, decoded or not.
    ///   - limit: How many at most.
    public static func found(in text: String, limit: Int = 100) -> [MailAddress] {
        scan(Array(text.utf8), limit: limit).addresses
    }

    /// Reads a list by RFC 5322: names, quoted or not, angle brackets, comments, groups. `rest` counts what was no address.
    private static func scan(_ bytes: [UInt8], limit: Int) -> (addresses: [MailAddress], rest: Int) {
        var addresses: [MailAddress] = []
        var rest = 0
        var index = 0
        var words: [UInt8] = []
        var angle: [UInt8]?
        func finish() {
            defer {
                words = []
                angle = nil
            }
            let spec = angle ?? Array(Bytes.trimmed(words[...]))
            if spec.isEmpty, angle == nil { return }
            let name =
                angle == nil ? "" : EncodedWord.decode(String(decoding: Bytes.trimmed(words[...]), as: UTF8.self))
            if let at = spec.lastIndex(of: UInt8(ascii: "@")), addresses.count < limit,
                let address = MailAddress(checked: spec[..<at], spec[(at + 1)...], name: name)
            {
                addresses.append(address)
            } else {
                rest += 1
            }
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
                    words.append(bytes[index])
                    index += 1
                }
            case UInt8(ascii: "("):
                var depth = 0
                while index < bytes.count {
                    if bytes[index] == UInt8(ascii: "\\") {
                        index += 1
                    } else if bytes[index] == UInt8(ascii: "(") {
                        depth += 1
                    } else if bytes[index] == UInt8(ascii: ")") {
                        depth -= 1
                        if depth == 0 { break }
                    }
                    index += 1
                }
            case UInt8(ascii: "<"):
                let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
                if angle != nil { rest += 1 }
                angle = Array(Bytes.trimmed(bytes[(index + 1)..<end]))
                index = end
            case UInt8(ascii: ","), UInt8(ascii: ";"): finish()
            // The name of a group ends here; its members follow.
            case UInt8(ascii: ":"): words = []
            default:
                if angle != nil, !Bytes.isSpace(byte) { rest += 1 }
                words.append(byte)
            }
            index += 1
        }
        finish()
        return (addresses, rest)
    }
}
