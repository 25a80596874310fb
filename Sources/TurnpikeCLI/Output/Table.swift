/// Rows in columns, as narrow as their content allows and never wider than the terminal.
struct Table: Sendable {
    /// How a column stands.
    enum Alignment: Sendable {
        case left
        case right
    }

    private var header: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []
    private let indent: String

    /// A table; without a header where `header` is empty. Cells are expected to be safe text.
    init(_ header: [String], alignments: [Alignment] = [], indent: String = "") {
        self.header = header
        self.alignments = alignments
        self.indent = indent
    }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The table's lines, each with its line break. What does not fit is cut from the last column.
    func render(_ style: Style) -> String {
        let count = max(header.count, rows.map(\.count).max() ?? 0)
        var widths = [Int](repeating: 0, count: count)
        for row in [header] + rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], SafeText.width(cell)) }
        }
        shrink(&widths, to: style.width - indent.count - 2 * max(0, count - 1))
        var text = ""
        if !header.isEmpty { text += line(header, widths) { style.dim($0) } }
        for row in rows { text += line(row, widths) { $0 } }
        return text
    }

    private func shrink(_ widths: inout [Int], to available: Int) {
        // The widest column gives way first, so that ids and figures stay whole.
        while widths.reduce(0, +) > available, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 12
        {
            widths[widest] -= 1
        }
    }

    private func line(_ cells: [String], _ widths: [Int], _ paint: (String) -> String) -> String {
        var text = indent
        for (index, cell) in cells.enumerated() {
            let cut = SafeText.cut(cell, to: widths[index])
            let isLast = index == cells.count - 1
            if index < alignments.count, alignments[index] == .right {
                text += paint(SafeText.rightAligned(cut, to: widths[index]))
            } else {
                text += paint(isLast ? cut : SafeText.padded(cut, to: widths[index]))
            }
            if !isLast { text += "  " }
        }
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }
}
