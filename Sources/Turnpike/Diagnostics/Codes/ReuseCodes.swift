/// TP1770 to TP1799, the process language: packs, overlays and versions.
extension DiagnosticCode {
    /// A file that `uses` or `extends` names and that cannot be read.
    public static let reuseUnreadable = DiagnosticCode(
        "TP1770",
        "a named file cannot be read",
        explanation: """
            `uses` and `extends` name YAML files by their paths from the file that names them, in the folder of the \
            process file or below it. Nothing outside of that folder is read, not through a link either.
            """,
        wrong: "uses: [../bant.yaml]\n",
        right: "uses: [packs/bant.yaml]\n"
    )
    /// A file that uses or extends itself.
    public static let reuseCycle = DiagnosticCode(
        "TP1771",
        "files that need each other",
        explanation: """
            A file that extends another cannot be the base of that one, and packs cannot use each other in a circle. \
            The note shows where the circle begins.
            """,
        wrong: "# emea.process.yaml\nextends: base.process.yaml   # which extends emea.process.yaml\n",
        right: "# emea.process.yaml\nextends: base.process.yaml   # which extends nothing\n"
    )
    /// Two packs of one id, or a pack with the id of something in the process.
    public static let packConflict = DiagnosticCode(
        "TP1772",
        "two things of one name",
        explanation: """
            What a pack declares has its id before it, `bant.budget`, so the ids of packs are unique in a process, and \
            no field, gate or activity of the process is called like one of its packs.
            """,
        wrong: "uses: [packs/bant.yaml]\ngates: {bant: {needs: [budget]}}\n",
        right: "uses: [packs/bant.yaml]\ngates: {qualified: {all: [bant.complete]}}\n"
    )
    /// A process where a pack is expected, or the other way round.
    public static let reuseKind = DiagnosticCode(
        "TP1773",
        "not the kind of file that is expected",
        explanation: """
            `uses` names packs, which begin with `pack:` and have no stages. `extends` names a whole process.
            """,
        wrong: "uses: [base.process.yaml]\n",
        right: "extends: base.process.yaml\n"
    )
    /// Files that build on one another in too long a row.
    public static let reuseDepth = DiagnosticCode(
        "TP1774",
        "too many files in a row",
        explanation: "At most eight overlays lie over one another, and at most eight packs use one another in a row.",
        wrong: "extends: layer_9.process.yaml   # the ninth in a row\n",
        right: "extends: layer_8.process.yaml\n"
    )
    /// An overlay that lets more deals pass a gate.
    public static let overlayLoosens = DiagnosticCode(
        "TP1775",
        "an overlay loosens a gate",
        explanation: """
            An overlay may tighten the gates of its base: add a criterion, or move a constant bound so that fewer deals \
            pass. Every other change counts as loosening, whatever it does in the end: a criterion that is missing, \
            another condition, another list of options. If that is meant, the gate (or the stage or move that lists \
            gates) says `loosen: true`.
            """,
        wrong: "extends: base.process.yaml\ngates: {funded: {needs: []}}   # the base needs [budget]\n",
        right: "extends: base.process.yaml\ngates: {funded: {loosen: true, needs: []}}\n"
    )
    /// A new stage without a place, or a place for one that is there.
    public static let overlayPlace = DiagnosticCode(
        "TP1776",
        "where does the stage stand",
        explanation: """
            The order of stages means something. A stage that an overlay adds says `before:` or `after:` with the id of \
            a stage beside it; a stage of the base keeps its place.
            """,
        wrong: "extends: base.process.yaml\nstages: {legal_review: {moves: [won]}}\n",
        right: "extends: base.process.yaml\nstages: {legal_review: {after: proposal, moves: [won]}}\n"
    )
    /// `remove` of something that the base does not have.
    public static let overlayUnknown = DiagnosticCode(
        "TP1777",
        "nothing to remove",
        explanation: "`remove` lists ids (or keys) that the base has at the same place.",
        wrong: "extends: base.process.yaml\nfields: {remove: [budgt]}\n",
        right: "extends: base.process.yaml\nfields: {remove: [budget]}\n"
    )
    /// Something that an overlay both removes and gives.
    public static let overlayConflict = DiagnosticCode(
        "TP1778",
        "removed and given",
        explanation: """
            One overlay removes an id and says something about the same id. Nobody can tell whether it is to be there.
            """,
        wrong: "fields: {remove: [budget], budget: money}\n",
        right: "fields: {budget: money}\n"
    )
    /// `remove`, `loosen`, `before` or `after` in a file that extends nothing.
    public static let overlayOnly = DiagnosticCode(
        "TP1779",
        "only an overlay says this",
        explanation: """
            `remove`, `loosen` and the `before` and `after` of a stage say how an overlay changes its base. In a file \
            without `extends`, or inside something that is new, there is nothing to change.
            """,
        wrong: "stages: {remove: [demo], open: {moves: [won]}, won: {outcome: won}}\n",
        right: "extends: base.process.yaml\nstages: {remove: [demo]}\n"
    )

    static let reuseCodes: [DiagnosticCode] = [
        reuseUnreadable, reuseCycle, packConflict, reuseKind, reuseDepth, overlayLoosens, overlayPlace, overlayUnknown,
        overlayConflict, overlayOnly,
    ]
}
