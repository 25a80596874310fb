import Testing
import TurnpikeValues

@Suite struct ExactDecimalTests {
    /// Numbers of all sizes and scales, with many that are near a limit.
    static func sample(_ random: inout SeededRandom) -> String {
        let greatest = "170141183460469231731687303715884105727"
        var digits: String
        switch Int.random(in: 0..<6, using: &random) {
        case 0: digits = String(Int.random(in: 0...20, using: &random))
        case 1: digits = String(UInt64.random(in: 0...UInt64.max, using: &random))
        case 2:
            digits =
                ["9223372036854775807", "9223372036854775808", "18446744073709551616", greatest, "1", "0"]
                .randomElement(using: &random) ?? "0"
        case 3: digits = "1" + String(repeating: "0", count: Int.random(in: 0...38, using: &random))
        case 4:
            digits = String(
                (0..<Int.random(in: 1...38, using: &random)).map { _ in
                    "0123456789".randomElement(using: &random) ?? "0"
                }
            )
        default: digits = String(Int64.random(in: 0...1_000_000, using: &random))
        }
        let scale =
            Bool.random(using: &random) ? Int.random(in: 0...4, using: &random) : Int.random(in: 0...38, using: &random)
        while digits.count <= scale { digits.insert("0", at: digits.startIndex) }
        if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
        return (Bool.random(using: &random) ? "-" : "") + digits
    }

    @Test func arithmeticAgreesWithTheModel() throws {
        var random = SeededRandom(seed: 42)
        for _ in 0..<6_000 {
            let (leftText, rightText) = (Self.sample(&random), Self.sample(&random))
            let left = try #require(ExactDecimal(leftText), "\(leftText)")
            let right = try #require(ExactDecimal(rightText), "\(rightText)")
            let (leftModel, rightModel) = (BigDecimalModel(leftText), BigDecimalModel(rightText))
            #expect(left.description == leftModel.description)
            let order = BigDecimalModel.compare(leftModel, rightModel)
            #expect(ExactDecimal.compare(left, right) == order, "\(left) \(right)")
            #expect((left == right) == (order == 0))
            if order == 0 { #expect(left.hashValue == right.hashValue) }
            Self.check(left.adding(right), leftModel.adding(rightModel), "\(left) + \(right)")
            var opposite = rightModel
            opposite.isNegative.toggle()
            if opposite.digits.isEmpty { opposite.isNegative = false }
            Self.check(left.subtracting(right), leftModel.adding(opposite), "\(left) - \(right)")
            Self.check(left.multiplied(by: right), leftModel.multiplied(by: rightModel), "\(left) * \(right)")
        }
    }

    private static func check(_ result: ExactDecimal?, _ model: BigDecimalModel, _ text: String) {
        if let result {
            #expect(
                BigDecimalModel.compare(BigDecimalModel(result.description), model) == 0,
                "\(text) is \(model.description)"
            )
        } else {
            #expect(!model.fits, "\(text) is \(model.description)")
        }
    }

    @Test func divisionAgreesWithTheModel() throws {
        var random = SeededRandom(seed: 43)
        for _ in 0..<2_000 {
            let (leftText, rightText) = (Self.sample(&random), Self.sample(&random))
            let left = try #require(ExactDecimal(leftText))
            let right = try #require(ExactDecimal(rightText))
            let places = Int.random(in: 0...38, using: &random)
            guard !right.isZero else {
                #expect(left.divided(by: right, places: places) == nil)
                continue
            }
            let model = BigDecimalModel(leftText).divided(by: BigDecimalModel(rightText), places: places)
            let result = left.divided(by: right, places: places)
            if let result {
                #expect(result.description == model.description, "\(left) / \(right) to \(places)")
            } else {
                let greatest = BigDecimalModel("170141183460469231731687303715884105727").digits
                #expect(BigDecimalModel.compareDigits(model.digits, greatest) > 0, "\(left) / \(right) to \(places)")
            }
        }
    }

