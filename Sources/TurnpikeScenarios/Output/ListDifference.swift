/// Two lists side by side: what both have, what only one has, in an order that fits both.
enum ListDifference: Sendable {
    /// A line of the difference.
    enum Line: Hashable, Sendable {
        case both(String)
        case expected(String)
        case seen(String)
    }

    /// The difference by the longest common subsequence; of very long lists only the beginnings are aligned.
    static func lines(_ expected: [String], _ seen: [String]) -> [Line] {
        var first = 0
        while first < min(expected.count, seen.count), expected[first] == seen[first] { first += 1 }
        let head = expected[..<first].map { Line.both($0) }
        let left = Array(expected[first...])
        let right = Array(seen[first...])
        guard left.count <= 500, right.count <= 500 else {
            return head + left.map { .expected($0) } + right.map { .seen($0) }
        }
        // `lengths[i][j]` is the length of the longest common part of what follows i and j.
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in left.indices.reversed() {
            for j in right.indices.reversed() {
                lengths[i][j] =
                    left[i] == right[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var tail: [Line] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if i < left.count, j < right.count, left[i] == right[j] {
                tail.append(.both(left[i]))
                i += 1
                j += 1
            } else if j >= right.count || (i < left.count && lengths[i + 1][j] >= lengths[i][j + 1]) {
                tail.append(.expected(left[i]))
                i += 1
            } else {
                tail.append(.seen(right[j]))
                j += 1
            }
        }
        return head + tail
    }
}
