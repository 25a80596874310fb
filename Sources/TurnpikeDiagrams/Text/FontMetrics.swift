/// How wide text is, without a font at hand.
///
/// The widths are those of DejaVu Sans, the widest of the sans fonts that a viewer may choose, so that a box measured
/// with them also holds its text in Helvetica, Arial, Segoe or Inter. Unit: thousandths of the font size.
enum FontMetrics {
    // U+0020 to U+007E, from the advance widths of DejaVu Sans 2.37.
    private static let regular: [UInt16] = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636,
        636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775,
        752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390,
        337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ]
    private static let bold: [UInt16] = [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696,
        696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821,
        837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457,
        365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
        716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
    ]

    /// The width of the text in pixels.
    static func width(_ text: some StringProtocol, _ font: Font) -> Double {
        var thousandths = 0
        for scalar in text.unicodeScalars { thousandths += advance(scalar, bold: font.isBold) }
        return Double(thousandths) * font.size / 1000
    }

    private static func advance(_ scalar: Unicode.Scalar, bold isBold: Bool) -> Int {
        let value = scalar.value
        if value >= 0x20, value <= 0x7E {
            let index = Int(value - 0x20)
            return Int(isBold ? bold[index] : regular[index])
        }
        if LabelText.isMark(scalar) { return 0 }
        switch value {
        case 0xFE00...0xFE0F: return 0
        case 0x00A0: return 318
        case 0x00A1...0x024F where scalar.properties.isLowercase: return isBold ? 720 : 640
        case 0x00A1...0x024F: return isBold ? 850 : 790
        case 0x0370...0x03FF: return isBold ? 870 : 812
        case 0x0400...0x052F: return isBold ? 980 : 900
        case 0x0530...0x05FF: return isBold ? 860 : 812
        case 0x0600...0x07FF: return isBold ? 900 : 800
        case 0x2010...0x2012: return 415
        case 0x2013, 0x2014, 0x2026: return 1000
        case 0x2018...0x201F: return 521
        case 0x2022, 0x00B7: return 590
        case 0x1F000...0x1FAFF: return 1300
        default: return 1050
        }
    }
}

/// A size and a weight of the one font family that pictures use.
struct Font: Hashable, Sendable {
    /// The font size in pixels.
    var size: Double
    /// Whether the text is bold.
    var isBold = false

    /// The distance between two baselines.
    var lineHeight: Double { (size * 1.32).rounded(.up) }
}
