/// TP14xx, the soundness of a process:.
extension DiagnosticCode {
    static let soundnessCodes: [DiagnosticCode] = []
}
