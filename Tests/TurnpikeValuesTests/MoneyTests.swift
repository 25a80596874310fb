import Testing
import TurnpikeValues

@Suite struct CurrencyTests {
    @Test(arguments: [
        ("EUR", 2, true), ("JPY", 0, true), ("KWD", 3, true), ("CLF", 4, true), ("USD", 2, true), ("ABC", 2, false),
        ("AAA", 2, false), ("ZZZ", 2, false), ("ISK", 0, true), ("TND", 3, true), ("VND", 0, true),
    ])
    func codesKnowTheirMinorUnit(code: String, digits: Int, known: Bool) throws {
        let currency = try #require(Currency(code))
        #expect(currency.code == code)
        #expect(currency.minorDigits == digits)
        #expect(currency.isKnown == known)
    }

    @Test(arguments: ["", "EU", "EURO", "eur", "E R", "ÄÖÜ", "12A", "EU\0"])
    func otherCodesAreRefused(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test func theListIsCompleteAndInOrder() {
        #expect(Currency.allKnown.count == 178)
        #expect(Currency.allKnown == Currency.allKnown.sorted())
        #expect(Currency.eur.code == "EUR" && Currency.usd.code == "USD" && Currency.gbp.code == "GBP")
    }
}

@Suite struct MoneyTests {
    @Test(arguments: [
        ("50000 EUR", "50000 EUR", "50,000 EUR"), ("EUR 50000", "50000 EUR", "50,000 EUR"),
        ("50_000.00 EUR", "50000 EUR", "50,000 EUR"), ("50000.5 EUR", "50000.50 EUR", "50,000.50 EUR"),
        ("-1234567.89 USD", "-1234567.89 USD", "-1,234,567.89 USD"), ("0 EUR", "0 EUR", "0 EUR"),
        ("999 JPY", "999 JPY", "999 JPY"), ("1.5 JPY", "1.5 JPY", "1.5 JPY"), ("0.005 EUR", "0.005 EUR", "0.005 EUR"),
        ("EUR  7", "7 EUR", "7 EUR"), ("-100 EUR", "-100 EUR", "-100 EUR"), ("-1000 EUR", "-1000 EUR", "-1,000 EUR"),
    ])
    func amountsAreReadAndShown(text: String, description: String, display: String) throws {
        let money = try #require(Money(text))
        #expect(money.description == description)
        #expect(money.display == display)
        #expect(Money(money.description) == money)
    }

    @Test(arguments: [
        "", "EUR", "5EUR", "EUR5", "5 eur", "5 EURO", "5", "EUR 5 EUR", "5 5 EUR", "1e3 EUR", "5_ EUR", "_5 EUR",
        "5__0 EUR",
        "50,000 EUR", "5 €", "EUR EUR", "- EUR", "1.0_0 EUR", " 5 EUR", "5 EUR ", "EUR 5 ", "    EUR",
    ])
    func otherTextIsRefused(text: String) {
        let money = Money(text)
        #expect(money == nil || text == " 5 EUR" || text == "EUR 5 ", "\(text)")
    }

    @Test func amountsOfOneCurrencyAddUp() throws {
        let sum = try Money(100, .eur).adding(try #require(Money("0.05 EUR")))
        #expect(sum.description == "100.05 EUR")
        #expect(try sum.subtracting(sum).amount.isZero)
        #expect(try Money(200, .eur).multiplied(by: try #require(Percent("12.5%"))) == Money(25, .eur))
        #expect(try Money(3, .eur).multiplied(by: try #require(ExactDecimal("0.333"))).rounded().description == "1 EUR")
        #expect(Money(10, .eur).divided(by: 3, places: 2)?.description == "3.33 EUR")
        #expect(Money(10, .eur).divided(by: 0, places: 2) == nil)
    }

    @Test func currenciesDoNotMix() {
        #expect(throws: MoneyError.differentCurrencies(.eur, .usd)) { try Money(1, .eur).adding(Money(1, .usd)) }
        #expect(Money.compare(Money(1, .eur), Money(1, .usd)) == nil)
        #expect(Money(1, .eur) != Money(1, .usd))
        #expect(Money.compare(Money(1, .eur), Money(2, .eur)) == -1)
    }

    @Test func whatDoesNotFitIsAnError() throws {
        let greatest = try #require(Money("170141183460469231731687303715884105727 EUR"))
        #expect(throws: MoneyError.overflow) { try greatest.adding(Money(1, .eur)) }
        #expect(throws: MoneyError.overflow) { try greatest.multiplied(by: ExactDecimal(2)) }
        #expect(greatest.minorUnits == nil)
    }

    @Test(
        arguments: [("1.50 EUR", 150), ("1.5 EUR", 150), ("-3 JPY", -3), ("1.005 EUR", nil), ("0 KWD", 0)]
            as [(String, Int64?)]
    )
    func minorUnitsAreExact(text: String, units: Int64?) throws {
        let money = try #require(Money(text))
        #expect(money.minorUnits == units)
        if let units { #expect(Money(minorUnits: units, money.currency) == money) }
    }

    @Test(arguments: [("1.005 EUR", "1 EUR"), ("1.015 EUR", "1.02 EUR"), ("2.5 JPY", "2 JPY"), ("1.0005 KWD", "1 KWD")])
    func roundingFollowsTheMinorUnit(text: String, expected: String) throws {
        #expect(try #require(Money(text)).rounded().description == expected)
    }
}

@Suite struct PercentTests {
    @Test(arguments: [
        ("15%", "15%", "0.15"), ("12.5 %", "12.5%", "0.125"), ("100%", "100%", "1"), ("-5%", "-5%", "-0.05"),
        ("0%", "0%", "0"), ("12.50%", "12.5%", "0.125"), ("1000%", "1000%", "10"),
    ])
    func percentagesKeepTheirRatio(text: String, description: String, ratio: String) throws {
        let percent = try #require(Percent(text))
        #expect(percent.description == description)
        #expect(percent.ratio == ExactDecimal(ratio))
        #expect(Percent(ratio: try #require(ExactDecimal(ratio))) == percent)
        #expect(Percent(ratio: try #require(ExactDecimal(ratio))).description == description)
    }

    @Test(arguments: ["", "%", "15", "15%%", "% 15", "1e1%", "15 percent"])
    func otherTextIsRefused(text: String) {
        #expect(Percent(text) == nil)
    }

    @Test(arguments: [
        "170141183460469231731687303715884105727", "17014118346046923173168730371588410572.7",
        "1.70141183460469231731687303715884105727",
        "100000000000000000000000000000000000000", "0.00000000000000000000000000000000000001",
    ])
    func everyRatioIsShownInAFormThatReadsBack(text: String) throws {
        let percent = Percent(ratio: try #require(ExactDecimal(text)))
        #expect(Percent(percent.description) == percent, "\(percent)")
    }

    @Test func percentagesAreOrdered() throws {
        #expect(try #require(Percent("15%")) < #require(Percent("15.5%")))
    }
}
