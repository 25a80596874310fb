import Testing
import TurnpikeInsight
import TurnpikeValues

@Suite struct DistributionTests {
    static func decimals(_ texts: [String]) -> [ExactDecimal] { texts.compactMap { ExactDecimal($0) } }

    // Computed with numpy.quantile(values, p, method="linear").
    @Test(arguments: [
        (["1"], 10, "1"), (["1"], 100, "1"),
        (["1", "2"], 50, "1.5"), (["1", "2"], 25, "1.25"), (["2", "1"], 90, "1.9"),
        (["1", "2", "3", "4"], 50, "2.5"), (["1", "2", "3", "4"], 75, "3.25"), (["1", "2", "3", "4"], 10, "1.3"),
        (["5", "1", "3"], 50, "3"), (["5", "1", "3"], 0, "1"), (["5", "1", "3"], 100, "5"),
        (["0.1", "0.2"], 50, "0.15"), (["-4", "4"], 25, "-2"),
        (["1", "10", "100", "1000", "10000", "100000"], 90, "55000"),
    ])
    func percentilesLieBetweenTheNearestValues(values: [String], percent: Int, expected: String) {
        #expect(Distribution(Self.decimals(values)).percentile(percent) == ExactDecimal(expected))
    }

    @Test func sumsAndMeansAreExact() {
        let tenths = Distribution(Self.decimals(Array(repeating: "0.1", count: 10)))
        #expect(tenths.total == 1)
        #expect(tenths.mean == ExactDecimal("0.1"))
        let thirds = Distribution(Self.decimals(["1", "0", "0"]))
        #expect(thirds.mean?.description == "0.3333")
        let large = Distribution(Self.decimals(["90071992547409930.01", "0.02"]))
        #expect(large.total?.description == "90071992547409930.03")
    }

    @Test func nothingHasNoShape() {
        let nothing = Distribution([])
        #expect(nothing.count == 0)
        #expect(nothing.total == 0)
        #expect(nothing.mean == nil && nothing.median == nil && nothing.minimum == nil && nothing.maximum == nil)
    }

    @Test func aSumThatDoesNotFitIsNotInvented() {
        let huge = Distribution(Self.decimals(Array(repeating: String(repeating: "9", count: 38), count: 20)))
        #expect(huge.total == nil)
        #expect(huge.mean == nil)
        #expect(huge.median != nil)
    }
}
