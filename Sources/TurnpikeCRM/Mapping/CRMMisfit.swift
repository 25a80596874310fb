/// A table that does not fit what the CRM has: nothing is written and no deal moves until it is put right.
public struct CRMMisfit: Error, Hashable, Sendable, CustomStringConvertible {
    /// What people call the CRM.
    public let vendor: String
    /// Everything that does not fit, each in words.
    public let findings: [String]

    /// A misfit.
    ///
    /// - Parameters:
    ///   - vendor: What people call the CRM.
    ///   - findings: Everything that does not fit.
    public init(_ vendor: String, _ findings: [String]) {
        self.vendor = vendor
        self.findings = findings
    }

    /// All findings in one sentence.
    public var description: String { "the mapping does not fit \(vendor): \(findings.joined(separator: "; "))" }
}
