import TurnpikeValues

/// What the standard functions cost at most beside their arguments, and what their results can be.
enum FunctionCost {
    static func of(_ builtin: Builtin, _ arguments: [Shape], constant: String?) -> (work: Int, shape: Shape) {
        let first = arguments.first ?? .scalar
        let second = arguments.count > 1 ? arguments[1] : .scalar
        switch builtin {
        case .size: return (first.bytes / 16 + 1, .scalar)
        case .type, .hasValue, .toBool, .toInt, .toUint, .toDouble, .toTimestamp, .toDuration, .toDate, .toDecimal,
            .makeMoney:
            return (first.bytes / 16 + 1, .scalar)
        case .dyn: return (1, first)
        case .optionalOf, .optionalOfNonZero: return (1, .list(1, first))
        case .optionalValue: return (1, first.element)
        case .toString: return (Shape.product(first.bytes / 16 + 1, 2), .text(max(first.bytes, 64)))
        case .toBytes, .base64Decode: return (first.bytes / 16 + 1, .text(first.bytes))
        case .base64Encode:
            return (first.bytes / 16 + 1, .text(Shape.sum(Shape.product(first.bytes, 2), 4)))
        case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getHours, .getMinutes,
            .getSeconds, .getMilliseconds:
            guard arguments.count > 1 else { return (0, .scalar) }
            let isKnown = constant.map { (try? Functions.zone($0)) != nil } ?? false
            return (Functions.zoneCost + (isKnown ? 0 : Functions.unknownZoneCost), .scalar)
        case .round, .absolute, .days, .amountOf, .ceil, .floor, .roundDouble, .trunc, .mathAbs, .sign, .isNaN, .isInf,
            .isFinite, .bitOr, .bitAnd, .bitXor, .bitNot, .bitShiftLeft, .bitShiftRight, .squareRoot:
            return (1, .scalar)
        case .currencyOf: return (1, .text(8))
        case .sum: return sum(first)
        case .lastElement, .firstElement: return (1, first.element)
        case .optionalFirst, .optionalLast: return (1, .list(1, first.element))
        case .greatest, .least:
            var count = arguments.count
            if count == 1 { count = first.count }
            return (Shape.sum(count, 1), .scalar)
        case .optionalNone: return (1, .list(0, .scalar))
        case .optionalOr: return (1, first.joined(second))
        case .optionalOrValue: return (1, first.element.joined(second))
        case .unwrapOptionals: return (Shape.sum(first.count, 1), .list(first.count, first.element.element))
        default: return text(builtin, first, second, arguments, constant)
        }
    }

    /// Texts and lists grow with every element that is added to them; numbers do not.
    private static func sum(_ list: Shape) -> (work: Int, shape: Shape) {
        guard case .scalar = list.element.opened else {
            let size = list.measure
            return (Shape.product(list.count, Shape.sum(size, 1)), .any(size))
        }
        return (Shape.sum(list.count, 1), .scalar)
    }

    // MARK: Texts

    private static func text(
        _ builtin: Builtin,
        _ first: Shape,
        _ second: Shape,
        _ arguments: [Shape],
        _ constant: String?
    ) -> (work: Int, shape: Shape) {
        let size = first.bytes
        let read = size / 16 + 1
        let search = Shape.sum(read, TextSearchCost.worst(size, second.bytes))
        switch builtin {
        case .contains, .startsWith, .endsWith, .indexOf, .lastIndexOf: return (search, .scalar)
        case .matches:
            // Any pattern may come at run time; the size of its program is limited.
            let steps = PatternProgram.cost(of: size, steps: PatternProgram.mostSteps)
            return (Shape.sum(Shape.sum(read, min(second.bytes, PatternProgram.longest)), steps), .scalar)
        case .lowerAscii, .upperAscii, .trim, .reverse, .substring: return (read, .text(size))
        case .charAt: return (read, .text(4))
        case .quote: return (read, .text(Shape.sum(Shape.product(size, 2), 2)))
        case .replace:
            let new = arguments.count > 2 ? arguments[2].bytes : 0
            let pieces = Shape.product(Shape.sum(size, 1), Shape.sum(new / 16, 2))
            let grown = Shape.sum(Shape.product(Shape.sum(size, 1), new), size)
            return (Shape.sum(Shape.sum(search, pieces), size / 16), .text(grown))
        case .split: return (Shape.sum(Shape.sum(search, size), 2), .any(Shape.sum(Shape.product(size, 2), 2)))
        case .join:
            let joint = second.bytes
            let count = first.count
            let element = first.element.bytes
            if case .any(let all) = first.opened {
                let grown = Shape.sum(all, Shape.product(all, joint))
                return (Shape.sum(Shape.product(count, joint / 16 + 2), all), .text(grown))
            }
            let each = Shape.sum(element, joint)
            return (Shape.product(Shape.sum(count, 1), each / 16 + 2), .text(Shape.product(count, each)))
        case .format: return format(size, second)
        default: return (read, .scalar)
        }
    }

    /// Every clause takes one value of the list; a number may be written with a thousand places.
    private static func format(_ size: Int, _ values: Shape) -> (work: Int, shape: Shape) {
        let most = Functions.mostPlaces
        let count = values.count
        let element = values.element
        var work = Shape.sum(size / 16 + 1, Shape.product(count, most / 4 + most / 16 + 40))
        let written: Int
        if case .any(let all) = values.opened {
            work = Shape.sum(work, Shape.product(all, 8))
            written = Shape.product(all, 72)
        } else {
            work = Shape.sum(work, Shape.product(count, Shape.product(element.walk, 2)))
            written = Shape.product(count, element.written)
        }
        return (work, .text(Shape.sum(Shape.sum(size, Shape.product(count, most + 400)), written)))
    }
}
