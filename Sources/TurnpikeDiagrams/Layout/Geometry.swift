/// A place in the picture, in pixels from its top left corner.
struct Point: Hashable {
    var x: Double
    var y: Double

    static func + (left: Point, right: Point) -> Point { Point(x: left.x + right.x, y: left.y + right.y) }
}

/// A width and a height in pixels.
struct Size: Hashable {
    var width: Double
    var height: Double

    static let zero = Size(width: 0, height: 0)
}

/// A rectangle in pixels.
struct Rect: Hashable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }
    var origin: Point { Point(x: x, y: y) }

    /// Whether the two share more than an edge.
    func overlaps(_ other: Rect) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }

    /// Whether the other lies wholly inside.
    func contains(_ other: Rect) -> Bool {
        other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
    }

    /// The rectangle, smaller by `distance` on each side.
    func inset(by distance: Double) -> Rect {
        Rect(x: x + distance, y: y + distance, width: width - 2 * distance, height: height - 2 * distance)
    }

    /// The smallest rectangle around both.
    func union(_ other: Rect) -> Rect {
        let left = min(x, other.x)
        let top = min(y, other.y)
        return Rect(x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
    }

    func moved(by offset: Point) -> Rect {
        Rect(x: x + offset.x, y: y + offset.y, width: width, height: height)
    }
}

/// How the layout's own axes lie on the page. It thinks in `main` (along the spine) and `cross` (away from it), so that
/// one algorithm serves both a row and a column of stages.
struct Orientation: Hashable {
    /// Whether the spine runs from top to bottom rather than from left to right.
    var isVertical: Bool

    func point(main: Double, cross: Double) -> Point {
        isVertical ? Point(x: cross, y: main) : Point(x: main, y: cross)
    }

    func rect(main: ClosedRange<Double>, cross: ClosedRange<Double>) -> Rect {
        let length = main.upperBound - main.lowerBound
        let depth = cross.upperBound - cross.lowerBound
        return isVertical
            ? Rect(x: cross.lowerBound, y: main.lowerBound, width: depth, height: length)
            : Rect(x: main.lowerBound, y: cross.lowerBound, width: length, height: depth)
    }

    func main(of size: Size) -> Double { isVertical ? size.height : size.width }
    func cross(of size: Size) -> Double { isVertical ? size.width : size.height }
}
