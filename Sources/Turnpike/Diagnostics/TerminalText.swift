/// Makes text from a stranger's file safe to print, and says how wide it is.
package enum TerminalText: Sendable {
    /// The text with everything that could act on a terminal written out, on one line.
    package static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        for scalar in text.unicodeScalars { result += shown(scalar) }
        return result
    }

    /// What is printed for a scalar.
    package static func shown(_ scalar: Unicode.Scalar) -> String {
        isHidden(scalar) ? "<U+\(hex(scalar.value, digits: 4))>" : String(scalar)
    }

    /// How many columns a terminal gives to what is printed for a scalar.
    package static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII, !isHidden(scalar) { return 1 }
        if isHidden(scalar) { return shown(scalar).utf8.count }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    /// A number in capital hexadecimal digits, at least so many.
    static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    // Controls can move the cursor or set colours; format characters can reverse or hide what is read.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
        // The joiner of emoji and the soft hyphen's kin are shown; those that reorder text are not.
        case .format: return scalar.value != 0x200D
        default: return false
        }
    }

    // The blocks of Unicode's EastAsianWidth.txt that are wide, and the emoji.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
