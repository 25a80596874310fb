/// Tells whether a remark behind a text for people reads like the rest of it.
///
/// A guess, and so a warning: it speaks up only where a person would stumble, because most remarks are remarks.
struct RemarkCheck: Sendable {
    /// So many bytes of a remark are looked at.
    static let longest = 400

    /// The text that YAML reads.
    let text: String
    /// What stands between it and the `#`.
    let space: String
    /// The remark with its `#`.
    let remark: String

    // Words that something follows: articles, prepositions, conjunctions, and what a number is put behind.
    private static let open: Set<String> = [
        "a", "an", "and", "are", "as", "at", "below", "by", "for", "from", "in", "is", "item", "items", "issue",
        "least",
        "more",
        "most", "no", "nr", "number", "of", "on", "or", "order", "over", "per", "priority", "rank", "than", "the",
        "ticket",
        "to", "top", "under", "we're", "was", "with",
    ]

    /// Whether it does.
    var isPartOfText: Bool {
        // Remarks that were lined up are remarks.
        guard space == " ", let last = text.last else { return false }
        let words = remark.drop { $0 == "#" }.drop { $0 == " " }
        guard let first = words.first, !words.isEmpty else { return false }
        if ",(–—&+/".contains(last) { return true }
        let word = String(text.reversed().prefix { $0.isLetter || $0 == "'" }.reversed()).lowercased()
        if Self.open.contains(word) { return true }
        if last == ".", ["no.", "nr."].contains(where: text.lowercased().hasSuffix) { return true }
        if words.prefix(while: \.isNumber).isEmpty == false { return true }
        // A sentence that begins before the mark and ends behind it.
        guard !".!?:;…)\"'”’»".contains(last), first.isLowercase else { return false }
        guard let end = words.last(where: { !$0.isWhitespace }), ".!?…".contains(end) else { return false }
        return text.split(separator: " ").count > 2 && text.first?.isUppercase == true
    }
}
