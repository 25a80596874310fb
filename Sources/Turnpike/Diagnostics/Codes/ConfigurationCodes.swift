/// TP1660 to TP1669, the configuration file `turnpike.yaml`.
extension DiagnosticCode {
    /// A key that the configuration does not have.
    public static let configurationUnknownKey = DiagnosticCode(
        "TP1660",
        "unknown key in the configuration",
        explanation: """
            The configuration has no such key at this place. A misspelt key would otherwise be passed over without a
            word, and the program would work with a default that nobody chose.
            """,
        wrong: "plugins: {crm: {comand: ./crm}}",
        right: "plugins: {crm: {command: ./crm}}"
    )
    /// Something that must be said.
    public static let configurationMissing = DiagnosticCode(
        "TP1661",
        "missing key or value in the configuration",
        explanation: "A plug-in needs the command that starts it, and a key without a value says nothing.",
        wrong: "plugins: {crm: {settings: {url: https://crm.example.org}}}",
        right: "plugins: {crm: {command: ./crm, settings: {url: https://crm.example.org}}}"
    )
    /// A list where settings stand, or the reverse.
    public static let configurationWrongKind = DiagnosticCode(
        "TP1662",
        "another kind of value is expected in the configuration",
        explanation: "At this place the configuration has a text, a list, or settings, and something else is written.",
        wrong: "plugins: [crm]",
        right: "plugins: {crm: {command: ./crm}}"
    )
    /// A value that cannot be what stands here.
    public static let configurationBadValue = DiagnosticCode(
        "TP1663",
        "value that does not fit in the configuration",
        explanation: """
            The value cannot be read as what stands here: a span of elapsed time (`10 seconds`), a size (`512 MB`), a
            rate (`10 per second`), a whole number in the range that is named.
            """,
        wrong: "limits: {call: 10}",
        right: "limits: {call: 10 seconds}"
    )
    /// Two plug-ins for one name.
    public static let configurationDuplicate = DiagnosticCode(
        "TP1664",
        "two plug-ins deliver for one name",
        explanation: """
            What a process file calls by a name goes to one plug-in. Two that deliver for the same name would each get
            some of it, or one of them nothing.
            """,
        wrong: "plugins: {crm: {command: ./a}, sales: {command: ./b, for: [crm]}}",
        right: "plugins: {crm: {command: ./a}, sales: {command: ./b, for: [email]}}"
    )

    /// A question about a sensitive field.
    public static let sensitiveQuestion = DiagnosticCode(
        "TP1670",
        "question about a sensitive field",
        explanation: """
            What a gate asks a plug-in about is stored with the question, so that an answer can be told from one to other
            values. A sensitive value stands in no event and no request, so nobody can be asked about it.
            """,
        wrong: "external: {plugin: credit_check, about: [amount, tax_number]}",
        right: "external: {plugin: credit_check, about: [amount]}"
    )

    static let configurationCodes: [DiagnosticCode] = [
        configurationUnknownKey, configurationMissing, configurationWrongKind, configurationBadValue,
        configurationDuplicate, sensitiveQuestion,
    ]
}
