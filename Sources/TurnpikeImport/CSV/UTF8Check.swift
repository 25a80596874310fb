/// Finds the first bytes that are not UTF-8, by the table of well-formed sequences of the Unicode standard (3-7).
enum UTF8Check {
    /// The offset of the first byte that begins no well-formed sequence, or nil.
    static func firstProblem(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        let end = range.upperBound
        while at < end {
            let first = bytes[at]
            if first < 0x80 {
                at += 1
                continue
            }
            guard let length = length(of: first), at + length <= end else { return at }
            let second = bytes[at + 1]
            let allowed: ClosedRange<UInt8> =
                switch first {
                case 0xE0: 0xA0...0xBF
                case 0xED: 0x80...0x9F
                case 0xF0: 0x90...0xBF
                case 0xF4: 0x80...0x8F
                default: 0x80...0xBF
                }
            guard allowed.contains(second) else { return at }
            for offset in 2..<max(2, length) where bytes[at + offset] & 0xC0 != 0x80 { return at }
            at += length
        }
        return nil
    }

    private static func length(of first: UInt8) -> Int? {
        switch first {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: nil
        }
    }
}
