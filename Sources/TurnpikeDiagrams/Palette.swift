/// A colour as it stands in a file.
struct Color: Hashable {
    /// Such as "#1F2937".
    var hex: String
}

/// The colours of all pictures: quiet, and readable on the light ground that each picture brings with it.
enum Palette {
    /// The colours of one kind of stage.
    struct Tone: Hashable {
        /// The bar at the box's edge, and moves that lead there.
        var accent: Color
        /// The ground of the box.
        var fill: Color
        /// The line around the box.
        var border: Color
    }

    static let canvas = Color(hex: "#F8FAFC")
    static let frame = Color(hex: "#D9E0EA")
    static let white = Color(hex: "#FFFFFF")
    static let text = Color(hex: "#1F2937")
    static let quietText = Color(hex: "#5B6779")
    static let forward = Color(hex: "#475569")
    static let back = Color(hex: "#7C6BA8")
    static let gate = Color(hex: "#4F6FA5")
    static let pill = Color(hex: "#E6EDF7")
    static let history = Color(hex: "#A9812F")
    static let approval = Color(hex: "#3F8F63")
    static let limit = Color(hex: "#B2574F")
    static let cadence = Color(hex: "#3A8394")
    static let opening = Color(hex: "#64748B")
    static let track = Color(hex: "#94A3B8")
    static let region = Color(hex: "#F4F6FA")

    static func tone(of kind: ProcessDiagram.Kind) -> Tone {
        switch kind {
        case .open:
            Tone(accent: Color(hex: "#5B7DB1"), fill: Color(hex: "#FFFFFF"), border: Color(hex: "#C5D0E0"))
        case .won:
            Tone(accent: Color(hex: "#3F8F63"), fill: Color(hex: "#F0F8F3"), border: Color(hex: "#B5D6C2"))
        case .after:
            Tone(accent: Color(hex: "#6FA58A"), fill: Color(hex: "#F7FBF8"), border: Color(hex: "#C9DDD1"))
        case .lost:
            Tone(accent: Color(hex: "#B2574F"), fill: Color(hex: "#FCF3F2"), border: Color(hex: "#E3C1BD"))
        case .hold:
            Tone(accent: Color(hex: "#A9812F"), fill: Color(hex: "#FCF8EC"), border: Color(hex: "#E2D2A8"))
        case .final:
            Tone(accent: Color(hex: "#64748B"), fill: Color(hex: "#EEF2F6"), border: Color(hex: "#CBD5E1"))
        }
    }
}
