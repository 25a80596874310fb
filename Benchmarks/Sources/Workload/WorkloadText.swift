/// The processes of the fixed workload, as files of the language.
public enum WorkloadText: Sendable {
    /// What a gate of the workload demands: `amount >= a and budget >= b and approved`.
    public struct Gate: Sendable {
        let amount: Int
        let budget: Int

        var condition: String { "deal.amount >= \(amount) && deal.budget >= \(budget) && deal.approved" }

        var inline: String {
            "{check: {covered: {that: \"\(condition)\", else: The amounts do not suffice.}}}"
        }
    }

    /// What amounts are made of.
    public enum Amounts: String, Sendable {
        /// Machine integers, as the C baseline has them.
        case integer
        /// Exact money, as real processes have it.
        case money
    }

    /// Seven open stages, won and lost; each forward move has its gate.
    ///
    /// - Parameters:
    ///   - amounts: the type of the two amounts.
    ///   - isDurable: with a first stage `new`, so that a walk has eight moves, and one outbox row for each move.
    public static func process7(_ amounts: Amounts = .integer, isDurable: Bool = false) -> String {
        var lines = header("process7", amounts)
        lines.append("gates:")
        for k in 1...7 {
            let gate = Gate(amount: 100 * k, budget: 50 * k)
            lines += [
                "  covers_\(k):",
                "    check:",
                "      covered:",
                "        that: \(gate.condition)",
                "        else: The amounts do not suffice for the next stage.",
            ]
        }
        lines.append("stages:")
        if isDurable { lines += ["  new:", "    moves:", "      advance: {to: s1}"] }
        for k in 1...7 {
            lines += ["  s\(k):", "    moves:"]
            lines.append(
                k < 7
                    ? "      advance: {to: s\(k + 1), gates: [covers_\(k)]}"
                    : "      win: {to: won, gates: [covers_7]}"
            )
            lines.append("      lose: {to: lost}")
        }
        lines += ["  won: {outcome: won}", "  lost: {outcome: lost}"]
        if isDurable {
            lines += ["templates:", "  moved: {text: \"${deal.name}: ${deal.amount}\"}"]
            lines += ["hooks:", "  - {event: deal.moved, do: [{notify: {to: \"#desk\", template: moved}}]}"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// 500 stages and 2,000 moves, 1,992 of them with a gate of their own.
    public static func process500() -> String {
        let open = 498
        var lines = header("process500", .integer)
        lines.append("stages:")
        for i in 0..<open {
            lines += ["  s\(i):", "    moves:"]
            for (j, step) in zip(1..., [1, 2, 7, 31]) {
                let target = j == 1 && i == open - 1 ? "won" : "s\((i + step) % open)"
                let isForward = (i + step) < open || target == "won"
                let skips = isForward && step > 1 ? ", skips: all" : ""
                let gate = Gate(amount: 10 * i + j, budget: 5 * i + j)
                lines.append("      e\(j): {to: \(target)\(skips), gates: [\(gate.inline)]}")
            }
            if i < 8 { lines.append("      lose: {to: lost}") }
        }
        lines += ["  won: {outcome: won}", "  lost: {outcome: lost}"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func header(_ id: String, _ amounts: Amounts) -> [String] {
        [
            "turnpike: 1",
            "process: \(id)",
            "currency: EUR",
            "fields:",
            "  amount: \(amounts.rawValue)",
            "  budget: \(amounts.rawValue)",
            "  approved: bool",
        ]
    }
}
