extension SalesProcess {
    /// Whether the people of a directory can do what the process asks of them: whether each role and team that something
    /// needs has somebody, and whether each step of an approval finds enough, whoever asks for it.
    public func staffing(_ people: People) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let there = people.all.filter { !$0.hasLeft }
        func holders(_ role: RoleID) -> [Person] { there.filter { $0.roles.contains(roles[role.index].id) } }
        func warn(_ code: DiagnosticCode, _ message: String, _ range: SourceRange, _ help: String? = nil) {
            findings.append(
                Diagnostic(code, severity: .warning, message, at: range, notes: [], repair: nil, help: help)
            )
        }
        for approval in approvals {
            for (number, step) in approval.steps.enumerated() {
                let name = "step \(number + 1) of '\(approval.id)'"
                let range = step.range.isNone ? approval.range : step.range
                // Whom a seat stands for only the deal tells, one of them at most can be kept out.
                let excluded = Set(approval.excluded.roles.flatMap { holders($0) }.map(\.id))
                func seated(without asking: String?) -> Int {
                    let candidates = there.filter { !excluded.contains($0.id) && $0.id != asking }
                    return Staffing.seated(step.seats, candidates, roles)
                }
                let most = seated(without: nil)
                guard most >= step.quorum else {
                    warn(
                        .nobodyToApprove,
                        "\(name) needs \(step.quorum) and finds \(most): "
                            + "\(missing(step, holders).joined(separator: ", "))",
                        range
                    )
                    continue
                }
                guard approval.excluded.requester else { continue }
                let few = there.filter { mayMove($0) && seated(without: $0.id) < step.quorum }
                if !few.isEmpty {
                    warn(
                        .nobodyElseToApprove,
                        "where \(few.map(\.id).joined(separator: " or ")) asks, \(name) finds too few others",
                        range,
                        "give somebody else one of its roles"
                    )
                }
            }
        }
        for rule in assignment where !there.contains(where: { isMember($0, of: rule.group) }) {
            let name =
                switch rule.group {
                case .role(let role): "holds the role '\(roles[role.index].id)'"
                case .team(let team): "belongs to the team '\(teams[team].id)'"
                }
            warn(.nobodyToAssign, "nobody \(name), so this rule never chooses", rule.range)
        }
        return findings
    }

    /// Whether somebody may make moves as a rule, and so ask for what a move lacks.
    private func mayMove(_ person: Person) -> Bool {
        guard let movers = permissions.move, !movers.owner, !movers.ownerManager else { return true }
        return movers.roles.contains { person.roles.contains(roles[$0.index].id) }
    }

    private func missing(_ step: Approval.Step, _ holders: (RoleID) -> [Person]) -> [String] {
        var seen: Set<RoleSet> = []
        return step.seats.filter { seen.insert($0).inserted }.flatMap(\.roles).map {
            "\(holders($0).count) for \(roles[$0.index].id)"
        }
    }
}

/// How many seats people can take at once, one each.
private enum Staffing {
    static func seated(_ seats: [RoleSet], _ people: [Person], _ roles: [Role]) -> Int {
        // The seats of `owner`, `requester` and `owner_manager` have somebody where a deal has them.
        let fixed = seats.filter { $0.roles.isEmpty }.count
        let open = seats.filter { !$0.roles.isEmpty }
        var holder = [Int](repeating: -1, count: people.count)
        var count = 0
        for seat in open.indices {
            var tried: Set<Int> = []
            if place(seat, open, people, roles, &holder, &tried) { count += 1 }
        }
        return count + fixed
    }

    private static func place(
        _ seat: Int,
        _ seats: [RoleSet],
        _ people: [Person],
        _ roles: [Role],
        _ holder: inout [Int],
        _ tried: inout Set<Int>
    ) -> Bool {
        for (index, person) in people.enumerated() where !tried.contains(index) {
            guard seats[seat].roles.contains(where: { person.roles.contains(roles[$0.index].id) }) else { continue }
            tried.insert(index)
            if holder[index] < 0 || place(holder[index], seats, people, roles, &holder, &tried) {
                holder[index] = seat
                return true
            }
        }
        return false
    }
}
