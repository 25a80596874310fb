/// TP10xx: the text of a file and its structure as YAML.
extension DiagnosticCode {
    /// The file could not be read.
    public static let fileUnreadable = DiagnosticCode(
        "TP1001",
        "file cannot be read",
        explanation: "The file does not exist, is a folder, or may not be read by this user. Nothing was changed.",
        wrong: "turnpike check no_such_file.process.yaml",
        right: "turnpike check b2b_software.process.yaml"
    )
    /// The file is larger than the limit.
    public static let fileTooLarge = DiagnosticCode(
        "TP1002",
        "file too large",
        explanation: """
            A process file may have 8 MB, which is some hundred times the largest process in practice. A larger file is
            refused before it is read whole; it is usually an export or a log under the wrong name.
            """,
        wrong: "a file of 100 MB",
        right: "one process per file; shared parts in files of their own"
    )
    /// A byte sequence is not UTF-8.
    public static let invalidUTF8 = DiagnosticCode(
        "TP1003",
        "not UTF-8",
        explanation: """
            Process files are UTF-8. A byte that is not usually comes from an editor that saved the file as Latin-1 or
            Windows-1252: save it again as UTF-8.
            """,
        wrong: "label: Gespr<0xE4>ch",
        right: "label: Gespräch"
    )
    /// The file is UTF-16 or UTF-32.
    public static let otherEncoding = DiagnosticCode(
        "TP1004",
        "another encoding than UTF-8",
        explanation: "The file is UTF-16 or UTF-32, as some editors save it. Save it as UTF-8.",
        wrong: "a file saved as Unicode (UTF-16)",
        right: "the same file saved as UTF-8"
    )
    /// The file is not a text.
    public static let binaryContent = DiagnosticCode(
        "TP1005",
        "not a text file",
        explanation: "The file holds binary data, such as a spreadsheet, an archive or a picture, not a process.",
        wrong: "turnpike check forecast.xlsx",
        right: "turnpike check b2b_software.process.yaml"
    )
    /// A control character stands in the text.
    public static let controlCharacter = DiagnosticCode(
        "TP1006",
        "control character",
        explanation: """
            A character that cannot be seen, such as NUL or escape, stands in the text. YAML does not allow it. Delete
            it, or write it as an escape in double quotes.
            """,
        wrong: "label: Call<U+0007>",
        right: "label: Call"
    )
    /// There is nothing in the file.
    public static let emptyFile = DiagnosticCode(
        "TP1007",
        "nothing in the file",
        explanation: "The file is empty or holds only comments. The smallest process is three keys.",
        wrong: "# stages follow\n",
        right: "turnpike: 1\nprocess: lemonade\nstages:\n  open: {moves: [sold]}\n  sold: {outcome: won}\n"
    )
    /// More than one YAML document stands in the file.
    public static let severalDocuments = DiagnosticCode(
        "TP1008",
        "several documents in one file",
        explanation: """
            A line of three dashes begins another YAML document. A file holds one; put the other into a file of its own,
            or remove the line if it was meant as a rule between sections.
            """,
        wrong: "process: lemonade\n---\nstages: {}\n",
        right: "process: lemonade\n# ----\nstages: {}\n"
    )
    /// A tab stands where YAML counts spaces.
    public static let tabIndentation = DiagnosticCode(
        "TP1009",
        "tab used for indentation",
        explanation: "YAML counts spaces to see what belongs to what, and allows no tab there. Use two spaces a level.",
        wrong: "stages:\n\topen: {}\n",
        right: "stages:\n  open: {}\n"
    )
    /// Something else that YAML does not allow.
    public static let yamlSyntax = DiagnosticCode(
        "TP1010",
        "not YAML",
        explanation:
            "The text breaks a rule of YAML at this place. The message says which; look at the words before it.",
        wrong: "stages: {open: {}}}\n",
        right: "stages: {open: {}}\n"
    )
    /// A line is indented in a way that fits nothing above it.
    public static let indentation = DiagnosticCode(
        "TP1011",
        "indentation fits nothing above",
        explanation: """
            Lines that belong together begin in the same column, and what belongs to a key stands further right than the
            key. This line does neither.
            """,
        wrong: "stages:\n    open: {}\n  sold: {}\n",
        right: "stages:\n  open: {}\n  sold: {}\n"
    )
    /// A quote is opened and never closed.
    public static let unclosedQuote = DiagnosticCode(
        "TP1012",
        "quote not closed",
        explanation: """
            A text in quotes ends at the next quote of the same kind. Inside double quotes a quote is written \\", inside
            single quotes it is doubled.
            """,
        wrong: "label: \"Offer sent\nzone: UTC\n",
        right: "label: \"Offer sent\"\nzone: UTC\n"
    )
    /// A bracket or brace is opened and never closed.
    public static let unclosedBracket = DiagnosticCode(
        "TP1013",
        "bracket not closed",
        explanation: "An inline list ends with ] and inline settings with }. A comma stands between their items.",
        wrong: "moves: [sold, lost\nzone: UTC\n",
        right: "moves: [sold, lost]\nzone: UTC\n"
    )
    /// A line among keys has no colon.
    public static let missingColon = DiagnosticCode(
        "TP1014",
        "colon missing after a key",
        explanation: "A key is followed by a colon and a space, or by a colon at the end of the line.",
        wrong: "process: lemonade\nstages\n  open: {}\n",
        right: "process: lemonade\nstages:\n  open: {}\n"
    )
    /// A key stands twice in the same place.
    public static let duplicateKey = DiagnosticCode(
        "TP1015",
        "key given twice",
        explanation:
            "The same key stands twice at one place, so one of the two values would be lost. Merge or rename them.",
        wrong: "stages:\n  open: {}\n  open: {hold: true}\n",
        right: "stages:\n  open: {hold: true}\n"
    )
    /// A key is a list or a mapping.
    public static let complexKey = DiagnosticCode(
        "TP1016",
        "key is not a name",
        explanation:
            "Keys are names. A list or settings as a key usually come from a brace or bracket left out of quotes.",
        wrong: "? [open, sold]\n: 5\n",
        right: "open: 5\nsold: 5\n"
    )
    /// The merge key `<<` is used.
    public static let mergeKey = DiagnosticCode(
        "TP1017",
        "merge key",
        explanation: """
            The merge key << is an extension of old YAML that the language does not have, because it hides where a value
            comes from. Write the keys out, or name what is shared (a gate, an activity) and use its id.
            """,
        wrong: "base: &base {probability: 5%}\nstages:\n  open: {<<: *base}\n",
        right: "stages:\n  open: {probability: 5%}\n"
    )
    /// A tag that means nothing here.
    public static let unknownTag = DiagnosticCode(
        "TP1018",
        "tag not known",
        explanation: """
            A word that begins with ! is a YAML tag. The language has none: values are read by what is expected at their
            place. A text that begins with ! is written in quotes.
            """,
        wrong: "stages: !stages {}\n",
        right: "stages: {}\n"
    )
    /// An alias names no anchor.
    public static let unknownAlias = DiagnosticCode(
        "TP1019",
        "alias of nothing",
        explanation: """
            A word that begins with * repeats what was marked with & before it under that name; nothing was. A text that
            begins with * is written in quotes.
            """,
        wrong: "stages: *offer\n",
        right: "gates: &offer {}\nstages: *offer\n"
    )
    /// Aliases make the file too large.
    public static let aliasExpansion = DiagnosticCode(
        "TP1020",
        "aliases expand to too much",
        explanation: """
            With every alias written out the file would have more than a million values. That is not a process, it is an
            attack on the reader or a mistake of the program that wrote the file.
            """,
        wrong: "a: &a [x, x, …]\nb: &b [*a, *a, …]\nc: [*b, *b, …]\n",
        right: "a: [x, x]\n"
    )
    /// An alias stands inside what it repeats.
    public static let aliasCycle = DiagnosticCode(
        "TP1021",
        "alias of what it stands in",
        explanation: "The alias repeats a part of the file that contains the alias itself, without end.",
        wrong: "stages: &all\n  open: *all\n",
        right: "stages:\n  open: {}\n"
    )
    /// Lists and mappings are nested too deeply.
    public static let tooDeep = DiagnosticCode(
        "TP1022",
        "nested too deeply",
        explanation: "Lists and settings may be nested 100 levels deep; a process needs about ten.",
        wrong: "a: [[[[[… a hundred and more]]]]]\n",
        right: "a: [1]\n"
    )
    /// There are too many values.
    public static let tooManyValues = DiagnosticCode(
        "TP1023",
        "too many values",
        explanation: "A file may hold a million values (keys, texts, lists, settings).",
        wrong: "a: [1, 2, … a million and more]\n",
        right: "a: [1, 2]\n"
    )
    /// The rest of the findings was left out.
    public static let tooManyFindings = DiagnosticCode(
        "TP1024",
        "further findings left out",
        explanation: "After 200 findings in one file the rest is left out. Mend some and check again.",
        wrong: "a file with 201 keys that are given twice",
        right: "the same file without them"
    )

    static let yamlCodes: [DiagnosticCode] = [
        fileUnreadable, fileTooLarge, invalidUTF8, otherEncoding, binaryContent, controlCharacter, emptyFile,
        severalDocuments, tabIndentation, yamlSyntax, indentation, unclosedQuote, unclosedBracket, missingColon,
        duplicateKey, complexKey, mergeKey, unknownTag, unknownAlias, aliasExpansion, aliasCycle, tooDeep,
        tooManyValues, tooManyFindings,
    ]
}
