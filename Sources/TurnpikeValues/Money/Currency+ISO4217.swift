/// The list of ISO 4217 (currency codes and minor units, list one as of 2026), as numbers in the packing of `Currency`.
extension Currency {
    /// The number of decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD; 2 for codes outside the list.
    public var minorDigits: Int {
        switch packed {
        // BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        case 1285, 2415, 3365, 6565, 8778, 9720, 10629, 10806, 16134, 18117, 20695, 21256, 21923, 22165, 23557,
            24005, 24037:
            0
        // BHD IQD JOD KWD LYD OMR TND
        case 1251, 8707, 9667, 10947, 12035, 14737, 19875:
            3
        // CLF UYW
        case 2405, 21270:
            4
        default: 2
        }
    }

    /// Whether the code is in the ISO list.
    public var isKnown: Bool { Self.listed.contains(packed) }

    /// All codes of the ISO list in alphabetical order.
    public static var allKnown: [Currency] {
        Self.listedCodes.split(separator: " ").compactMap { Currency($0) }
    }

    private static let listed = Set(allKnown.map(\.packed))

    private static let listedCodes = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD \
        CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
        GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
        KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN \
        NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
        SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW \
        UZS VED VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER \
        ZAR ZMW ZWG
        """
}
