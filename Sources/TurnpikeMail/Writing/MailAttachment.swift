/// A file that goes with a mail, or a picture inside its HTML.
public struct MailAttachment: Hashable, Sendable {
    /// What the file is called; without folders.
    public let name: String
    /// Its media type, such as `application/pdf`.
    public let type: String
    /// Its bytes.
    public let bytes: [UInt8]
    /// By which name HTML shows it (`<img src="cid:logo">`); nil for a file that only goes along.
    public let contentID: String?

    /// A file.
    ///
    /// - Parameters:
    ///   - name: What it is called; what looks like a folder is cut off.
    ///   - type: Its media type.
    ///   - bytes: Its bytes.
    ///   - contentID: By which name HTML shows it: letters, digits, `.`, `-` and `_`.
    /// - Throws: `MailError`, `badType`, `badMessageID`.
    public init(name: String, type: String, bytes: [UInt8], contentID: String? = nil) throws(MailError) {
        let parts = type.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, type.utf8.count <= 120,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Bytes.isToken) })
        else {
            throw MailError(.badType, "'\(Bytes.oneLine(type).prefix(80))' is no media type, such as application/pdf")
        }
        // A multipart would have to be one, and a message inside must not travel as base64 (RFC 2046, section 5.2.1).
        guard !Bytes.lower(type).hasPrefix("multipart/"), !Bytes.lower(type).hasPrefix("message/") else {
            throw MailError(.badType, "a file cannot be '\(Bytes.oneLine(type).prefix(80))'")
        }
        if let contentID {
            let isName = contentID.utf8.allSatisfy { Bytes.isAlphanumeric($0) || [45, 46, 95].contains($0) }
            guard isName, (1...100).contains(contentID.utf8.count) else {
                throw MailError(.badMessageID, "a picture's name has letters, digits, '.', '-' and '_'")
            }
        }
        let last = name.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let clean = Bytes.trimmed(Bytes.oneLine(last))
        self.name = clean.isEmpty || clean == "." || clean == ".." ? "attachment" : Bytes.trimmed(clean.prefix(200))
        self.type = Bytes.lower(type)
        self.bytes = bytes
        self.contentID = contentID
    }
}
