/// What an id of the language may be.
enum Identifier {
    // What CEL does not read as a name (cel-spec, "Syntax"), and the words of its literals.
    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "namespace", "null", "package", "return", "true", "var", "void", "while",
    ]

    /// Why a word is not an id, or nil.
    static func fault(in word: String) -> String? {
        if reserved.contains(word) { return "expressions reserve this word" }
        var count = 0
        for byte in word.utf8 {
            let isLetter = (0x61...0x7A).contains(byte)
            if count == 0, !isLetter { return "it does not begin with a small letter" }
            if !isLetter, !(0x30...0x39).contains(byte), byte != 0x5F {
                return "only small letters, digits and underscores are allowed"
            }
            count += 1
        }
        if count == 0 { return "it is empty" }
        return count > 64 ? "it is longer than 64 letters" : nil
    }

    /// The word as an id, if that is easy to see.
    static func repaired(_ word: String) -> String? {
        var result = ""
        var wasSmall = false
        for byte in word.utf8.prefix(100) {
            switch byte {
            case 0x41...0x5A:
                if wasSmall { result += "_" }
                result.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
                wasSmall = false
            case 0x61...0x7A, 0x30...0x39:
                result.unicodeScalars.append(Unicode.Scalar(byte))
                wasSmall = true
            case 0x20, 0x2D, 0x2E, 0x2F, 0x5F:
                if !result.isEmpty, !result.hasSuffix("_") { result += "_" }
                wasSmall = false
            default: return nil
            }
        }
        while result.hasSuffix("_") { result.removeLast() }
        return fault(in: result) == nil && result != word ? result : nil
    }
}
