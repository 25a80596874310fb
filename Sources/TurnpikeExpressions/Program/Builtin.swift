/// A function of the standard library or of one of its extensions.
enum Builtin: UInt16, Sendable {
    // Core
    case size, type, dyn
    case toInt, toUint, toDouble, toString, toBytes, toBool, toTimestamp, toDuration
    case contains, startsWith, endsWith, matches
    case getFullYear, getMonth, getDate, getDayOfMonth, getDayOfWeek, getDayOfYear
    case getHours, getMinutes, getSeconds, getMilliseconds
    // People
    case toDate, toDecimal, makeMoney, round, sum, lastElement, firstElement, absolute, days, currencyOf, amountOf
    // Strings
    case charAt, indexOf, lastIndexOf, join, split, lowerAscii, upperAscii, replace, substring, trim, format, quote
    case reverse
    // Math
    case greatest, least, ceil, floor, roundDouble, trunc, mathAbs, sign, isNaN, isInf, isFinite
    case bitOr, bitAnd, bitXor, bitNot, bitShiftLeft, bitShiftRight, squareRoot
    // Encoders
    case base64Encode, base64Decode
    // Optionals
    case optionalOf, optionalOfNonZero, optionalNone, hasValue, optionalValue, optionalOr, optionalOrValue
    case optionalFirst, optionalLast, unwrapOptionals

    /// Whether the result depends on nothing but the arguments, so that it may be computed when compiling.
    var isPure: Bool { true }
}
