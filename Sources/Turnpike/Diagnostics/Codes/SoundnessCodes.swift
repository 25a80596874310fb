/// TP14xx, the soundness of a process.
extension DiagnosticCode {
    /// A stage that no deal can reach.
    public static let unreachableStage = DiagnosticCode(
        "TP1401",
        "a stage that no deal can reach",
        explanation: """
            No move leads here from a stage in which a deal may be opened.
            """,
        wrong: "stages:\n  a: {moves: [won]}\n  b: {moves: [won]}\n  won: {outcome: won}\n",
        right: "stages:\n  a: {moves: [b]}\n  b: {moves: [won]}\n  won: {outcome: won}\n"
    )
    /// A stage before an outcome that no move leaves.
    public static let deadEnd = DiagnosticCode(
        "TP1402",
        "a stage without a way out",
        explanation: """
            A deal that comes here stays for ever, neither won nor lost.
            """,
        wrong: "stages:\n  a: {moves: [b, won]}\n  b: {}\n  won: {outcome: won}\n",
        right: "stages:\n  a: {moves: [b, won]}\n  b: {moves: [won]}\n  won: {outcome: won}\n"
    )
    /// A stage from which no deal can be won or lost.
    public static let noWayToOutcome = DiagnosticCode(
        "TP1403",
        "no way to an outcome",
        explanation: """
            Moves lead out of this stage, but however a deal goes on, it never reaches an outcome.
            """,
        wrong: "stages:\n  a: {moves: [b, won]}\n  b: {moves: [c]}\n  c: {moves: [b]}\n  won: {outcome: won}\n",
        right: "stages:\n  a: {moves: [b, won]}\n  b: {moves: [c]}\n  c: {moves: [won]}\n  won: {outcome: won}\n"
    )
    /// A process in which no deal can be won or lost.
    public static let noOutcome = DiagnosticCode(
        "TP1404",
        "a process without an outcome",
        explanation: """
            At least one stage says `outcome: won` or `outcome: lost`.
            """,
        wrong: "stages:\n  a: {moves: [b]}\n  b: {}\n",
        right: "stages:\n  a: {moves: [b]}\n  b: {outcome: won}\n"
    )
    /// Something that nothing refers to.
    public static let unused = DiagnosticCode(
        "TP1405",
        "declared and never used",
        explanation: """
            Nothing in the file refers to it: it may be a leftover, or a place that should refer to it names \
            another one. A field or an activity with a label counts as used, because people look it up or do it \
            by hand.
            """,
        wrong: "gates:\n  bant: {needs: [budget]}   # no stage or move names it\n",
        right: "stages:\n  qualification: {exit: [bant]}\n"
    )
    /// Gates that form a cycle.
    public static let gateCycle = DiagnosticCode(
        "TP1406",
        "gates that need each other",
        explanation: """
            A gate in `any` or `all` is judged as part of the gate that names it; a gate cannot be a part of \
            itself.
            """,
        wrong: "gates:\n  a: {all: [b]}\n  b: {any: [a]}\n",
        right: "gates:\n  a: {all: [b]}\n  b: {needs: [budget]}\n"
    )
    /// A gate without criteria.
    public static let emptyGate = DiagnosticCode(
        "TP1407",
        "a gate that demands nothing",
        explanation: """
            It lets every deal pass.
            """,
        wrong: "gates:\n  bant: {label: Budget and need are known}\n",
        right: "gates:\n  bant: {label: Budget and need are known, needs: [budget, need]}\n"
    )
    /// More repetitions than the activity has.
    public static let tooOften = DiagnosticCode(
        "TP1408",
        "demanded more often than it can be done",
        explanation: """
            The gate asks for more repetitions than `repeat:` allows, so nobody could pass it.
            """,
        wrong: "activities: {demo: {repeat: 2}}\ngates:\n  seen: {done: [{demo: {at_least: 3}}]}\n",
        right: "activities: {demo: {repeat: 3}}\ngates:\n  seen: {done: [{demo: {at_least: 3}}]}\n"
    )
    /// A gate that demands an `again` outcome.
    public static let outcomeNeverDone = DiagnosticCode(
        "TP1409",
        "an outcome that does not count as done",
        explanation: """
            An outcome with `again: true` opens another attempt and does not count as done, so a gate cannot ask \
            for it.
            """,
        wrong:
            "activities: {call: {outcomes: [talked, {no_answer: {again: true}}]}}\ngates:\n  tried: {done: [{call: {outcome: [no_answer]}}]}\n",
        right:
            "activities: {call: {outcomes: [talked, {no_answer: {again: true}}]}}\ngates:\n  tried: {done: [{call: {outcome: [talked]}}]}\n"
    )
    /// A needed field that is locked in every stage before.
    public static let fieldLockedBefore = DiagnosticCode(
        "TP1410",
        "a field that is locked until it is needed",
        explanation: """
            The gate needs the field, and every stage in which a deal can be before it locks it: whoever did not \
            give it when the deal was opened can never pass.
            """,
        wrong: "stages:\n  a: {locks: [source], exit: [{needs: [source]}], moves: [won]}\n  won: {outcome: won}\n",
        right: "stages:\n  a: {exit: [{needs: [source]}], moves: [won]}\n  won: {outcome: won}\n"
    )
    /// An activity or field that the deal cannot have by then.
    public static let notDoneYet = DiagnosticCode(
        "TP1411",
        "demanded before it can have been done",
        explanation: """
            A deal that is being opened has no activities behind it and has been in no stage, so a gate on the \
            way into its first stage cannot ask for them. An activity that stands on to-do lists of later stages \
            only is demanded too early.
            """,
        wrong: "start: {a: {}}\nstages:\n  a: {enter: [{done: [demo]}], moves: [won]}\n",
        right: "start: {a: {}}\nstages:\n  a: {exit: [{done: [demo]}], moves: [won]}\n"
    )
    /// A condition that is always or never true.
    public static let constantCondition = DiagnosticCode(
        "TP1412",
        "a condition that never changes",
        explanation: """
            It reads nothing of the deal, so it has the same answer for every deal.
            """,
        wrong: "when: 1 < 2\n",
        right: "when: deal.seats < 2\n"
    )
    /// Bounds that exclude each other.
    public static let contradiction = DiagnosticCode(
        "TP1413",
        "a condition that no value meets",
        explanation: """
            No value can be above the one and below the other bound; limits of the field itself count too.
            """,
        wrong: "that: deal.seats > 20 && deal.seats < 10\n",
        right: "that: deal.seats > 10 && deal.seats < 20\n"
    )
    /// Automatic moves that form a cycle.
    public static let automaticCycle = DiagnosticCode(
        "TP1414",
        "moves by themselves that run in a circle",
        explanation: """
            Each of these moves is made as soon as its condition holds, and together they lead back to where \
            they began. If the conditions can hold at once, a deal would never come to rest.
            """,
        wrong:
            "a: {moves: {go: {to: b, as_soon_as: has(deal.x)}}}\nb: {moves: {back: {to: a, as_soon_as: has(deal.x)}}}\n",
        right: "a: {moves: {go: {to: b, as_soon_as: has(deal.x)}}}\nb: {moves: {back: {to: a}}}\n"
    )
    /// An automatic move with `ask`.
    public static let automaticAsks = DiagnosticCode(
        "TP1415",
        "a move by itself that asks a person",
        explanation: """
            Nobody is there to answer when a move is made by itself. It waits until the fields have values; a \
            gate with `needs` says the same without the question.
            """,
        wrong: "close: {to: won, signal: signed, ask: [contract]}\n",
        right: "close: {to: won, signal: signed, gates: [{needs: [contract]}]}\n"
    )
    /// A move that an earlier one always comes before.
    public static let shadowedMove = DiagnosticCode(
        "TP1416",
        "a move that is never chosen",
        explanation: """
            The first move in file order whose guard holds is chosen. The earlier one has the same trigger and \
            no guard (or the same), so the later one never is.
            """,
        wrong: "x: {to: a, signal: replied}\ny: {to: b, signal: replied}\n",
        right: "x: {to: a, signal: replied, when: deal.seats > 10}\ny: {to: b, signal: replied}\n"
    )
    /// Exit gates of a stage that is never left forward.
    public static let gateNeverJudged = DiagnosticCode(
        "TP1417",
        "gates that are never judged",
        explanation: """
            Exit gates are judged on the way out to a later stage. No move leads from here to one.
            """,
        wrong: "customer: {exit: [bant]}   # and no moves\n",
        right: "customer: {}\n"
    )
    /// A gate whose parts nest too deep or are too many.
    public static let gateTooLarge = DiagnosticCode(
        "TP1418",
        "a gate with too many parts",
        explanation: """
            A gate in `any` or `all` is judged with all its parts. They may nest 32 deep and come to 10,000 \
            criteria, so that no file can make a decision take for ever.
            """,
        wrong: "gates:\n  g1: {all: [g2]}\n  g2: {all: [g3]}\n  # and so on\n",
        right: "gates:\n  g1: {all: [g2, g3]}\n"
    )

    /// A track that cannot be completed.
    public static let trackNeverFinal = DiagnosticCode(
        "TP1419",
        "a track that can never be complete",
        explanation: """
            The stage that has the tracks is left forward when all of them are complete. From this stage of a track no \
            move leads on to one with `final: true`, so the deal could never go on.
            """,
        wrong: "legal: {stages: {review: {moves: [agreed]}, agreed: {}}}\n",
        right: "legal: {stages: {review: {moves: [agreed]}, agreed: {final: true}}}\n"
    )

    static let soundnessCodes: [DiagnosticCode] = [
        unreachableStage, deadEnd, noWayToOutcome, noOutcome, unused, gateCycle, emptyGate, tooOften,
        outcomeNeverDone, fieldLockedBefore, notDoneYet, constantCondition, contradiction, automaticCycle,
        automaticAsks, shadowedMove, gateNeverJudged, gateTooLarge, trackNeverFinal,
    ]
}
