/// TP15xx, import: mapping files and CSV.
extension DiagnosticCode {
    static let importCodes: [DiagnosticCode] = []
}
