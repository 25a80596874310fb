/// Who sits where in a step of an approval: each voter takes one of the seats that they could take, and whoever came
/// before moves to another of theirs where that makes room.
enum Seating {
    /// Whether one more voter finds a seat beside those who have one.
    ///
    /// - Parameters:
    ///   - seats: The seats that the newcomer could take: bit i for the i-th.
    ///   - taken: The same for everybody who has voted.
    static func hasRoom(for seats: UInt64, beside taken: [UInt64]) -> Bool {
        guard seats != 0 else { return false }
        // Augmenting paths of a bipartite matching: there are at most 64 seats.
        var holder = [Int](repeating: -1, count: 64)
        let voters = taken + [seats]
        for voter in voters.indices {
            var tried: UInt64 = 0
            let isSeated = seat(voter, voters, &holder, &tried)
            if voter == voters.count - 1 { return isSeated }
        }
        return false
    }

    private static func seat(_ voter: Int, _ voters: [UInt64], _ holder: inout [Int], _ tried: inout UInt64) -> Bool {
        var possible = voters[voter]
        while possible != 0 {
            let seat = possible.trailingZeroBitCount
            possible &= possible - 1
            guard tried >> UInt64(seat) & 1 == 0 else { continue }
            tried |= 1 << UInt64(seat)
            if holder[seat] < 0 || self.seat(holder[seat], voters, &holder, &tried) {
                holder[seat] = voter
                return true
            }
        }
        return false
    }
}
