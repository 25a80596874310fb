/// TP1281 to TP1289, TP1257 and TP1258, the process language: phases and tracks.
extension DiagnosticCode {
    /// Stages that nest deeper than anybody can follow.
    public static let nestedTooDeep = DiagnosticCode(
        "TP1281",
        "stages nest too deep",
        explanation: """
            Stages and tracks lie in one another at most eight deep.
            """,
        wrong: "a: {stages: {b: {stages: {c: {stages: {d: {…}}}}}}}   # and so on\n",
        right: "sale: {stages: {proposal: {}, negotiation: {}}}\n"
    )
    /// A stage with inner stages and with tracks.
    public static let stagesAndTracks = DiagnosticCode(
        "TP1282",
        "inner stages and tracks in one stage",
        explanation: """
            In a phase one inner stage is active, in a stage with tracks every track is. A stage is one or the other; \
            one of the inner stages may have the tracks.
            """,
        wrong: "sale: {stages: {offer: {}}, tracks: {legal: {stages: {review: {final: true}}}}}\n",
        right: "sale: {stages: {offer: {}, checks: {tracks: {legal: {stages: {review: {final: true}}}}}}}\n"
    )
    /// `initial` that names none of the inner stages.
    public static let badInitial = DiagnosticCode(
        "TP1283",
        "begins in a stage that is not its own",
        explanation: """
            A phase, or a track, begins in the first of its stages, or in the one that `initial` names. That is one of \
            its own, not one that lies deeper or elsewhere.
            """,
        wrong: "sale: {initial: demo, stages: {offer: {}, contract: {}}}\n",
        right: "sale: {initial: contract, stages: {offer: {}, contract: {}}}\n"
    )
    /// `final` where nothing ends.
    public static let badFinal = DiagnosticCode(
        "TP1284",
        "final where nothing can end",
        explanation: """
            With `final: true` a stage completes the phase or the track that it is part of. It has no inner stages and \
            no moves of its own: what follows is a move of the stage around it. A deal itself ends in an `outcome`.
            """,
        wrong: "agreed: {final: true, moves: [won]}\n",
        right: "agreed: {final: true}\n"
    )
    /// A hold or an outcome inside a track.
    public static let besideInTrack = DiagnosticCode(
        "TP1285",
        "a hold or an outcome inside a track",
        explanation: """
            A hold and an outcome concern the whole deal, so they stand beside the stage that has the tracks. A move \
            may lead there from within a track; all tracks are then left.
            """,
        wrong: "legal: {stages: {review: {moves: [paused]}, paused: {hold: true}}}\n",
        right: "legal: {stages: {review: {moves: [nurture]}, agreed: {final: true}}}\n"
    )
    /// A move from one track into another of the same stage.
    public static let betweenTracks = DiagnosticCode(
        "TP1286",
        "a move from one track into another",
        explanation: """
            Tracks run side by side and are not left for one another. A move stays in its track, or leaves the stage \
            that has the tracks. A condition may look at the other track: `tracks.legal.stage`.
            """,
        wrong:
            "legal: {stages: {review: {moves: [pricing]}, agreed: {final: true}}}\nprocurement: {stages: {pricing: {final: true}}}\n",
        right: "legal: {stages: {review: {moves: [agreed]}, agreed: {final: true}}}\n"
    )
    /// A move forward out of a track that is not complete.
    public static let forwardOutOfTrack = DiagnosticCode(
        "TP1287",
        "leads forward out of a track",
        explanation: """
            A stage with tracks is left forward when all of its tracks are complete, and the track of this move is not. \
            The move belongs to the stage that has the tracks.
            """,
        wrong: "negotiation: {tracks: {legal: {stages: {review: {moves: [won]}, agreed: {final: true}}}}}\n",
        right:
            "negotiation: {tracks: {legal: {stages: {review: {moves: [agreed]}, agreed: {final: true}}}}, moves: [won]}\n"
    )
    /// `resume` where nothing was left.
    public static let badResume = DiagnosticCode(
        "TP1288",
        "nothing to resume",
        explanation: """
            `resume` takes up again the stages in which a deal was when it left a phase or a stage with tracks \
            (`deep`), or only its inner stage (`shallow`). It stands with `to: came_from`, or with `to` and a stage \
            that has stages inside.
            """,
        wrong: "again: {to: proposal, resume: deep}   # a stage without stages of its own\n",
        right: "again: {to: sale, resume: deep}\n"
    )
    /// `through` for a stage with tracks.
    public static let throughTracks = DiagnosticCode(
        "TP1289",
        "goes through a stage with tracks",
        explanation: """
            `through` judges the gates of the stages it names without entering them. Tracks can only be completed by \
            entering them, so a stage that has some is either entered or named in `skips`.
            """,
        wrong: "fast: {to: won, through: [negotiation]}   # negotiation has tracks\n",
        right: "fast: {to: won, skips: [negotiation]}\n"
    )
    /// `complete: true` where nothing can be complete.
    public static let noFinal = DiagnosticCode(
        "TP1258",
        "waits for an end that nothing has",
        explanation: """
            A move with `complete: true` is made when the phase, or all tracks, of its stage are complete: when a \
            stage with `final: true` is reached there. Without one it is never made.
            """,
        wrong: "sale: {stages: {offer: {}, contract: {}}, moves: {won: {complete: true}}}\n",
        right: "sale: {stages: {offer: {moves: [signed]}, signed: {final: true}}, moves: {won: {complete: true}}}\n"
    )

    /// An outcome inside a stage that has one.
    public static let outcomeInOutcome = DiagnosticCode(
        "TP1257",
        "an outcome inside an outcome",
        explanation: """
            A deal is won or lost when it enters the stage with the `outcome`, and keeps that in all stages inside. A \
            second outcome stands beside that stage, where a move leads to it.
            """,
        wrong: "after_sale: {outcome: won, stages: {use: {moves: [gone]}, gone: {outcome: lost}}}\n",
        right: "after_sale: {outcome: won, stages: {use: {moves: [gone]}}}\ngone: {outcome: lost}\n"
    )
    /// A track whose condition reads a track that is not there yet.
    public static let trackReadsTrack = DiagnosticCode(
        "TP1420",
        "a track that waits for one beside it",
        explanation: """
            All tracks of a stage are entered together, and whether one of them is left out is judged then. At that time \
            neither it nor any track beside it is in a stage.
            """,
        wrong: "tracks: {legal: {…}, audit: {when: tracks.legal.stage == \"agreed\", stages: {…}}}\n",
        right: "tracks: {legal: {…}, audit: {when: deal.amount > 100000 EUR, stages: {…}}}\n"
    )
    /// `resume` of what was left because it was complete.
    public static let resumesComplete = DiagnosticCode(
        "TP1421",
        "takes up what was complete",
        explanation: """
            A move with `complete: true` leaves a phase or its tracks when they are complete. What `resume` takes up \
            again is complete still, so that move is made at once, and the deal is back where it came from.
            """,
        wrong: "again: {to: price_talks, resume: deep}   # price_talks: {moves: {reservation: {complete: true}}}\n",
        right: "again: {to: price_talks}\n"
    )

    static let nestingCodes: [DiagnosticCode] = [
        nestedTooDeep, stagesAndTracks, badInitial, badFinal, besideInTrack, betweenTracks, forwardOutOfTrack,
        badResume, throughTracks, noFinal, outcomeInOutcome, trackReadsTrack, resumesComplete,
    ]
}
