import Testing
import TurnpikeValues

@testable import StatechartConformance

@Suite("What happens in which order")
struct TraceTests {
    @Test("Exits come before actions, actions before entries; children leave first and enter last")
    func orderOfOneStep() throws {
        let chart = ChartText(
            """
            a
              a1
                a11
                  on e -> b11
            b
              b1
                b11
            """
        )
        #expect(try chart.log("e") == ["+a +a1 +a11", "-a11 -a1 -a e +b +b1 +b11"])
    }

    @Test("Regions leave in reverse document order, act and enter in document order, in one step")
    func orderAcrossRegions() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> r2
                r2
              s
                s1
                  on e -> s2
                s2
              t
                t1
                  on e -> t2
                t2
            """
        )
        #expect(try chart.log("e") == ["+p +r +r1 +s +s1 +t +t1", "-t1 -s1 -r1 e e e +r2 +s2 +t2"])
    }

    @Test("Of regions that want to leave the whole, the first in document order does, whatever the events' order")
    func documentOrderDecides() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> x
              s
                s1
                  on e -> y
                  on f -> y
            x
            y
            """
        )
        #expect(try chart.log("e")[1] == "-s1 -s -r1 -r -p e +x")
        #expect(try chart.log("f")[1] == "-s1 -s -r1 -r -p f +y")
    }

    @Test(
        "A region that only moves inside itself is preempted by an earlier one that leaves the whole, and preempts a later"
    )
    func preemption() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> r2
                  on f -> x
                r2
              s
                s1
                  on e -> x
                  on f -> s2
                s2
            x
            """
        )
        #expect(try chart.log("e")[1] == "-r1 e +r2")
        #expect(try chart.log("f")[1] == "-s1 -s -r1 -r -p f +x")
    }

    @Test("The innermost move wins over one of the phase around it, also when another region chose the outer one")
    func innermostFirst() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
              s
                s1
                  on e -> s2
                s2
              on e -> x
            x
            """
        )
        // r1 finds the move of p, s1 its own; both would leave s1, and s1 lies inside p.
        #expect(try chart.log("e")[1] == "-s1 e +s2")
        #expect(try chart.log("e", "e")[2] == "-s2 -s -r1 -r -p e +x")
    }

    @Test("A child of a parallel state that targets itself leaves and enters every region")
    func selfTargetInParallel() throws {
        let chart = ChartText(
            """
            p parallel
              r
                on e -> r
                r1
                r2
              s
                s1
                  on f -> s2
                s2
            """
        )
        #expect(try chart.log("f", "e")[2] == "-s2 -s -r1 -r -p e +p +r +r1 +s +s1")
    }

    @Test(
        "An internal move stays inside its phase, an external one leaves and enters it, a move to nowhere does neither"
    )
    func internalExternalTargetless() throws {
        let chart = ChartText(
            """
            a
              on in -> a2 internal
              on out -> a2
              on none
              a1
              a2
            """
        )
        #expect(try chart.log("in")[1] == "-a1 in +a2")
        #expect(try chart.log("out")[1] == "-a1 -a out +a +a2")
        #expect(try chart.log("none")[1] == "none")
    }

    @Test("An internal move of a parallel state is external: only a compound can stay")
    func internalOfParallel() throws {
        let chart = ChartText(
            """
            p parallel
              on e -> r2 internal
              r
                r1
                r2
              s
                s1
            """
        )
        #expect(try chart.log("e")[1] == "-s1 -s -r1 -r -p e +p +r +r2 +s +s1")
    }

    @Test(
        "Several targets enter several regions, the others enter theirs by default; the content of the default runs once"
    )
    func severalTargets() throws {
        let chart = ChartText(
            """
            a
              on e -> s2 r2
            p parallel
              r
                r1
                r2
              s
                s1
                s2
              t -> t2
                t1
                t2
            """
        )
        #expect(try chart.log("e")[1] == "-a e +p +r +r2 +s +s2 +t initial:t +t2")
    }

    @Test("Initial attributes may name deep descendants; those between are entered without their defaults")
    func deepInitial() throws {
        let chart = ChartText(
            """
            a -> a22
              a1
              a2 -> a21
                a21
                a22
            """
        )
        #expect(try chart.log() == ["+a initial:a +a2 +a22"])
    }

    @Test("A shallow history brings back the child, a deep one what was inside it; each exit overwrites what is kept")
    func historyIsOverwritten() throws {
        let chart = ChartText(
            """
            a
              shallow history -> a1
              deep history deep -> a1
              a1
                a11
                  on next -> a12
                a12
                  on next -> a2
              a2
                a21
                  on next -> a22
                a22
              on away -> b
            b
              on back -> shallow
              on deep -> deep
            """
        )
        #expect(
            try chart.log(
                "next",
                "away",
                "back",
                "next",
                "away",
                "deep",
                "next",
                "next",
                "away",
                "deep",
                "away",
                "back"
            ) == [
                "+a +a1 +a11", "-a11 next +a12", "-a12 -a1 -a away +b", "-b back +a +a1 +a11", "-a11 next +a12",
                "-a12 -a1 -a away +b", "-b deep +a +a1 +a12", "-a12 -a1 next +a2 +a21", "-a21 next +a22",
                "-a22 -a2 -a away +b", "-b deep +a +a2 +a22", "-a22 -a2 -a away +b", "-b back +a +a2 +a21",
            ]
        )
    }

    @Test("A history that has kept nothing enters its default, and runs its content after its parent's entry, once")
    func historyDefaults() throws {
        let chart = ChartText(
            """
            b
              on back -> h
            a -> a1
              h history -> a2
              a1
              a2
              on away -> b
            """
        )
        #expect(
            try chart.log("back", "away", "back") == [
                "+b", "-b back +a default:h +a2", "-a2 -a away +b", "-b back +a +a2",
            ]
        )
    }

    @Test(
        "The deep history of a parallel state keeps every region; one of a single region leaves the others to their defaults"
    )
    func historyOfRegions() throws {
        let chart = ChartText(
            """
            p parallel
              all history deep -> r1
              r
                one history -> r1
                r1
                  on e -> r2
                r2
              s
                s1
                  on e -> s2
                s2
              on away -> x
            x
              on all -> all
              on one -> one
            """
        )
        #expect(try chart.log("e", "away", "all")[3] == "-x all +p +r +r2 +s +s2")
        #expect(try chart.log("e", "away", "one")[3] == "-x one +p +r +r2 +s +s1")
    }

    @Test("A parallel state is complete after its last region and not before; each region's end is told first")
    func completeAfterTheLastRegion() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> rf
                  on both -> rf
                rf final
              s
                s1
                  on f -> sf
                  on both -> sf
                sf final
              on done.state.r
              on done.state.s
              on done.state.p -> x
            x
            """
        )
        let leave = "-sf -s -rf -r -p done.state.p +x"
        #expect(
            try chart.log("e", "f")
                == ["+p +r +r1 +s +s1", "-r1 e +rf done.state.r", "-s1 f +sf done.state.s \(leave)"]
        )
        #expect(try chart.log("f", "e")[2] == "-r1 e +rf done.state.r \(leave)")
        #expect(try chart.log("both")[1] == "-s1 -r1 both both +rf +sf done.state.r done.state.s \(leave)")
    }

    @Test("A region that leaves its end again is not complete")
    func completionIsNotKept() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> rf
                rf final
                on again -> r1
              s
                s1
                  on f -> sf
                sf final
              on done.state.p -> x
            x
            """
        )
        #expect(try chart.log("e", "again", "f")[3] == "-s1 f +sf")
        #expect(try chart.log("e", "again", "f", "e")[4] == "-r1 e +rf -sf -s -rf -r -p done.state.p +x")
    }

    @Test(
        "After a final child of the root nothing runs: no event, no move by itself, nothing that was raised on the way"
    )
    func nothingAfterTheEnd() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> end raise later
            end final
            x
            """
        )
        #expect(try chart.log("e", "e", "later") == ["+p +r +r1", "-r1 -r -p e +end", "", ""])
        var run = try chart.run()
        run.send("e")
        #expect(run.isFinished)
        run.send("e")
        run.wait(1000)
        #expect(run.names == ["end"])
    }

    @Test("Moves by themselves come before raised events, raised ones before those from outside")
    func orderOfQueues() throws {
        let chart = ChartText(
            """
            a
              on e -> b raise one two
            b
              on one -> d
              on two -> x
              on - -> c
            c
              on one -> d
              on two -> x
            d
              on two -> y
            x
            y
            """
        )
        #expect(try chart.log("e") == ["+a", "-a e +b -b - +c -c one +d -d two +y"])
    }

    @Test("Conditions are judged on what is active before the step, also by another region")
    func conditionsSeeTheStepBefore() throws {
        let chart = ChartText(
            """
            p parallel
              r
                r1
                  on e -> r2
                r2
              s
                s1
                  on e if r2 -> s2
                s2
            """
        )
        #expect(try chart.log("e", "e") == ["+p +r +r1 +s +s1", "-r1 e +r2", "-s1 e +s2"])
    }

    @Test(
        "A descriptor matches the beginning of an event's tokens",
        arguments: [
            ("foo", "foo", true), ("foo", "foo.bar", true), ("foo.*", "foo", true), ("foo.", "foo.bar.baz", true),
            ("foo", "foobar", false), ("foo.bar", "foo", false), ("*", "anything.at.all", true), ("foo", "fo", false),
        ]
    )
    func descriptors(descriptor: String, event: String, matches: Bool) throws {
        let chart = ChartText("a\n  on \(descriptor) -> b\nb")
        var run = try chart.run()
        run.send(event)
        #expect(run.names == (matches ? ["b"] : ["a"]))
    }

    @Test("Sends fall due in order of time, then of sending, and a cancelled one never does")
    func clock() throws {
        let json: JSON = [
            "id": "$root", "kind": "root",
            "children": [
                [
                    "id": "a", "kind": "atomic",
                    "onentry": [
                        ["send": "late", "delay_ms": 20], ["send": "early", "delay_ms": 10],
                        ["send": "second", "delay_ms": 10], ["send": "never", "delay_ms": 5, "send_id": "n"],
                        ["cancel": "n"],
                    ],
                    "transitions": [
                        ["event": "never", "targets": []],
                        ["event": "*", "actions": [["log": "any"]], "targets": ["b"]],
                    ],
                ],
                ["id": "b", "kind": "atomic", "transitions": [["event": "second", "targets": ["c"]]]],
                ["id": "c", "kind": "atomic", "transitions": [["event": "late", "targets": ["d"]]]],
                ["id": "d", "kind": "atomic"],
            ],
        ]
        var run = ChartRun(try ChartReader.read(json))
        run.wait(9)
        #expect(run.names == ["a"])
        run.wait(1)
        #expect(run.names == ["c"])
        run.wait(9)
        #expect(run.names == ["c"])
        run.wait(1)
        #expect(run.names == ["d"])
    }
}
