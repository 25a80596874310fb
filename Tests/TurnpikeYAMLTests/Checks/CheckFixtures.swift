/// Files that have exactly the findings they mark, at least one for each code of the checker.
struct CheckFixture: Sendable, CustomStringConvertible {
    var text: String
    var expected: [Expected]
    var codes: [String]

    var description: String { codes.joined(separator: " ") + "\n" + text }

    init(_ text: String, _ expected: (Character, String, String?)...) {
        self.text = text
        self.expected = expected.map { Expected($0.0, $0.1, repairedBy: $0.2) }
        codes = expected.map(\.1)
    }

    private static let tail = "stages:\n  open: {moves: [won]}\n  won: {outcome: won}\n"
    private static func gated(_ text: String) -> String {
        text + "\nstages:\n  open: {exit: [g], moves: [won]}\n  won: {outcome: won}\n"
    }
    /// A process whose only gate checks one condition over fields of every type.
    private static func condition(_ condition: String) -> String {
        gated(
            """
            currency: EUR
            fields:
              budget: {type: money, label: Budget}
              seats: {type: integer, label: Seats}
              share: {type: number, label: Share}
              day: {type: date, label: Day}
              at: {type: time, label: At}
              name_of_it: {type: text, label: Name}
              source: {type: choice, label: Source, options: [inbound, outbound]}
            gates:
              g: {check: {c: {that: '\(condition)'}}}
            """
        )
    }

    static let all: [CheckFixture] =
        names + values + calendars + moves + mail + expressions + soundness + nesting + time + approvals + externals
        + cadences

    // MARK: Names