    @Test func roundingAgreesWithDivisionByOne() throws {
        var random = SeededRandom(seed: 44)
        for _ in 0..<2_000 {
            let text = Self.sample(&random)
            let number = try #require(ExactDecimal(text))
            let places = Int.random(in: 0...38, using: &random)
            let rounded = number.rounded(toPlaces: places)
            #expect(rounded.scale <= max(places, number.scale))
            if number.scale > places { #expect(rounded.scale == places) }
            let model = BigDecimalModel(text).divided(by: BigDecimalModel("1"), places: places)
            #expect(BigDecimalModel.compare(BigDecimalModel(rounded.description), model) == 0, "\(text) to \(places)")
        }
    }

    @Test(arguments: [
        ("2.5", ExactDecimal.Rounding.halfEven, "2"), ("3.5", .halfEven, "4"), ("-2.5", .halfEven, "-2"),
        ("2.51", .halfEven, "3"), ("2.5", .halfUp, "3"), ("-2.5", .halfUp, "-3"), ("2.4", .halfUp, "2"),
        ("2.9", .down, "2"), ("-2.9", .down, "-2"), ("2.1", .up, "3"), ("-2.1", .up, "-3"), ("2.0", .up, "2"),
    ])
    func eachRuleRoundsItsWay(text: String, rule: ExactDecimal.Rounding, expected: String) throws {
        #expect(try #require(ExactDecimal(text)).rounded(toPlaces: 0, rule: rule).description == expected)
    }

    @Test(arguments: [
        "12.50", "-3", "0", "0.00", "100000000000000000000000000000000000000",
        "170141183460469231731687303715884105727",
        "-170141183460469231731687303715884105727", "0.00000000000000000000000000000000000001", "-0.5",
        "999999999999999999.9",
    ])
    func plainNotationComesBackAsItWas(text: String) {
        #expect(ExactDecimal(text)?.description == text)
    }

    @Test(arguments: [
        "", "-", "+1", "1e3", "1E3", ".5", "5.", "1.2.3", " 1", "1 ", "1,5", "1_000", "0x10", "--1", "NaN", "inf", "½",
        "١",
        "170141183460469231731687303715884105728", "0.000000000000000000000000000000000000001",
        "9999999999999999999999999999999999999999999999", "1\0",
    ])
    func otherNotationsAreRefused(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test(arguments: [("007", "7"), ("-0", "0"), ("00.50", "0.50"), ("-0.00", "0.00")])
    func needlessZerosAndSignsGo(text: String, expected: String) {
        #expect(ExactDecimal(text)?.description == expected)
    }

    @Test(arguments: [
        ("0.1", 0.1, -1), ("0.1000000000000000055511151231257827", 0.1, -1),
        ("0.10000000000000000555111512312578270212", 0.1, 1), ("0.5", 0.5, 0), ("-0.5", -0.5, 0), ("3", .infinity, -1),
        ("3", -.infinity, 1), ("9007199254740993", 9_007_199_254_740_992, 1), ("0", 0, 0), ("0", -0.0, 0), ("1", -1, 1),
        ("0.00000000000000000000000000000000000001", Double.leastNonzeroMagnitude, 1),
        ("-0.00000000000000000000000000000000000001", -Double.leastNonzeroMagnitude, -1),
        ("0", Double.leastNonzeroMagnitude, -1), ("170141183460469231731687303715884105727", 0x1p127, -1),
        ("85070591730234615865843651857942052864", 0x1p126, 0), ("1", 1e308, -1), ("-1", -1e308, 1),
        ("1000000", 1e6, 0),
    ])
    func comparisonWithADoubleIsExact(text: String, number: Double, order: Int) throws {
        #expect(ExactDecimal.compare(try #require(ExactDecimal(text)), number) == order)
    }

    @Test func nothingComparesWithNaN() {
        #expect(ExactDecimal.compare(1, .nan) == nil)
    }

    @Test func doublesAreTheNearestOnes() throws {
        var random = SeededRandom(seed: 45)
        for _ in 0..<2_000 {
            let text = Self.sample(&random)
            #expect(try #require(ExactDecimal(text)).doubleValue.magnitude == Double(text)?.magnitude, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("5", 5), ("5.00", 5), ("-5.0", -5), ("5.5", nil), ("9223372036854775807", .max),
            ("9223372036854775808", nil),
            ("-9223372036854775808.0", .min), ("-9223372036854775809", nil),
        ] as [(String, Int64?)]
    )
    func wholeNumbersBecomeMachineIntegers(text: String, expected: Int64?) throws {
        #expect(try #require(ExactDecimal(text)).asInt64 == expected)
    }

    @Test func equalValuesAreEqualAtAnyScale() throws {
        let short = try #require(ExactDecimal("1.0"))
        let long = try #require(ExactDecimal("1.00000000000000000000000000000000000000"))
        #expect(short == long)
        #expect(Set([short, long, .one]).count == 1)
        #expect(short.isInteger && long.isInteger)
        #expect(long.trimmed.scale == 0)
    }

    @Test func rescalingLosesNothing() throws {
        #expect(try #require(ExactDecimal("1.5")).rescaled(to: 3)?.description == "1.500")
        #expect(try #require(ExactDecimal("1.50")).rescaled(to: 1)?.description == "1.5")
        #expect(try #require(ExactDecimal("1.55")).rescaled(to: 1) == nil)
        #expect(try #require(ExactDecimal("100000000000000000000000000000000000000")).rescaled(to: 1) == nil)
        #expect(ExactDecimal(coefficient: .min, scale: 0) == nil)
        #expect(ExactDecimal(coefficient: Int128(1), scale: 39) == nil)
    }
}
