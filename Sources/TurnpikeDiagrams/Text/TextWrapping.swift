/// Text broken into lines that fit a width.
enum TextWrapping {
    /// The lines of `text`, none wider than `width`; the last one ends with an ellipsis if the text needs more lines.
    ///
    /// `firstWidth` is the width of the first line, where something else stands beside it. Breaks at spaces, and inside a word only where the word alone is wider than a line.
    static func lines(
        _ text: String,
        font: Font,
        width: Double,
        firstWidth: Double? = nil,
        atMost limit: Int
    ) -> [String] {
        let cleaned = LabelText.clean(text)
        let firstWidth = firstWidth ?? width
        guard !cleaned.isEmpty, limit > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        for word in cleaned.split(separator: " ") {
            let room = lines.isEmpty ? firstWidth : width
            for (number, piece) in pieces(of: word, font: font, width: room).enumerated() {
                let joined = line.isEmpty ? piece : line + " " + piece
                // The parts of one word are never joined again: a space would come between them.
                if number == 0,
                    line.isEmpty || FontMetrics.width(joined, font) <= (lines.isEmpty ? firstWidth : width)
                {
                    line = joined
                } else {
                    lines.append(line)
                    line = piece
                }
            }
        }
        lines.append(line)
        guard lines.count > limit else { return lines }
        var kept = Array(lines.prefix(limit))
        kept[limit - 1] = shortened(kept[limit - 1], font: font, width: limit == 1 ? firstWidth : width)
        return kept
    }

    /// The text with an ellipsis at its end, cut until both fit.
    private static func shortened(_ text: String, font: Font, width: Double) -> String {
        var kept = text
        while !kept.isEmpty, FontMetrics.width(kept + "…", font) > width { kept.removeLast() }
        while kept.last == " " { kept.removeLast() }
        return kept + "…"
    }

    /// The word, cut where it is wider than a line; after an underscore, dash or slash where there is one.
    private static func pieces(of word: Substring, font: Font, width: Double) -> [String] {
        guard FontMetrics.width(word, font) > width else { return [String(word)] }
        var pieces: [String] = []
        var piece = ""
        var used = 0.0
        for character in word {
            let advance = FontMetrics.width(String(character), font)
            if used + advance > width, !piece.isEmpty {
                if let cut = piece.lastIndex(where: { "_-/.".contains($0) }), cut != piece.startIndex {
                    let rest = piece[piece.index(after: cut)...]
                    pieces.append(String(piece[...cut]))
                    piece = String(rest)
                } else {
                    pieces.append(piece)
                    piece = ""
                }
                used = FontMetrics.width(piece, font)
            }
            piece.append(character)
            used += advance
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }
}