    static let names: [CheckFixture] = [
        CheckFixture(
            "fields: {source: {type: choice, label: S, options: [inbound, 1️⃣inbound]}}\n" + tail,
            ("1️⃣", "TP1240", nil)
        ),
        CheckFixture(
            gated("fields: {budget: money}\ngates: {g: {needs: [budget, 1️⃣budget]}}"),
            ("1️⃣", "TP1240", nil)
        ),
        CheckFixture(
            """
            gates: {g: {needs: [owner]}}
            stages:
              open: {exit: [{1️⃣g: {needs: [account]}}, g], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1240", nil)
        ),
        CheckFixture("fields: {1️⃣owner: {type: text, label: O}}\n" + tail, ("1️⃣", "TP1241", nil)),
        CheckFixture(
            "roles: {1️⃣requester: R}\npermissions: {move: [owner]}\n" + tail,
            ("1️⃣", "TP1241", nil),
            ("1️⃣", "TP1405", nil)
        ),
        CheckFixture(
            "stages:\n  open: {moves: [1️⃣wom]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1242", "won")
        ),
        CheckFixture(
            "start: [1️⃣oben]\n" + tail,
            ("1️⃣", "TP1242", "open")
        ),
        CheckFixture(
            "hooks: [{event: stage.entered 1️⃣wonn, do: [{crm: close}]}]\n" + tail,
            ("1️⃣", "TP1242", "won")
        ),
        CheckFixture(
            gated("fields: {budget: money}\ngates: {g: {needs: [1️⃣budgt]}}"),
            ("1️⃣", "TP1243", "budget")
        ),
        CheckFixture(
            "fields: {budget: money}\npermissions: {edit: {1️⃣budgett: [owner]}}\n" + tail,
            ("1️⃣", "TP1243", "budget")
        ),
        CheckFixture(
            gated("activities: {demo: {kind: demo}}\ngates: {g: {done: [1️⃣demoo]}}"),
            ("1️⃣", "TP1244", "demo")
        ),
        CheckFixture(
            """
            gates: {bant: {needs: [owner]}}
            stages:
              open: {exit: [1️⃣bent], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1245", "bant")
        ),
        CheckFixture(
            """
            roles: {rep: A rep}
            permissions: {move: [1️⃣reps]}
            stages:
              open: {moves: {won: {by: [2️⃣boss]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1246", "rep"),
            ("2️⃣", "TP1246", nil)
        ),
        CheckFixture(
            """
            reasons: {lost: {price: Too expensive}}
            stages:
              open: {moves: [won, lost]}
              won: {outcome: won}
              lost: {outcome: lost, reason: 1️⃣loss}
            """,
            ("1️⃣", "TP1247", "lost")
        ),
        CheckFixture(
            """
            signals: {gone: {}}
            reasons: {lost: {price: Too expensive}}
            stages:
              open: {moves: {won: {}, lost: {}, drop: {to: lost, signal: gone, because: 1️⃣prise}}}
              won: {outcome: won}
              lost: {outcome: lost, reason: lost}
            """,
            ("1️⃣", "TP1248", "price")
        ),
        CheckFixture(
            """
            signals: {signed: {}}
            stages:
              open: {moves: {won: {signal: 1️⃣singed}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1249", "signed")
        ),
        CheckFixture(
            """
            templates: {intro: {text: Hello}}
            hooks: [{event: deal.opened, do: [{notify: {to: "#sales", template: 1️⃣into}}]}]
            """ + "\n" + tail,
            ("1️⃣", "TP1250", "intro")
        ),
        CheckFixture("fields: {amount: {type: 1️⃣mony, label: A}}\n" + tail, ("1️⃣", "TP1251", "money")),
        CheckFixture("fields: {amount: {type: 1️⃣string, label: A}}\n" + tail, ("1️⃣", "TP1251", "text")),
        CheckFixture("fields: {them: {type: list, of: 1️⃣persn, label: T}}\n" + tail, ("1️⃣", "TP1251", "person")),
        CheckFixture(
            gated(
                """
                activities: {demo: {outcomes: [held, no_show]}}
                gates: {g: {done: [{demo: {outcome: [1️⃣hold]}}]}}
                """
            ),
            ("1️⃣", "TP1252", "held")
        ),
        CheckFixture("currency: 1️⃣EURO\n" + tail, ("1️⃣", "TP1253", "EUR")),
        CheckFixture(
            "fields: {amount: {type: money, label: A, min: 1️⃣5 ZZZ}}\n" + tail,
            ("1️⃣", "TP1253", nil)
        ),
        CheckFixture("zone: 1️⃣berlin\n" + tail, ("1️⃣", "TP1254", "Europe/Berlin")),
        CheckFixture("hooks: [{event: 1️⃣\"\", do: [{crm: upsert}]}]\n" + tail, ("1️⃣", "TP1255", nil)),
        CheckFixture("zone: 1️⃣Europe/Berln\n" + tail, ("1️⃣", "TP1254", "Europe/Berlin")),
        CheckFixture(
            "hooks: [{event: 1️⃣deal.opend, do: [{crm: upsert}]}]\n" + tail,
            ("1️⃣", "TP1255", "deal.opened")
        ),
        CheckFixture(
            "hooks: [{event: deal.won 1️⃣open, do: [{crm: upsert}]}]\n" + tail,
            ("1️⃣", "TP1255", nil)
        ),
        CheckFixture(
            "stages:\n  open: {forecast: 1️⃣comit, moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1256", "commit")
        ),
    ]

    // MARK: Values

    static let values: [CheckFixture] = [
        CheckFixture("fields: {amount: {type: money, label: A, max: 1️⃣40%}}\n" + tail, ("1️⃣", "TP1259", nil)),
        CheckFixture("fields: {on_time: {type: bool, label: A, default: 1️⃣no}}\n" + tail, ("1️⃣", "TP1259", "false")),
        CheckFixture("fields: {seats: {type: integer, label: A, default: 1️⃣1_000}}\n" + tail, ("1️⃣", "TP1259", "1000")),
        CheckFixture("fields: {off: {type: percent, label: A, default: 1️⃣15}}\n" + tail, ("1️⃣", "TP1259", "15%")),
        CheckFixture("fields: {off: {type: percent, label: A, default: 1️⃣0.15}}\n" + tail, ("1️⃣", "TP1259", "15%")),
        CheckFixture("fields: {day: {type: date, label: A, default: 1️⃣2026-02-30}}\n" + tail, ("1️⃣", "TP1259", nil)),
        CheckFixture(
            "fields: {amount: {type: money, label: A, default: 1️⃣0.005 EUR}}\n" + tail,
            ("1️⃣", "TP1259", "0 EUR")
        ),
        CheckFixture("fields: {wait: {type: duration, label: A, default: 1️⃣3 days}}\n" + tail, ("1️⃣", "TP1259", nil)),
        CheckFixture(
            "fields: {source: {type: choice, label: A, options: [inbound, outbound], default: 1️⃣inbond}}\n" + tail,
            ("1️⃣", "TP1259", "inbound")
        ),
        CheckFixture(
            "stages:\n  open: {probability: 1️⃣50, moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1259", "50%")
        ),
        CheckFixture(
            "fields: {off: {type: percent, label: A, max: 40%, default: 1️⃣50%}}\n" + tail,
            ("1️⃣", "TP1260", nil)
        ),
        CheckFixture("fields: {seats: {type: integer, label: A, min: 1️⃣9, max: 3}}\n" + tail, ("1️⃣", "TP1260", nil)),
        CheckFixture(
            "stages:\n  open: {probability: 1️⃣120%, moves: [won]}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1260", nil)
        ),
        CheckFixture("fields: {source: {type: 1️⃣choice, label: A}}\n" + tail, ("1️⃣", "TP1261", nil)),
        CheckFixture("fields: {need: {type: text, label: A, options: [1️⃣a, b]}}\n" + tail, ("1️⃣", "TP1261", nil)),
        CheckFixture("fields: {them: {type: 1️⃣list, label: A}}\n" + tail, ("1️⃣", "TP1262", nil)),
        CheckFixture("fields: {them: {type: text, of: 1️⃣text, label: A}}\n" + tail, ("1️⃣", "TP1262", nil)),
        CheckFixture("fields: {need: {type: text, label: A, max: 1️⃣100}}\n" + tail, ("1️⃣", "TP1263", nil)),
        CheckFixture("fields: {contract: {type: file, label: A, default: 1️⃣a.pdf}}\n" + tail, ("1️⃣", "TP1263", nil)),
        CheckFixture(
            "fields: {order: {type: text, label: A, pattern: 1️⃣\"[A-Z\"}}\n" + tail,
            ("1️⃣", "TP1264", nil)
        ),
        CheckFixture(
            """
            records:
              box: {inside: lid}
              lid: {of_box: 1️⃣box}
            fields: {boxes: {type: list, of: box, label: B}}
            """ + "\n" + tail,
            ("1️⃣", "TP1265", nil)
        ),
        CheckFixture(
            """
            fields:
              amount: money
              expected: {type: money, compute: deal.amount, default: 1️⃣0 EUR}
            signals: {booked: {sets: [2️⃣expected]}}
            """ + "\n" + tail,
            ("1️⃣", "TP1266", nil),
            ("2️⃣", "TP1266", nil)
        ),
        CheckFixture(
            gated("activities: {demo: {kind: demo}}\ngates: {g: {done: [{demo: {within: 1️⃣30}}]}}"),
            ("1️⃣", "TP1267", "30 days")
        ),
        CheckFixture(
            gated("activities: {demo: {kind: demo}}\ngates: {g: {done: [{demo: {within: 1️⃣2 working days}}]}}"),
            ("1️⃣", "TP1299", nil)
        ),
        CheckFixture(
            "stages:\n  open: {moves: {1️⃣won: {by: []}}}\n  won: {outcome: won}\n",
            ("1️⃣", "TP1268", nil)
        ),
    ]

