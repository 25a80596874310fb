/// Runs `body` on the UTF-8 bytes of `text` without copying where the text is a native string.
func withBytes<Result>(of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var copy = String(text)
    return copy.withUTF8(body)
}

/// The order of two strings by their UTF-8 bytes, which is the order of every canonical encoding: -1, 0 or 1.
package func compareBytes(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { leftBytes in
        right.withUTF8 { rightBytes in
            let common = min(leftBytes.count, rightBytes.count)
            for index in 0..<common where leftBytes[index] != rightBytes[index] {
                return leftBytes[index] < rightBytes[index] ? -1 : 1
            }
            return leftBytes.count == rightBytes.count ? 0 : (leftBytes.count < rightBytes.count ? -1 : 1)
        }
    }
}

/// Whether two strings have the same bytes. Swift's own equality also folds canonically equivalent spellings.
@inlinable
package func equalBytes(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8)
}
