extension CheckFixture {
    private static let won = "  won: {outcome: won}\n"
    /// A process with a stage that has two tracks, of which the first is given.
    private static func tracks(_ legal: String, _ moves: String = "[won]") -> String {
        """
        stages:
          talks:
            tracks:
              legal: {stages: \(legal)}
              buying: {stages: {price: {moves: [agreed]}, agreed: {final: true}}}
            moves: \(moves)
          won: {outcome: won}
        """
    }

    // MARK: Phases and tracks

    static let nesting: [CheckFixture] = [
        CheckFixture(
            """
            stages:
              a:
                stages:
                  b:
                    stages:
                      c:
                        stages:
                          d:
                            stages:
                              e:
                                stages:
                                  f:
                                    stages:
                                      g:
                                        stages:
                                          1️⃣h:
                                            moves: [won]
                                            stages: {i: {}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1281", nil)
        ),
        CheckFixture(
            """
            stages:
              sale:
                stages: {offer: {moves: [won]}}
                tracks: {1️⃣legal: {stages: {done: {final: true}}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1282", nil)
        ),
        CheckFixture(
            "stages:\n  sale: {initial: 1️⃣ofer, stages: {demo: {moves: [offer]}, offer: {moves: [won, demo]}}}\n" + won,
            ("1️⃣", "TP1283", "offer")
        ),
        CheckFixture(
            "stages:\n  sale: {initial: 1️⃣won, stages: {demo: {moves: [offer]}, offer: {moves: [won]}}}\n" + won,
            ("1️⃣", "TP1283", nil)
        ),
        CheckFixture("stages:\n  open: {initial: 1️⃣won, moves: [won]}\n" + won, ("1️⃣", "TP1283", nil)),
        CheckFixture("stages:\n  open: {final: 1️⃣true, moves: [won]}\n" + won, ("1️⃣", "TP1284", nil)),
        CheckFixture(tracks("{review: {moves: [done]}, done: {final: true, moves: [1️⃣review]}}"), ("1️⃣", "TP1284", nil)),
        CheckFixture(
            "stages:\n  sale: {stages: {offer: {moves: [done]}, done: {final: 1️⃣true, stages: {x: {}}}}, moves: [won]}\n"
                + won,
            ("1️⃣", "TP1284", nil)
        ),
        CheckFixture(
            tracks("{review: {moves: [paused, done]}, paused: {hold: 1️⃣true, moves: [review]}, done: {final: true}}"),
            ("1️⃣", "TP1285", nil)
        ),
        CheckFixture(
            tracks("{review: {moves: [gone, done]}, gone: {outcome: 1️⃣lost, moves: [review]}, done: {final: true}}"),
            ("1️⃣", "TP1285", nil)
        ),
        CheckFixture(
            tracks("{review: {moves: [done, {over: {to: 1️⃣price}}]}, done: {final: true}}"),
            ("1️⃣", "TP1286", nil)
        ),
        CheckFixture(tracks("{review: {moves: [done, 1️⃣won]}, done: {final: true}}"), ("1️⃣", "TP1287", nil)),
        CheckFixture(
            "stages:\n  open: {moves: [won, {back: {to: open, resume: 1️⃣deep}}]}\n" + won,
            ("1️⃣", "TP1288", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: [b]}
              b: {moves: [won, {back: {to: earlier, resume: 1️⃣shallow}}]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1288", nil)
        ),
        CheckFixture(
            """
            stages:
              open: {moves: [talks, {fast: {to: won, through: [1️⃣talks]}}]}
              talks: {tracks: {legal: {stages: {done: {final: true}}}}, moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1289", nil)
        ),
        CheckFixture(
            "stages:\n  open: {moves: {won: {complete: 1️⃣true}}}\n" + won,
            ("1️⃣", "TP1258", nil)
        ),
        CheckFixture(
            "stages:\n  sale: {stages: {demo: {moves: [offer]}, offer: {moves: [won]}}, moves: {end: {to: won, complete: 1️⃣true}}}\n"
                + won,
            ("1️⃣", "TP1258", nil)
        ),
        CheckFixture(
            """
            stages:
              talks: {tracks: {1️⃣legal: {stages: {review: {moves: [done]}, done: {moves: [review]}}}}, moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1419", nil)
        ),
        CheckFixture(
            tracks("{review: {moves: [{done: {skips: [stuck]}}, stuck]}, 1️⃣stuck: {}, done: {final: true}}"),
            ("1️⃣", "TP1419", nil)
        ),
        CheckFixture(
            """
            gates: {g: {check: {c: {that: 1️⃣tracks.legal.stage == "done"}}}}
            stages:
              open: {exit: [g], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1302", nil)
        ),
        CheckFixture(
            """
            stages:
              talks: {tracks: {1️⃣legal: {stages: {}}}, moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1419", nil)
        ),
        CheckFixture(
            "stages:\n  open: {moves: [done]}\n"
                + "  done: {outcome: won, stages: {use: {moves: [gone]}, gone: {outcome: 1️⃣lost}}}\n",
            ("1️⃣", "TP1257", nil)
        ),
        CheckFixture(
            "stages:\n  open: {moves: [done]}\n"
                + "  done: {outcome: won, stages: {use: {stages: {a: {moves: [b]}, b: {outcome: 1️⃣won}}}}}\n",
            ("1️⃣", "TP1257", nil)
        ),
        CheckFixture(
            """
            stages:
              talks: {tracks: {1️⃣legal: {}}, moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1419", nil)
        ),
        CheckFixture(
            """
            stages:
              talks:
                tracks:
                  legal: {stages: {review: {final: true}}}
                  buying: {when: "1️⃣tracks.legal.stage == 'review'", stages: {price: {final: true}}}
                moves: [won]
              won: {outcome: won}
            """,
            ("1️⃣", "TP1420", nil)
        ),
        CheckFixture(
            """
            stages:
              talks:
                tracks: {legal: {when: "1️⃣!has(tracks.legal.stage)", stages: {review: {final: true}}}}
                moves: [won]
              won: {outcome: won}
            """,
            ("1️⃣", "TP1420", nil)
        ),
        CheckFixture(
            """
            stages:
              talks:
                stages: {offer: {moves: [agreed]}, agreed: {final: true}}
                moves: {paper: {complete: true}}
              paper: {moves: {won: {}, again: {to: talks, resume: 1️⃣deep}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1421", nil)
        ),
        // What a phase locks, and what the stages inside demand.
        CheckFixture(
            """
            fields: {source: {type: text, label: Source}}
            stages:
              first:
                locks: [source]
                stages: {a: {moves: [b]}, b: {moves: [won], exit: [{needs: [1️⃣source]}]}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1410", nil)
        ),
        CheckFixture(
            """
            activities: {call: {kind: call}}
            stages:
              first: {stages: {a: {moves: [b], exit: [{done: [1️⃣call]}]}, b: {activities: [call], moves: [won]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1411", nil)
        ),
        // The same checks as for stages side by side, across phases.
        CheckFixture(
            """
            stages:
              first: {stages: {a: {moves: [b, {1️⃣fast: {to: second}}]}, b: {moves: [second]}}}
              second: {stages: {c: {moves: [won]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1270", nil)
        ),
        CheckFixture(
            """
            stages:
              first: {stages: {a: {moves: [b]}, b: {moves: [second]}}, moves: {1️⃣fast: {to: d, skips: [b]}}}
              second: {stages: {c: {moves: [d]}, d: {moves: [won]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1270", nil)
        ),
        CheckFixture(
            """
            stages:
              first: {stages: {a: {moves: [b, {won: {skips: [b]}}]}, 1️⃣b: {}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1402", nil)
        ),
        CheckFixture(
            """
            stages:
              first: {stages: {a: {moves: [{won: {skips: [b]}}]}, 1️⃣b: {moves: [a]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1401", nil)
        ),
        CheckFixture(
            """
            fields: {x: text}
            stages:
              first: {stages: {a: {moves: {b: {}, go: {to: second, skips: [b], as_soon_as: has(deal.x)}}}, b: {moves: [second]}}}
              second: {stages: {c: {moves: {won: {}, back: {to: first, as_soon_as: 1️⃣has(deal.x)}}}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1414", nil)
        ),
        CheckFixture(
            """
            stages:
              first: {stages: {a: {moves: [b]}, b: {moves: [second]}}}
              second: {stages: {c: {moves: [{won: {skips: all}}]}, 1️⃣a: {moves: [c]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1240", nil),
            ("1️⃣", "TP1401", nil)
        ),
        CheckFixture(
            """
            stages:
              talks:
                tracks:
                  legal: {stages: {review: {final: true}}}
                  buying: {when: "tracks.legal.stage == 1️⃣'reviw'", stages: {price: {final: true}}}
                moves: [won]
              won: {outcome: won}
            """,
            ("1️⃣", "TP1304", "'tracks.legal.stage == \"review\"'")
        ),
    ]
}