    // MARK: Moves

    static let moves: [CheckFixture] = [
        CheckFixture(
            """
            stages:
              a: {moves: {b: {}, 1️⃣fast: {to: c}}}
              b: {moves: [c]}
              c: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1270", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {skips: [1️⃣c]}}}
              b: {moves: {c: {}, a: {through: [2️⃣b]}}}
              c: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1271", nil),
            ("2️⃣", "TP1271", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {}, fast: {to: c, skips: [b], through: [1️⃣b]}}}
              b: {moves: [c]}
              c: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1272", nil)
        ),
        CheckFixture("stages:\n  open: {moves: [won, 1️⃣won]}\n  won: {outcome: won}\n", ("1️⃣", "TP1273", nil)),
        CheckFixture(
            """
            fields: {contract: file}
            signals: {signed: {}}
            stages:
              open: {moves: {won: {signal: signed, as_soon_as: 1️⃣has(deal.contract)}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1274", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {}, back: {to: 1️⃣earlier}}}
              b: {moves: {won: {}, back: {to: 2️⃣came_from}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1275", nil),
            ("2️⃣", "TP1275", nil)
        ),
        CheckFixture(
            """
            start: [1️⃣pause, open]
            stages:
              open: {moves: [won, pause]}
              won: {outcome: won}
              pause: {hold: true, moves: {wake: {to: came_from}}}
            """,
            ("1️⃣", "TP1275", nil)
        ),
        CheckFixture(
            """
            fields: {budget: money}
            reasons: {lost: {price: Too expensive}}
            stages:
              open: {moves: {won: {}, lost: {}, 1️⃣drop: {to: lost, as_soon_as: "deal.budget < 1000 EUR"}}}
              won: {outcome: won}
              lost: {outcome: lost, reason: lost}
            """,
            ("1️⃣", "TP1276", nil)
        ),
        CheckFixture(
            """
            signals: {gone: {}}
            reasons: {lost: {price: Too expensive}}
            stages:
              open: {moves: {won: {}, lost: {}, drop: {to: lost, signal: gone, reason: lost, because: 1️⃣price}}}
              won: {outcome: won}
              lost: {outcome: lost, reason: lost}
            """,
            ("1️⃣", "TP1277", nil)
        ),
        CheckFixture(
            """
            signals: {gone: {}}
            stages:
              open: {moves: {won: {}, drop: {to: lost, signal: gone, because: 1️⃣price}}}
              won: {outcome: won}
              lost: {outcome: lost}
            """,
            ("1️⃣", "TP1278", nil)
        ),
        CheckFixture(
            """
            templates: {1️⃣intro: {}}
            hooks: [{event: deal.won, do: [{notify: {to: "#wins", template: intro}}]}]
            """ + "\n" + tail,
            ("1️⃣", "TP1279", nil)
        ),
    ]

    // MARK: Mail
    static let mail: [CheckFixture] = [
        CheckFixture(
            "templates: {t: {text: Hi}}\nhooks: [{event: deal.won, do: [{1️⃣email: {template: t}}]}]\n" + tail,
            ("1️⃣", "TP1280", nil)
        ),
        CheckFixture(
            "hooks: [{event: deal.won, do: [{1️⃣email: {to: owner}}]}]\n" + tail,
            ("1️⃣", "TP1280", nil)
        ),
    ]

    // MARK: Expressions

    static let expressions: [CheckFixture] = [
        CheckFixture(condition("deal.budget >1️⃣"), ("1️⃣", "TP1301", nil)),
        CheckFixture(condition("1️⃣dael.budget > 1000 EUR"), ("1️⃣", "TP1302", "deal")),
        CheckFixture(condition("deal.1️⃣budgt > 1000 EUR"), ("1️⃣", "TP1303", "budget")),
        CheckFixture(condition("deal.source == 1️⃣\"inbond\""), ("1️⃣", "TP1304", "\"inbound\"")),
        CheckFixture(condition("1️⃣deal.budget"), ("1️⃣", "TP1305", nil)),
        CheckFixture(condition("1️⃣deal.budget > deal.day"), ("1️⃣", "TP1306", nil)),
        CheckFixture(condition("1️⃣5000 EUR < 5000 USD"), ("1️⃣", "TP1307", nil)),
        CheckFixture(
            gated(
                """
                fields: {budget: {type: money, label: B}}
                gates: {g: {check: {c: {that: 'deal.budget > 1️⃣1000'}}}}
                """
            ),
            ("1️⃣", "TP1308", nil)
        ),
        CheckFixture(condition("1️⃣now - deal.at > 14 days"), ("1️⃣", "TP1309", "336 hours")),
        CheckFixture(condition("now - deal.at > 1️⃣2 working days"), ("1️⃣", "TP1310", nil)),
        CheckFixture(condition("1️⃣deal.budget / 3 > 1000 EUR"), ("1️⃣", "TP1311", nil)),
        CheckFixture(condition("1️⃣deal.budget == null"), ("1️⃣", "TP1312", "!has(deal.budget)")),
        CheckFixture(condition("deal.seats > 1️⃣99999999999999999999"), ("1️⃣", "TP1313", nil)),
        CheckFixture(
            condition(
                String(repeating: "(", count: 100) + "1️⃣" + String(repeating: "(", count: 100) + "true"
                    + String(repeating: ")", count: 200)
            ),
            ("1️⃣", "TP1315", nil)
        ),
        CheckFixture(
            condition("1️⃣deal.seats in [" + String(repeating: "1000000, ", count: 1_200) + "1]"),
            ("1️⃣", "TP1314", nil)
        ),
        CheckFixture(
            condition("[1].exists(w, [1].exists(x, [1].exists(y, [1].1️⃣exists(z, w == deal.seats))))"),
            ("1️⃣", "TP1316", nil)
        ),
        CheckFixture(
            gated(
                """
                fields: {names: {type: list, of: text, label: N}}
                gates:
                  g: {check: {c: {that: '1️⃣deal.names.exists(x, deal.names.exists(y, deal.names.exists(z, (x + y).contains(z))))'}}}
                """
            ),
            ("1️⃣", "TP1317", nil)
        ),
        CheckFixture(
            gated(
                """
                fields: {discount: {type: percent, label: D}}
                gates: {g: {check: {c: {that: 'deal.discount <= 1️⃣15'}}}}
                """
            ),
            ("1️⃣", "TP1318", "15%")
        ),
        CheckFixture(condition("deal.budget > 5 1️⃣XYZ"), ("1️⃣", "TP1313", nil)),
        CheckFixture(
            gated(
                """
                currency: EUR
                fields: {budget: {type: money, label: B, max: 5000 EUR}}
                gates: {g: {check: {c: {that: '1️⃣deal.budget * 2 > 100 USD'}}}}
                """
            ),
            ("1️⃣", "TP1307", nil)
        ),
        CheckFixture(
            "templates: {t: {text: 'Hello 1️⃣${deal.name'}}\n"
                + "hooks: [{event: deal.won, do: [{notify: {to: owner, template: t}}]}]\n" + tail,
            ("1️⃣", "TP1320", nil)
        ),
        CheckFixture(
            "templates: {t: {text: 'Hello ${deal.1️⃣nam}, $${this}'}}\n"
                + "hooks: [{event: deal.won, do: [{notify: {to: owner, template: t}}]}]\n" + tail,
            ("1️⃣", "TP1303", "name")
        ),
        CheckFixture(
            "hooks: [{event: deal.won, do: [{email: {to: deal.1️⃣mial, text: Hi}}]}]\nfields: {mail: email}\n" + tail,
            ("1️⃣", "TP1303", "mail")
        ),
        CheckFixture(
            """
            fields:
              seats: number
              a: {type: number, compute: deal.b + deal.seats}
              b: {type: number, compute: 1️⃣deal.a + deal.seats}
            """ + "\n" + tail,
            ("1️⃣", "TP1321", nil)
        ),
        CheckFixture(
            "hooks: [{event: deal.opened, when: 1️⃣deal.won, do: [{crm: close}]}]\n" + tail,
            ("1️⃣", "TP1322", nil)
        ),
        CheckFixture(condition("1️⃣score > 5"), ("1️⃣", "TP1302", nil)),
    ]

    // MARK: Soundness

    static let soundness: [CheckFixture] = [
        CheckFixture(
            """
            stages:
              a: {moves: {won: {skips: all}}}
              1️⃣b: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1401", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {}, won: {skips: all}}}
              1️⃣b: {}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1402", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {}, won: {skips: all}}}
              1️⃣b: {moves: [c]}
              2️⃣c: {moves: [b]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1403", nil),
            ("2️⃣", "TP1403", nil)
        ),
        CheckFixture("turnpike: 1\nprocess: 1️⃣p\nstages:\n  a: {moves: [b]}\n  b: {}\n", ("1️⃣", "TP1404", nil)),
        CheckFixture(
            """
            roles: {1️⃣rep: A rep}
            records: {2️⃣box: {lid: text}}
            fields: {3️⃣budget: money, seen: {type: bool, label: Seen by people}}
            reasons: {4️⃣lost: {price: Too expensive}}
            signals: {5️⃣signed: {}}
            activities: {6️⃣demo: {kind: demo}}
            gates: {7️⃣bant: {needs: [owner]}}
            templates: {8️⃣intro: {text: Hello}}
            """ + "\n" + tail,
            ("1️⃣", "TP1405", nil),
            ("2️⃣", "TP1405", nil),
            ("3️⃣", "TP1405", nil),
            ("4️⃣", "TP1405", nil),
            ("5️⃣", "TP1405", nil),
            ("6️⃣", "TP1405", nil),
            ("7️⃣", "TP1405", nil),
            ("8️⃣", "TP1405", nil)
        ),
        CheckFixture(
            gated("gates:\n  g: {all: [h]}\n  h: {any: [1️⃣g]}"),
            ("1️⃣", "TP1406", nil)
        ),
        CheckFixture(gated("gates: {1️⃣g: {label: Nothing}}"), ("1️⃣", "TP1407", nil)),
        CheckFixture(
            gated("activities: {demo: {repeat: 2}}\ngates: {g: {done: [{demo: {at_least: 1️⃣3}}]}}"),
            ("1️⃣", "TP1408", nil)
        ),
        CheckFixture(
            gated(
                """
                activities: {call: {outcomes: [talked, {no_answer: {again: true}}]}}
                gates: {g: {done: [{call: {outcome: [1️⃣no_answer]}}]}}
                """
            ),
            ("1️⃣", "TP1409", nil)
        ),
        CheckFixture(
            gated(
                """
                activities: {call: {outcomes: [{1️⃣no_answer: {again: true}}]}}
                gates: {g: {done: [2️⃣call]}}
                """
            ),
            ("1️⃣", "TP1409", nil),
            ("2️⃣", "TP1409", nil)
        ),
        CheckFixture(
            """
            fields: {source: text}
            stages:
              open: {locks: [source], exit: [{needs: [1️⃣source]}], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1410", nil)
        ),
        CheckFixture(
            """
            activities: {demo: {kind: demo}}
            stages:
              open: {enter: [{done: [1️⃣demo]}], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1411", nil)
        ),
        CheckFixture(
            """
            activities: {demo: {kind: demo}}
            stages:
              a: {exit: [{done: [1️⃣demo]}], moves: [b]}
              b: {activities: [demo], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1411", nil)
        ),
        CheckFixture(condition("1️⃣1 > 2"), ("1️⃣", "TP1412", nil)),
        CheckFixture(
            gated("gates: {g: {when: 1️⃣1 < 2, needs: [owner]}}"),
            ("1️⃣", "TP1412", nil)
        ),
        CheckFixture(condition("deal.seats > 20 && 1️⃣deal.seats < 10"), ("1️⃣", "TP1413", nil)),
        CheckFixture(
            """
            fields: {seats: integer}
            gates:
              few: {check: {c: {that: deal.seats < 10}}}
              many: {check: {c: {that: 1️⃣deal.seats >= 10}}}
            stages:
              open: {exit: [few], moves: [offer]}
              offer: {enter: [many], moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1413", nil)
        ),
        CheckFixture(
            """
            fields: {seats: integer}
            gates:
              few: {check: {c: {that: deal.seats < 10}}}
              group: {all: [{check: {c: {that: 1️⃣deal.seats > 20}}}]}
            stages:
              open: {exit: [few], moves: [offer, {skim: {to: offer, gates: [group]}}]}
              offer: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1413", nil)
        ),
        CheckFixture(
            """
            fields: {seats: integer}
            gates:
              few: {check: {c: {that: deal.seats < 10}}}
            stages:
              open: {exit: [few], moves: [{jump: {to: offer, as_soon_as: "1️⃣deal.seats > 20"}}, offer]}
              offer: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1413", nil)
        ),
        CheckFixture(
            gated(
                """
                fields: {off: {type: percent, max: 40%}}
                gates: {g: {check: {c: {that: 1️⃣deal.off > 50%}}}}
                """
            ),
            ("1️⃣", "TP1413", nil)
        ),
        CheckFixture(
            """
            fields: {x: text}
            stages:
              a: {moves: {b: {}, go: {to: b, as_soon_as: has(deal.x)}}}
              b: {moves: {won: {}, back: {to: a, as_soon_as: 1️⃣has(deal.x)}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1414", nil)
        ),
        CheckFixture(
            """
            fields: {contract: file}
            signals: {signed: {}}
            stages:
              open: {moves: {won: {signal: signed, ask: [1️⃣contract]}}}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1415", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: {b: {signal: replied}, 1️⃣again: {to: b, signal: replied}}}
              b: {moves: [won]}
              won: {outcome: won}
            """,
            ("1️⃣", "TP1416", nil)
        ),
        CheckFixture(
            """
            stages:
              a: {moves: [won]}
              won: {outcome: won, exit: [1️⃣{needs: [owner]}]}
            """,
            ("1️⃣", "TP1417", nil)
        ),
    ]
}
