/// TP11xx: expressions and texts that YAML reads as something else.
extension DiagnosticCode {
    /// A text begins with `!` and YAML reads a tag.
    public static let trapTag = DiagnosticCode(
        "TP1101",
        "read as a tag",
        explanation: """
            YAML reads a word that begins with ! as a tag and not as part of the text. A short condition such as !x is
            understood nevertheless; a longer one, or one inside braces, is written in quotes.
            """,
        wrong: "when: !has(deal.budget) && deal.open\n",
        right: "when: \"!has(deal.budget) && deal.open\"\n"
    )
    /// A text begins with `&` and YAML reads an anchor.
    public static let trapAnchor = DiagnosticCode(
        "TP1102",
        "read as an anchor",
        explanation:
            "YAML reads a word that begins with & as the name of an anchor and drops it from the text. Quote the text.",
        wrong: "label: &more to come\n",
        right: "label: \"&more to come\"\n"
    )
    /// A text begins with `*` and YAML reads an alias.
    public static let trapAlias = DiagnosticCode(
        "TP1103",
        "read as an alias",
        explanation: "YAML reads a word that begins with * as a repetition of something marked before. Quote the text.",
        wrong: "label: *urgent* call back\n",
        right: "label: \"*urgent* call back\"\n"
    )
    /// A text is cut by a comment.
    public static let trapComment = DiagnosticCode(
        "TP1104",
        "cut by a comment",
        explanation: """
            A # after a space begins a comment, so the text ends before it, or there is none. Quote the text if the # is
            part of it; a remark stands on a line of its own.
            """,
        wrong: "to: #wins\n",
        right: "to: \"#wins\"\n"
    )
    /// A text in braces or brackets is split at a comma or bracket.
    public static let trapFlowSplit = DiagnosticCode(
        "TP1105",
        "split at a comma or bracket",
        explanation: """
            Inside braces and brackets a comma ends the text and the rest becomes another key or item; so do brackets and
            braces. Quote the text, or write it on a line of its own.
            """,
        wrong: "fast: {when: f(a, b)}\n",
        right: "fast: {when: \"f(a, b)\"}\n"
    )
    /// A colon and a space inside a text make it a key.
    public static let trapColon = DiagnosticCode(
        "TP1106",
        "split at a colon",
        explanation: "A colon before a space ends a key, so the text before it is read as one. Quote the text.",
        wrong: "label: Next step: call\n",
        right: "label: \"Next step: call\"\n"
    )
    /// A text begins with a quote that ends before the text does.
    public static let trapQuote = DiagnosticCode(
        "TP1107",
        "ends at its second quote",
        explanation: """
            A text that begins with a quote ends at the next one; what follows has no place in YAML. Quote the whole, with
            the other kind of quotes inside.
            """,
        wrong: "when: \"inbound\" == deal.source\n",
        right: "when: '\"inbound\" == deal.source'\n"
    )
    /// A text begins with a bracket or brace.
    public static let trapBracket = DiagnosticCode(
        "TP1108",
        "read as a list or as settings",
        explanation: "A text that begins with [ or { is read as a list or as settings. Quote the text.",
        wrong: "when: [1, 2].exists(x, x == deal.size)\n",
        right: "when: \"[1, 2].exists(x, x == deal.size)\"\n"
    )
    /// A text begins with a character that YAML reserves.
    public static let trapReserved = DiagnosticCode(
        "TP1109",
        "begins with a reserved character",
        explanation: "A text may not begin with `, @ or %, nor with a comma or closing bracket. Quote the text.",
        wrong: "label: @home visit\n",
        right: "label: \"@home visit\"\n"
    )
    /// A text begins with `|` or `>`, which announce a text on the following lines.
    public static let trapBlockMark = DiagnosticCode(
        "TP1110",
        "read as the mark of a longer text",
        explanation: """
            A | or > after a key announces a text on the following, indented lines. What stands beside it on the same line
            is not part of the text. Quote the text, or put it on the next line.
            """,
        wrong: "label: > 50 seats\n",
        right: "label: \"> 50 seats\"\n"
    )
    /// A question mark makes a key of what was meant as text.
    public static let trapQuestion = DiagnosticCode(
        "TP1111",
        "question mark read as YAML",
        explanation:
            "A ? before a space announces a key in YAML, and inside braces a ? and : split a choice. Quote the text.",
        wrong: "label: ? who decides\n",
        right: "label: \"? who decides\"\n"
    )
    /// Nothing stands where a text or an expression is expected.
    public static let missingValue = DiagnosticCode(
        "TP1112",
        "nothing after the key",
        explanation:
            "A value is expected here and none is given: the line ends after the colon or the dash. Write one, or remove the line.",
        wrong: "label:\n",
        right: "label: Offer\n"
    )
    /// A list or a mapping stands where a text or an expression is expected.
    public static let notAText = DiagnosticCode(
        "TP1113",
        "list or settings where a text is expected",
        explanation: "A text or an expression is expected here. If it contains brackets, braces or commas, quote it.",
        wrong: "when:\n  - deal.approved\n",
        right: "when: deal.approved\n"
    )
    /// A remark that looks like the rest of the text before it.
    public static let trapRemark = DiagnosticCode(
        "TP1114",
        "text perhaps cut by a comment",
        explanation:
            "In YAML ' # ' begins a remark and ends the text before it. What stands behind it here reads like the rest of the text. Quote the text if it is; if it is a remark, put two spaces before the '#', or the remark on a line of its own.",
        wrong: "label: Priority # 1 accounts\n",
        right: "label: \"Priority # 1 accounts\"\n"
    )

    static let trapCodes: [DiagnosticCode] = [
        trapTag, trapAnchor, trapAlias, trapComment, trapFlowSplit, trapColon, trapQuote, trapBracket, trapReserved,
        trapBlockMark, trapQuestion, missingValue, notAText, trapRemark,
    ]
}
