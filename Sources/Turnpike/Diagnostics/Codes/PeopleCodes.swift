/// TP1700 to TP1739: approvals, permissions, assignment and the people who do all this.
extension DiagnosticCode {
    /// An approval that is not declared.
    public static let unknownApproval = DiagnosticCode(
        "TP1700",
        "unknown approval",
        explanation: """
            A gate or an event names an approval that `approvals` does not declare.
            """,
        wrong: "gates: {discount_ok: {approval: discont}}\n",
        right: "gates: {discount_ok: {approval: discount}}\n"
    )
    /// A step that nobody can satisfy.
    public static let approvalNeverGranted = DiagnosticCode(
        "TP1701",
        "nobody can grant it",
        explanation: """
            Whoever takes a seat of the step, its quorum is never reached: `not` keeps a role out that the step needs, \
            or one person would have to take two seats. A deal that needs the approval would be stuck.
            """,
        wrong: "discount: {steps: [sales_manager], not: sales_manager}\n",
        right: "discount: {steps: [sales_manager], not: requester}\n"
    )
    /// A step that depends on a field of which a change withdraws nothing.
    public static let approvalMissesChange = DiagnosticCode(
        "TP1702",
        "a change that nobody would approve again",
        explanation: """
            A step is needed under a condition over this field, but a later change of the field leaves votes and grants \
            as they are: what was approved at 10% would also hold at 40%. Name the field under `resets_on`, alone or \
            with the direction that matters (`{discount: up}`).
            """,
        wrong: "discount: {steps: [{when: deal.discount > 25%, of: [legal]}]}\n",
        right: "discount: {steps: [{when: deal.discount > 25%, of: [legal]}], resets_on: [{discount: up}]}\n"
    )
    /// A quorum of more seats than there are.
    public static let quorumTooLarge = DiagnosticCode(
        "TP1703",
        "a quorum of more than there are",
        explanation: """
            A step has one seat for each role of `of`, or as many as a role says (`{partner: 2}`), and one person takes \
            one seat. So many seats as the quorum asks for there are not.
            """,
        wrong: "discount: {steps: [{of: [legal, finance], quorum: 3}]}\n",
        right: "discount: {steps: [{of: [legal, finance], quorum: 2}]}\n"
    )
    /// A rejection that leads nowhere.
    public static let rejectionLeadsNowhere = DiagnosticCode(
        "TP1704",
        "a rejection that moves nothing",
        explanation: """
            `rejected: {to: …}` is a move back, made by itself in each stage whose gates ask for the approval. No such \
            stage stands after the one that it leads to.
            """,
        wrong: "discount: {steps: [sales_manager], rejected: {to: customer}}\n",
        right: "discount: {steps: [sales_manager], rejected: {to: proposal}}\n"
    )
    /// A direction for what has none.
    public static let resetWithoutOrder = DiagnosticCode(
        "TP1705",
        "up or down of what has no order",
        explanation: """
            Numbers, money, percentages, dates, times and durations go up and down. Of other fields any change counts: \
            write the name alone.
            """,
        wrong: "discount: {steps: [sales_manager], resets_on: [{competitor: up}]}\n",
        right: "discount: {steps: [sales_manager], resets_on: [competitor]}\n"
    )
    /// `requester` where nothing is asked for.
    public static let misplacedRequester = DiagnosticCode(
        "TP1706",
        "requester where nothing is asked for",
        explanation: """
            `requester` is whoever asked for an approval. It stands in the steps of an approval and in its `not`; \
            elsewhere nobody has asked for anything. Perhaps `owner` is meant.
            """,
        wrong: "permissions: {move: [requester]}\n",
        right: "permissions: {move: [owner]}\n"
    )
    /// An approval, or a step of one, that names nobody.
    public static let approvalWithoutSteps = DiagnosticCode(
        "TP1707",
        "an approval by nobody",
        explanation: """
            An approval is given by people: `steps` names roles, or seats of which a quorum must agree.
            """,
        wrong: "discount: {steps: []}\n",
        right: "discount: {steps: [sales_manager]}\n"
    )
    /// A veto of somebody who has no seat.
    public static let vetoWithoutSeat = DiagnosticCode(
        "TP1708",
        "a veto without a seat",
        explanation: """
            A veto is the "no" of somebody who votes in the step. Who has no seat there does not vote.
            """,
        wrong: "discount: {steps: [{of: [finance], veto: [legal]}]}\n",
        right: "discount: {steps: [{of: [finance, legal], veto: [legal]}]}\n"
    )
    /// An escalation that never comes.
    public static let approvalNeverLate = DiagnosticCode(
        "TP1709",
        "late without a time",
        explanation: """
            `late` says what happens when the time that the approvers have is over. Without `within` it never is.
            """,
        wrong: "discount: {steps: [sales_manager], late: {escalate: vp_sales}}\n",
        right: "discount: {steps: [sales_manager], within: 2 working days, late: {escalate: vp_sales}}\n"
    )

