/// TP13xx, expressions: syntax and types.
extension DiagnosticCode {
    static let expressionCodes: [DiagnosticCode] = []
}
