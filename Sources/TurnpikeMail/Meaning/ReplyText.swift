/// The words of a reply without the mail that it quotes, as far as one can tell.
public enum ReplyText: Sendable {
    /// The new words.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - limit: How many characters at most.
    public static func new(in text: String, limit: Int = 4_000) -> String {
        var kept: [String] = []
        let lines = text.split(separator: "\n", maxSplits: 2_000, omittingEmptySubsequences: false).map(String.init)
        for (index, line) in lines.prefix(2_000).enumerated() {
            let trimmed = Bytes.trimmed(line)
            if trimmed.hasPrefix(">") { continue }
            // The line that opens a quotation, which some programs break in two.
            let next = index + 1 < lines.count ? Bytes.trimmed(lines[index + 1]) : ""
            if isOpening(trimmed) || isOpening(trimmed + " " + next) && !trimmed.isEmpty { break }
            if trimmed.hasPrefix("-----") || trimmed.hasPrefix("_____") || trimmed == "--" { break }
            kept.append(line)
        }
        let joined = Bytes.trimmed(kept.joined(separator: "\n"))
        return String(joined.prefix(limit))
    }

    private static func isOpening(_ line: String) -> Bool {
        guard line.hasSuffix(":"), line.utf8.count < 300 else { return false }
        return [
            ("On ", "wrote:"), ("Am ", "schrieb:"), ("Am ", "geschrieben:"), ("Le ", "écrit :"), ("Le ", "écrit:"),
            ("El ", "escribió:"), ("Il ", "scritto:"),
        ]
        .contains { line.hasPrefix($0.0) && line.hasSuffix($0.1) }
            || line.hasSuffix(" schrieb:") || (line.hasPrefix("Am ") && line.contains(" schrieb "))
    }
}
