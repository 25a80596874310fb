/// Finds what somebody probably meant.
public enum NearestName: Sendable {
    /// The known name that is nearest to a misspelt one, or nil when none is near enough to be worth printing.
    ///
    /// Distance is the number of inserted, removed, replaced or swapped letters (optimal string alignment), and a
    /// quarter for a letter in the wrong case; a name may be about a third of its letters away.
    public static func find(_ name: some StringProtocol, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8.prefix(65))
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        var best: String?
        // Of one or two letters any other could be meant; only those in the wrong case are told.
        var bestDistance = wanted.count <= 2 ? 4 : max(4, wanted.count * 4 / 3) + 1
        for candidate in candidates where candidate != name {
            let letters = Array(candidate.utf8.prefix(65))
            // Longer names are never misspelt ones of 64 letters or fewer.
            guard letters.count <= 64, abs(letters.count - wanted.count) * 4 < bestDistance else { continue }
            let distance = quarters(between: wanted, and: letters)
            if distance < bestDistance || (distance == bestDistance && candidate < (best ?? candidate)) {
                bestDistance = distance
                best = candidate
            }
        }
        return best
    }

    private static func quarters(between left: [UInt8], and right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = (0...right.count).map { $0 * 4 }
        var row = last
        for i in left.indices {
            row[0] = (i + 1) * 4
            for j in right.indices {
                let change = last[j] + cost(left[i], right[j])
                row[j + 1] = min(change, last[j + 1] + 4, row[j] + 4)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 4)
                }
            }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[right.count]
    }

    private static func cost(_ left: UInt8, _ right: UInt8) -> Int {
        if left == right { return 0 }
        let isLetter = (0x61...0x7A).contains(left | 0x20)
        if isLetter, left | 0x20 == right | 0x20 { return 1 }
        // A hyphen or space where ids have underscores is one habit, not one mistake a letter.
        return isJoiner(left) && isJoiner(right) ? 1 : 4
    }

    private static func isJoiner(_ letter: UInt8) -> Bool { letter == 0x2D || letter == 0x20 || letter == 0x5F }
}