    /// Neither a role nor a team.
    public static let unknownGroup = DiagnosticCode(
        "TP1720",
        "neither a role nor a team",
        explanation: """
            A rule of assignment chooses from those who hold a role or belong to a team of the process.
            """,
        wrong: "teams: [inbound_team]\nassignment: [{to: inbond_team}]\n",
        right: "teams: [inbound_team]\nassignment: [{to: inbound_team}]\n"
    )
    /// A capacity where nobody's deals are counted.
    public static let capacityWithoutLoad = DiagnosticCode(
        "TP1721",
        "a capacity where nothing is counted",
        explanation: """
            `capacity` is how many open deals somebody can have. Open deals are counted for `pick: least_load`.
            """,
        wrong: "assignment: [{to: rep, pick: round_robin, capacity: 40}]\n",
        right: "assignment: [{to: rep, pick: least_load, capacity: 40}]\n"
    )
    /// A rule behind one that always chooses.
    public static let ruleNeverReached = DiagnosticCode(
        "TP1722",
        "a rule that is hardly ever reached",
        explanation: """
            The first rule that holds and finds somebody chooses. A rule without a condition holds always, so those \
            behind it choose only when nobody of its group is there.
            """,
        wrong: "assignment: [{to: rep}, {when: deal.amount > 100000 EUR, to: senior}]\n",
        right: "assignment: [{when: deal.amount > 100000 EUR, to: senior}, {to: rep}]\n"
    )

    /// Too few people for a step.
    public static let nobodyToApprove = DiagnosticCode(
        "TP1710",
        "too few people to approve",
        explanation: """
            The directory has too few people who hold the roles of this step, so that its quorum is never reached. \
            `check` tells it where `turnpike.yaml` says who is there.
            """,
        wrong: "people: {rep_1: {roles: [rep]}}   # and steps: [sales_manager]\n",
        right: "people: {rep_1: {roles: [rep]}, manager_1: {roles: [sales_manager]}}\n"
    )
    /// Too few people where one of them asks.
    public static let nobodyElseToApprove = DiagnosticCode(
        "TP1711",
        "nobody else to approve",
        explanation: """
            With `not: requester` whoever asks may not approve, and without them too few are left who could. Their own \
            deals could never go on.
            """,
        wrong: "people: {manager_1: {roles: [rep, sales_manager]}}\n",
        right: "people: {manager_1: {roles: [rep, sales_manager]}, manager_2: {roles: [sales_manager]}}\n"
    )
    /// Nobody for a rule of assignment.
    public static let nobodyToAssign = DiagnosticCode(
        "TP1712",
        "nobody to give a deal to",
        explanation: """
            Nobody in the directory holds the role, or belongs to the team, that the rule chooses from.
            """,
        wrong: "people: {rep_1: {roles: [rep]}}   # and to: inbound_team\n",
        right: "people: {rep_1: {roles: [rep], teams: [inbound_team]}}\n"
    )
    /// A manager, delegate or fallback whom nobody knows.
    public static let unknownPerson = DiagnosticCode(
        "TP1713",
        "somebody whom nobody knows",
        explanation: """
            A manager, a delegate or a fallback is one of the people of the directory, named by their id.
            """,
        wrong: "people: {rep_1: {manager: manger_1}, manager_1: {roles: [sales_manager]}}\n",
        right: "people: {rep_1: {manager: manager_1}, manager_1: {roles: [sales_manager]}}\n"
    )
    /// A table of people that cannot be read.
    public static let peopleFile = DiagnosticCode(
        "TP1714",
        "a table of people that cannot be read",
        explanation: """
            The CSV file that `people: {file: …}` names has a header and one person to a line: id, name, email, keys, \
            roles, teams, manager, delegate, absent, left, capacity. Several values of a cell are separated by `;`.
            """,
        wrong: "id,role\nrep_1,rep\n",
        right: "id,roles\nrep_1,rep\n"
    )

    static let peopleCodes: [DiagnosticCode] = [
        unknownApproval, approvalNeverGranted, approvalMissesChange, quorumTooLarge, rejectionLeadsNowhere,
        resetWithoutOrder, misplacedRequester, approvalWithoutSteps, vetoWithoutSeat, approvalNeverLate,
        nobodyToApprove, nobodyElseToApprove, nobodyToAssign, unknownPerson, peopleFile,
        unknownGroup, capacityWithoutLoad, ruleNeverReached,
    ]
}
