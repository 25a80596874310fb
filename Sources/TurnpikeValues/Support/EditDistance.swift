/// Finds what somebody probably meant to write.
public enum EditDistance: Sendable {
    /// The candidate nearest to a misspelt word, or `nil` if none is near: the changes (insertions, deletions,
    /// substitutions, swaps of neighbours) are at most a third of the word's letters, one for short words. Letters of
    /// different case count as equal. Among equally near candidates the first in byte order is taken.
    public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let letters = folded(word)
        guard (1...maximumLength).contains(letters.count) else { return nil }
        let limit = max(1, letters.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            guard candidate.utf8.count <= maximumLength * 4 else { continue }
            let bound = best.map { min(limit, $0.distance) } ?? limit
            guard let distance = distance(letters, folded(candidate), atMost: bound) else { continue }
            // A word of one or two letters would otherwise be near to everything.
            guard distance == 0 || letters.count > distance else { continue }
            if let found = best, found.distance < distance { continue }
            if let found = best, found.distance == distance, compareBytes(found.name, candidate) <= 0 { continue }
            best = (distance, candidate)
        }
        return best?.name
    }

    /// The number of changes that make one word of the other (Damerau-Levenshtein in its optimal string alignment form), if
    /// it is at most `limit`.
    public static func distance(_ left: String, _ right: String, atMost limit: Int) -> Int? {
        distance(Array(left.unicodeScalars), Array(right.unicodeScalars), atMost: limit)
    }

    private static let maximumLength = 128

    private static func folded(_ word: String) -> [UnicodeScalar] {
        word.unicodeScalars.map { scalar in
            ("A"..."Z").contains(scalar) ? UnicodeScalar(UInt8(scalar.value) + 32) : scalar
        }
    }

    private static func distance(_ left: [UnicodeScalar], _ right: [UnicodeScalar], atMost limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        var current = beforeLast
        for row in 1...left.count {
            current[0] = row
            var least = row
            for column in 1...right.count {
                let change = left[row - 1] == right[column - 1] ? 0 : 1
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current[column] = cost
                least = min(least, cost)
            }
            // A swap reaches back two rows, so both must have passed the limit.
            if least > limit, (last.min() ?? 0) > limit { return nil }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        let result = last[right.count]
        return result <= limit ? result : nil
    }
}
