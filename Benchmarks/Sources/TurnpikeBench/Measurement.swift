/// The median, least and greatest of several runs.
struct Measurement {
    let values: [Double]

    init(_ values: [Double]) {
        self.values = values.sorted()
    }

    /// Runs something several times and keeps what each run gives.
    init(runs: Int, _ body: () throws -> Double) rethrows {
        self.init(try (0..<runs).map { _ in try body() })
    }

    var median: Double { values[values.count / 2] }
    var least: Double { values[0] }
    var greatest: Double { values[values.count - 1] }

    /// Every value turned into another, such as seconds into a rate.
    func map(_ body: (Double) -> Double) -> Measurement {
        Measurement(values.map(body))
    }
}

/// One line of the table.
struct Figure {
    /// What was measured.
    var name: String
    /// The unit of `ours` and `baseline`.
    var unit: String
    var ours: Measurement
    var baseline: Measurement?
    /// The limit as the table prints it.
    var target: String?
    /// Whether the target is reached; nil where none is set.
    var isMet: Bool?
    /// How it was taken, one sentence.
    var how: String
}

/// Prints figures as a table, each followed by how it was taken.
struct Report {
    static let widths = [44, 26, 26, 8, 12, 6]

    static func printHead() {
        line(["figure", "ours: median (min-max)", "C: median (min-max)", "ratio", "target", "met"])
        line(widths.map { String(repeating: "-", count: $0) })
    }

    static func show(_ figure: Figure) {
        let baseline = figure.baseline
        line([
            "\(figure.name) [\(figure.unit)]",
            text(figure.ours),
            baseline.map(text) ?? "",
            baseline.map { text(figure.ours.median / $0.median) } ?? "",
            figure.target ?? "",
            figure.isMet.map { $0 ? "yes" : "NO" } ?? "",
        ])
        print("    \(figure.how)")
    }

    private static func line(_ cells: [String]) {
        let padded = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }
        print(padded.joined(separator: "  "))
    }

    private static func text(_ measurement: Measurement) -> String {
        "\(text(measurement.median)) (\(text(measurement.least))-\(text(measurement.greatest)))"
    }

    /// Three significant digits.
    static func text(_ value: Double) -> String {
        let magnitude = value.magnitude
        let places = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let rounded = (value * factor).rounded() / factor
        return places == 0 ? "\(Int64(rounded))" : "\(rounded)"
    }
}
