import Turnpike
import TurnpikeValues

/// The deals of one process, sorted into its stages.
struct Board: Sendable {
    /// A deal on the board.
    struct Card: Sendable {
        var id: DealID
        var name: String
        var owner: String?
        /// Its worth, where it has one.
        var amount: Money?
        /// Where it is inside the column's stage; nil where that has no stages inside.
        var place: StagePlace?
    }

    /// An outermost stage with its deals, those in the stages inside included.
    struct Column: Sendable {
        var stage: Stage
        var cards: [Card] = []

        /// The worth of its deals, one sum for each currency.
        var sums: [Money] {
            var sums: [Money] = []
            for amount in cards.compactMap(\.amount) {
                if let index = sums.firstIndex(where: { $0.currency == amount.currency }) {
                    sums[index] = (try? sums[index].adding(amount)) ?? sums[index]
                } else {
                    sums.append(amount)
                }
            }
            return sums
        }
    }

    let process: SalesProcess
    /// The field that is summed up; nil where the process has no money.
    let amountField: FieldID?
    var columns: [Column]

    /// An empty board.
    ///
    /// The sum is that of the field `amount`, else of the only field that holds money. Of several nobody knows which one
    /// a deal is worth, so none is summed up.
    init(_ process: SalesProcess) {
        self.process = process
        let named = process.field("amount").flatMap { process[$0].type == .money ? $0 : nil }
        let money = process.fields.indices.filter { process.fields[$0].type == .money }
        amountField = named ?? (money.count == 1 ? money.first.map { FieldID($0) } : nil)
        columns = process.stages.filter { $0.parent == nil }.map { Column(stage: $0) }
    }

    /// Puts a deal on the board.
    mutating func add(_ state: DealState) {
        var amount: Money?
        if let field = amountField, case .money(let money)? = state[field] { amount = money }
        let place = StagePlace(state, in: process)
        guard let column = columns.firstIndex(where: { $0.stage.id == process[place.outermost].id }) else { return }
        columns[column].cards.append(
            Card(
                id: state.id,
                name: state.name,
                owner: state.owner,
                amount: amount,
                place: place.isNested ? place : nil
            )
        )
    }

    /// How many deals there are.
    var count: Int { columns.reduce(0) { $0 + $1.cards.count } }
}

/// A board as a terminal shows it: columns side by side, in as many bands as its width demands.
struct BoardText: Sendable {
    let style: Style
    /// How many deals a column shows.
    let limit: Int

    private static let narrowest = 20
    private static let widest = 34

    func render(_ board: Board) -> String {
        let process = board.process
        var text = style.bold(SafeText.line(process.label))
        text += ", version \(process.version): \(board.count) \(board.count == 1 ? "deal" : "deals")"
        if let field = board.amountField { text += style.dim("  sums of \(process[field].id)") }
        text += "\n"
        let fitting = max(1, (style.width + 2) / (Self.narrowest + 2))
        var shown = board.columns
        var empty: [String] = []
        if shown.count > fitting {
            empty = shown.filter(\.cards.isEmpty).map(\.stage.id)
            shown.removeAll(where: \.cards.isEmpty)
        }
        let bands = max(1, (shown.count + fitting - 1) / fitting)
        let perBand = max(1, (shown.count + bands - 1) / bands)
        let width = min(Self.widest, max(Self.narrowest, (style.width + 2) / perBand - 2))
        var start = 0
        while start < shown.count {
            let band = Array(shown[start..<min(start + perBand, shown.count)])
            text += "\n" + render(band, width: min(width, style.width))
            start += perBand
        }
        if !empty.isEmpty {
            let lines = SafeText.wrapped("empty: \(empty.joined(separator: ", "))", to: style.width)
            text += "\n" + lines.map { style.dim($0) + "\n" }.joined()
        }
        return text
    }

    private func render(_ columns: [Board.Column], width: Int) -> String {
        let blocks = columns.map { lines($0, width: width) }
        let height = blocks.map(\.count).max() ?? 0
        var text = ""
        for row in 0..<height {
            var line = ""
            for block in blocks { line += SafeText.padded(row < block.count ? block[row] : "", to: width) + "  " }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private func lines(_ column: Board.Column, width: Int) -> [String] {
        var head = column.stage.id
        if let probability = column.stage.probability { head += " \(probability)" }
        head = SafeText.cut(head, to: width)
        let colored =
            switch column.stage.outcome {
            case .won: style.green(head)
            case .lost: style.red(head)
            case nil: column.stage.isHold ? style.yellow(head) : style.bold(head)
            }
        var figures = "\(column.cards.count)"
        let sums = column.sums.map(\.display).joined(separator: " + ")
        if !sums.isEmpty {
            figures += SafeText.rightAligned(
                SafeText.cut(sums, to: width - figures.count - 1),
                to: width - figures.count
            )
        }
        var lines = [colored, figures, style.dim(String(repeating: "─", count: width))]
        for card in column.cards.prefix(limit) {
            lines.append(SafeText.cut(SafeText.line(card.name), to: width))
            let owner = SafeText.line(card.owner ?? "")
            let amount = card.amount?.display ?? ""
            let space = width - SafeText.width(amount) - (amount.isEmpty ? 2 : 3)
            let second = "  " + SafeText.cut(owner, to: max(0, space))
            lines.append(
                style.dim(SafeText.padded(second, to: width - SafeText.width(amount)) + amount)
            )
            for line in card.place?.linesInside ?? [] { lines.append("  " + SafeText.cut(line, to: width - 2)) }
        }
        if column.cards.count > limit { lines.append(style.dim("and \(column.cards.count - limit) more")) }
        return lines
    }
}
