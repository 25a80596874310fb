import Testing

@testable import StatechartConformance

/// Charts for the points on which engines differ. What is expected was worked out by hand from the W3C's text: the
/// domain of a transition is the innermost compound (or root) around its source and all its targets, all of it is left,
/// later before earlier, and entered anew, outer before inner.
@Suite("Charts on which engines differ")
struct HardChartTests {
    struct Chart: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var events: [String]
        /// What happens at the start and at each event.
        var log: [String]

        var testDescription: String { name }
    }

    @Test(arguments: charts + historyCharts + doneCharts)
    func hardChart(_ chart: Chart) throws {
        var run = try ChartText(chart.text).run()
        var seen = 0
        var log: [String] = []
        for event in [""] + chart.events {
            if !event.isEmpty { run.send(event) }
            log.append(run.log[seen...].joined(separator: " "))
            seen = run.log.count
        }
        #expect(log == chart.log)
    }

    static let charts: [Chart] = [
        Chart(
            name: "three regions of different depth leave and enter in document order, not by depth",
            text: """
                p parallel
                  r
                    r1
                      r11
                        on e -> r2
                    r2
                  s
                    s1
                      on e -> s2
                    s2
                      s21
                  t
                    t1
                      on e -> t1
                """,
            events: ["e"],
            log: [
                "+p +r +r1 +r11 +s +s1 +t +t1", "-t1 -s1 -r11 -r1 e e e +r2 +s2 +s21 +t1",
            ]
        ),
        Chart(
            name:
                "a region that targets itself leaves its sisters, and a sister's own move is preempted by document order",
            text: """
                p parallel
                  r
                    on e -> r
                    r1
                  s
                    s1
                      on e -> s2
                    s2
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-s1 -s -r1 -r -p e +p +r +r1 +s +s1"]
        ),
        Chart(
            name: "a region that targets itself comes second: the inner move of the first stays, the second is dropped",
            text: """
                p parallel
                  r
                    r1
                      on e -> r2
                    r2
                  s
                    on e -> s
                    s1
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-r1 e +r2"]
        ),
        Chart(
            name: "a region that leads to its sister leaves the whole parallel state and enters it again",
            text: """
                p parallel
                  r
                    r1
                      on e -> s2
                  s
                    s1
                    s2
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-s1 -s -r1 -r -p e +p +r +r1 +s +s2"]
        ),
        Chart(
            name: "a self transition of a compound leaves it; the same inside is internal only for descendants",
            text: """
                a
                  on self -> a
                  on same -> a internal
                  on deep -> a22 internal
                  a1
                  a2
                    a21
                    a22
                """,
            events: ["deep", "self", "same"],
            log: ["+a +a1", "-a1 deep +a2 +a22", "-a22 -a2 -a self +a +a1", "-a1 -a same +a +a1"]
        ),
        Chart(
            name: "an internal move that stays below its compound leaves what lies between",
            text: """
                a
                  a1
                    on e -> a12 internal
                    a11
                    a12
                  a2
                """,
            events: ["e", "e"],
            log: ["+a +a1 +a11", "-a11 e +a12", "-a12 e +a12"]
        ),
        Chart(
            name: "a self transition of an atomic state inside a region leaves it alone",
            text: """
                p parallel
                  r
                    r1
                      on e -> r1
                  s
                    s1
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-r1 e +r1"]
        ),
        Chart(
            name: "of an outer and an inner move of one event the descendant's wins, also when it goes nowhere",
            text: """
                a
                  on e -> b
                  a1
                    on e
                b
                """,
            events: ["e"],
            log: ["+a +a1", "e"]
        ),
        Chart(
            name: "a descendant's move preempts one of its ancestor that was found earlier through another region",
            text: """
                a
                  on e -> b
                  p parallel
                    r
                      r1
                    s
                      s1
                        on e -> s2
                      s2
                    t
                      t1
                        on e -> t2
                      t2
                b
                """,
            events: ["e"],
            log: ["+a +p +r +r1 +s +s1 +t +t1", "-t1 -s1 e e +s2 +t2"]
        ),
        Chart(
            name: "a move to nowhere conflicts with none",
            text: """
                p parallel
                  r
                    r1
                      on e
                  s
                    s1
                      on e -> x
                x
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-s1 -s -r1 -r -p e e +x"]
        ),
        Chart(
            name: "conditions of all regions see what was active before the step, so two swap",
            text: """
                p parallel
                  r
                    r1
                      on e if s1 -> r2
                    r2
                      on e if s2 -> r1
                  s
                    s1
                      on e if r1 -> s2
                    s2
                      on e if r2 -> s1
                """,
            events: ["e", "e"],
            log: ["+p +r +r1 +s +s1", "-s1 -r1 e e +r2 +s2", "-s2 -r2 e e +r1 +s1"]
        ),
        Chart(
            name: "moves by themselves of one region run before the next event, one step at a time",
            text: """
                p parallel
                  r
                    r1
                      on e -> r2
                    r2
                      on - if s2 -> r3
                    r3
                  s
                    s1
                      on - if r2 -> s2
                    s2
                """,
            events: ["e"],
            log: ["+p +r +r1 +s +s1", "-r1 e +r2 -s1 - +s2 -r2 - +r3"]
        ),
    ]

    static let historyCharts: [Chart] = [
        Chart(
            name:
                "the default of a history runs after its parent's entry and before the child's, only while nothing is kept",
            text: """
                b
                  on back -> h
                a
                  h history -> a2
                  a1
                  a2
                    a21
                  on away -> b
                """,
            events: ["back", "away", "back"],
            log: ["+b", "-b back +a default:h +a2 +a21", "-a21 -a2 -a away +b", "-b back +a +a2 +a21"]
        ),
        Chart(
            name: "a default that is deep enters what lies between without its own default",
            text: """
                b
                  on back -> h
                a
                  h history deep -> a22
                  a1
                  a2
                    a21
                    a22
                """,
            events: ["back"],
            log: ["+b", "-b back +a default:h +a2 +a22"]
        ),
        Chart(
            name: "the deep history of a parallel state brings back every region, at every depth",
            text: """
                a
                  h history deep -> p
                  p parallel
                    r
                      r1
                        on e -> r22
                      r2
                        r21
                        r22
                    s
                      s1
                        on f -> s2
                      s2
                  on away -> b
                b
                  on back -> h
                """,
            events: ["e", "f", "away", "back"],
            log: [
                "+a +p +r +r1 +s +s1", "-r1 e +r2 +r22", "-s1 f +s2", "-s2 -s -r22 -r2 -r -p -a away +b",
                "-b back +a +p +r +r2 +r22 +s +s2",
            ]
        ),
        Chart(
            name: "the shallow history around a parallel state brings back the state, and its regions begin anew",
            text: """
                a
                  h history -> x
                  x
                    on in -> p
                  p parallel
                    r
                      r1
                        on e -> r2
                      r2
                    s
                      s1
                  on away -> b
                b
                  on back -> h
                """,
            events: ["in", "e", "away", "back"],
            log: [
                "+a +x", "-x in +p +r +r1 +s +s1", "-r1 e +r2", "-s1 -s -r2 -r -p -a away +b",
                "-b back +a +p +r +r1 +s +s1",
            ]
        ),
        Chart(
            name: "histories in two regions are restored by one transition with two targets",
            text: """
                p parallel
                  r
                    hr history -> r1
                    r1
                      on e -> r2
                    r2
                  s
                    hs history -> s1
                    s1
                      on f -> s2
                    s2
                  on away -> x
                x
                  on both -> hs hr
                  on one -> hs
                """,
            events: ["e", "f", "away", "both", "away", "one"],
            log: [
                "+p +r +r1 +s +s1", "-r1 e +r2", "-s1 f +s2", "-s2 -s -r2 -r -p away +x", "-x both +p +r +r2 +s +s2",
                "-s2 -s -r2 -r -p away +x", "-x one +p +r +r1 +s +s2",
            ]
        ),
        Chart(
            name: "a self transition through the history keeps what is there and overwrites what was kept",
            text: """
                a
                  on again -> h
                  h history -> a1
                  a1
                    on next -> a2
                  a2
                """,
            events: ["again", "next", "again"],
            log: ["+a +a1", "-a1 -a again +a +a1", "-a1 next +a2", "-a2 -a again +a +a2"]
        ),
        Chart(
            name: "a move from inside to the history of the phase around enters only what it leaves",
            text: """
                a
                  h history deep -> a1
                  a1
                    a11
                      on next -> a12
                    a12
                      on old -> h
                  on away -> b
                b
                  on back -> h
                """,
            events: ["away", "back", "next", "old"],
            log: [
                "+a +a1 +a11", "-a11 -a1 -a away +b", "-b back +a +a1 +a11", "-a11 next +a12",
                // a1 holds source and restored target, so a1 is the domain: it is not left, and not entered again.
                "-a12 old +a11",
            ]
        ),
    ]

    static let doneCharts: [Chart] = [
        Chart(
            name: "a parallel state in a region is done with its regions, and the one around it after that",
            text: """
                p parallel
                  q parallel
                    r
                      r1
                        on e -> rf
                      rf final
                    s
                      s1
                        on f -> sf
                      sf final
                  t
                    t1
                      on g -> tf
                    tf final
                  on done.state.q
                  on done.state.p -> x
                x
                """,
            events: ["g", "e", "f"],
            log: [
                "+p +q +r +r1 +s +s1 +t +t1", "-t1 g +tf", "-r1 e +rf",
                // The text raises done for a parent and the parallel around that; p is no parent of s. Nothing leads to x.
                "-s1 f +sf done.state.q",
            ]
        ),
        Chart(
            name: "where the last region to end lies directly in the outer parallel state, that is done",
            text: """
                p parallel
                  q parallel
                    r
                      r1
                        on e -> rf
                      rf final
                  t
                    t1
                      on g -> tf
                    tf final
                  on done.state.p -> x
                x
                """,
            events: ["e", "g"],
            log: ["+p +q +r +r1 +t +t1", "-r1 e +rf", "-t1 g +tf -tf -t -rf -r -q -p done.state.p +x"]
        ),
        Chart(
            name: "the end of a compound inside a region is not the region's end",
            text: """
                p parallel
                  r
                    r1
                      r11
                        on e -> r1f
                      r1f final
                      on done.state.r1 -> rf
                    rf final
                    on done.state.r
                  s
                    s1 final
                  on done.state.p -> x
                x
                """,
            events: ["e"],
            log: [
                "+p +r +r1 +r11 +s +s1",
                "-r11 e +r1f -r1f -r1 done.state.r1 +rf done.state.r -s1 -s -rf -r -p done.state.p +x",
            ]
        ),
        Chart(
            name: "two regions that end in one step tell it in document order, then the whole",
            text: """
                p parallel
                  r
                    r1
                      on e -> rf
                    rf final
                    on done.state.r
                  s
                    s1
                      on e -> sf
                    sf final
                    on done.state.s
                  on done.state.p -> x
                x
                """,
            events: ["e"],
            log: [
                "+p +r +r1 +s +s1",
                "-s1 -r1 e e +rf +sf done.state.r done.state.s -sf -s -rf -r -p done.state.p +x",
            ]
        ),
    ]
}
