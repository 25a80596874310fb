import Turnpike

/// The approvals of the in-memory store that wait for somebody's word, in the order of an inbox.
struct PendingList: Sendable {
    private var rows: [PendingApproval] = []

    /// Replaces a deal's rows.
    mutating func replace(_ old: [PendingApproval], by new: [PendingApproval]) {
        for row in old {
            let index = place(of: row)
            if rows.indices.contains(index), rows[index] == row { rows.remove(at: index) }
        }
        for row in new { rows.insert(row, at: place(of: row)) }
    }

    func page(_ query: PendingApprovalQuery) -> [PendingApproval] {
        var start = 0
        if let after = query.after {
            start = place(of: after)
            // The row itself was on the page before, if it is still there.
            if start < rows.count, !after.comes(before: rows[start]) { start += 1 }
        }
        return Array(rows[start...].prefix(max(0, query.limit)))
    }

    /// The index of the first row that does not come before this one.
    private func place(of row: PendingApproval) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].comes(before: row) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
