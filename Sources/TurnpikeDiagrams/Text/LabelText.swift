/// Makes any text fit to be drawn: one line, bounded, without characters that steer a terminal, a parser or the
/// direction of the text around it.
enum LabelText {
    /// No label is longer than this many Unicode scalars; what is beyond is cut off with an ellipsis.
    static let longest = 240

    /// The text on one line, without control characters and invisible marks, cut at `limit` scalars.
    static func clean(_ text: String, limit: Int = longest) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        var marks = 0
        var pendingSpace = false
        // A label of a million invisible characters must not cost a million steps.
        for scalar in text.unicodeScalars.prefix(limit * 8) {
            if isSpace(scalar) {
                pendingSpace = count > 0
                continue
            }
            guard isDrawable(scalar) else { continue }
            if isMark(scalar) {
                // Piled up marks would paint over the neighbouring lines.
                marks += 1
                if marks > 3 { continue }
            } else {
                marks = 0
            }
            if count >= limit {
                result.append("…")
                break
            }
            if pendingSpace {
                result.append(" ")
                pendingSpace = false
                count += 1
            }
            result.append(scalar)
            count += 1
        }
        return String(result)
    }

    /// The cleaned text, or `nil` if nothing visible is left.
    static func visible(_ text: String) -> String? {
        let cleaned = clean(text)
        return cleaned.isEmpty ? nil : cleaned
    }

    /// Whether the scalar adds no width to the one before it.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return scalar.value == 0x200D || scalar.value == 0x200C
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x20, 0x7F...0xA0: true
        default: scalar.properties.isWhitespace
        }
    }

    private static func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return true }
        // The joiners shape Persian, Hindi and emoji; every other format character only hides or turns text.
        if scalar.value == 0x200D || scalar.value == 0x200C { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return !scalar.properties.isNoncharacterCodePoint
        }
    }
}
