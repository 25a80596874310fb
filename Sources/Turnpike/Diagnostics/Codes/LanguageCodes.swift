/// TP12xx, the process language: keys, ids, types, values of the wrong kind.
extension DiagnosticCode {
    static let languageCodes: [DiagnosticCode] = []
}
