/// TP1200 to TP1239: keys and values of the process language as the reader meets them.
extension DiagnosticCode {
    /// A key that the language does not have at its place.
    public static let unknownKey = DiagnosticCode(
        "TP1201",
        "unknown key",
        explanation:
            "The language has no such key at this place. Nothing that stands in a file is ignored, so that a misspelt key is never a rule that silently does not hold.",
        wrong:
            "turnpike: 1\nprocess: lemonade\nstages:\n  open: {lable: Open, moves: [sold]}\n  sold: {outcome: won}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {label: Open, moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// A key that must be given is not.
    public static let missingKey = DiagnosticCode(
        "TP1202",
        "key missing",
        explanation: "A key that is needed at this place is not given.",
        wrong: "turnpike: 1\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// A list, settings or a word where another of these is expected.
    public static let wrongKind = DiagnosticCode(
        "TP1203",
        "value of the wrong kind",
        explanation:
            "A value is a word or text, a list ([a, b] or lines that begin with '- '), or settings ({key: value} or lines with keys). Another of these is expected here.",
        wrong: "turnpike: 1\nprocess: lemonade\nstages: [open, sold]\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// An id that is not in snake case.
    public static let invalidID = DiagnosticCode(
        "TP1204",
        "not an id",
        explanation: """
            Ids are snake_case: small letters, digits and underscores, beginning with a letter, at most 64 of them. They
            are names in expressions too, so words that expressions reserve (in, true, null…) are none. What people read
            is the label.
            """,
        wrong: "turnpike: 1\nprocess: lemonade\nstages:\n  Open: {moves: [sold]}\n  sold: {outcome: won}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {label: Open, moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// A text where a whole number is expected.
    public static let notANumber = DiagnosticCode(
        "TP1205",
        "not a whole number",
        explanation: "A whole number is expected: digits only, without quotes, separators or leading zeros.",
        wrong: "turnpike: one\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// A word other than true and false.
    public static let notATruthValue = DiagnosticCode(
        "TP1206",
        "neither true nor false",
        explanation:
            "The words are true and false, without quotes. The language does not read yes, no, on and off as such.",
        wrong:
            "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold, later]}\n  later: {hold: yes, moves: [open]}\n  sold: {outcome: won}\n",
        right:
            "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold, later]}\n  later: {hold: true, moves: [open]}\n  sold: {outcome: won}\n"
    )
    /// A word that is none of those the language has at the place.
    public static let unknownWord = DiagnosticCode(
        "TP1207",
        "unknown word",
        explanation: "Only certain words have a meaning at this place; the message lists them.",
        wrong: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: wonn}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// A version of the language that this release does not know.
    public static let unknownLanguage = DiagnosticCode(
        "TP1208",
        "unknown version of the language",
        explanation:
            "The first line says which version of the process language the file is written in. This release knows version 1.",
        wrong: "turnpike: 2\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// An item of a list with more than one name.
    public static let severalNames = DiagnosticCode(
        "TP1209",
        "several names in one item",
        explanation:
            "In a list an item is a name, or {name: {settings}} with one name. Each further name is an item of its own.",
        wrong:
            "turnpike: 1\nprocess: lemonade\nstages:\n  open:\n    moves:\n      - sold: {}\n        lost: {}\n  sold: {outcome: won}\n  lost: {outcome: lost}\n",
        right:
            "turnpike: 1\nprocess: lemonade\nstages:\n  open:\n    moves:\n      - sold: {}\n      - lost: {}\n  sold: {outcome: won}\n  lost: {outcome: lost}\n"
    )

    static let readingCodes: [DiagnosticCode] = [
        unknownKey, missingKey, wrongKind, invalidID, notANumber, notATruthValue, unknownWord, unknownLanguage,
        severalNames,
    ]
}
