/// How a receiver says that no more mail is wanted: `List-Unsubscribe` (RFC 2369), with one click (RFC 8058) where there
/// is an address of the web.
public struct UnsubscribeLinks: Hashable, Sendable {
    /// An `https` address that takes a POST.
    public let web: String?
    /// An address that takes a mail.
    public let mail: MailAddress?
    /// The subject of that mail, which says who writes.
    public let token: String

    /// Ways to unsubscribe.
    ///
    /// - Parameters:
    ///   - web: An `https` address that takes a POST.
    ///   - mail: An address that takes a mail.
    ///   - token: What the mail's subject says; letters, digits, `.`, `-` and `_`.
    /// - Throws: `MailError`, `badLink`.
    public init(web: String?, mail: MailAddress?, token: String) throws(MailError) {
        if let web {
            let isPlain = web.utf8.allSatisfy { $0 > 32 && $0 < 127 && ![34, 44, 60, 62, 92].contains($0) }
            guard web.hasPrefix("https://"), web.utf8.count > 10, web.utf8.count <= 900, isPlain else {
                throw MailError(.badLink, "the address for unsubscribing is an https address of plain letters")
            }
        }
        let isToken = token.utf8.allSatisfy { Bytes.isAlphanumeric($0) || [45, 46, 95].contains($0) }
        guard isToken, token.utf8.count <= 400, web != nil || mail != nil else {
            throw MailError(.badLink, "unsubscribing needs an address, and a token of letters and digits")
        }
        self.web = web
        self.mail = mail
        self.token = token
    }

    var pieces: [String] {
        var pieces: [String] = []
        if let web { pieces.append("<\(web)>") }
        if let mail, mail.isASCII { pieces.append("<mailto:\(Self.escaped(mail.address))?subject=\(token)>") }
        for index in pieces.indices.dropLast() { pieces[index] += "," }
        return pieces
    }

    private static func escaped(_ address: String) -> String {
        var out: [UInt8] = []
        for byte in address.utf8 {
            if Bytes.isAlphanumeric(byte) || [45, 46, 95, 64, 43].contains(byte) {
                out.append(byte)
            } else {
                out += [37] + Bytes.hex(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
