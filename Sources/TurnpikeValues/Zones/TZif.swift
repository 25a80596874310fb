/// Reads the system's compiled zone files (TZif versions 1 to 4, RFC 8536 and RFC 9636) with every length checked.
struct TZif {
    /// What is wrong with a file, for the message.
    struct Problem: Error {
        var message: String
    }

    private struct Header {
        var version: UInt8
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var characters: Int

        /// The size of the data that follows, with times of `timeSize` bytes.
        func dataSize(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4)
                + standardIndicators + utcIndicators
        }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    static func rules(named name: String, from bytes: UnsafeBufferPointer<UInt8>) throws(Problem) -> ZoneRules {
        var reader = TZif(bytes: bytes)
        let first = try reader.header()
        guard first.version >= UInt8(ascii: "2") else {
            return try reader.rules(named: name, first, timeSize: 4)
        }
        // The first block repeats the data in 32 bits for readers of version 1.
        reader.index += first.dataSize(timeSize: 4)
        let second = try reader.header()
        return try reader.rules(named: name, second, timeSize: 8)
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// A big-endian number of `size` bytes, sign-extended.
    private func number(at offset: Int, size: Int) -> Int64 {
        var value: Int64 = bytes[offset] >= 0x80 ? -1 : 0
        for byte in bytes[offset..<offset + size] { value = value &<< 8 | Int64(byte) }
        return value
    }

    private mutating func header() throws(Problem) -> Header {
        guard index + 44 <= bytes.count, bytes[index...].starts(with: [0x54, 0x5A, 0x69, 0x66]) else {
            throw Problem(message: "it does not begin as a TZif file")
        }
        var counts: [Int] = []
        for position in 0..<6 {
            let count = Int(number(at: index + 20 + position * 4, size: 4))
            // Each entry takes at least a byte, so a greater count cannot be true and must not be multiplied.
            guard count >= 0, count <= bytes.count else { throw Problem(message: "a count in its header is too large") }
            counts.append(count)
        }
        let header = Header(
            version: bytes[index + 4],
            utcIndicators: counts[0],
            standardIndicators: counts[1],
            leapSeconds: counts[2],
            transitions: counts[3],
            types: counts[4],
            characters: counts[5]
        )
        index += 44
        return header
    }

    private mutating func rules(named name: String, _ header: Header, timeSize: Int) throws(Problem) -> ZoneRules {
        guard header.dataSize(timeSize: timeSize) <= bytes.count - index else {
            throw Problem(message: "it is cut off")
        }
        guard (1...256).contains(header.types) else { throw Problem(message: "it names no kind of local time") }
        guard header.leapSeconds == 0 else {
            throw Problem(message: "it counts leap seconds, which no other clock does")
        }
        let timesStart = index
        let kindsStart = timesStart + header.transitions * timeSize
        let typesStart = kindsStart + header.transitions
        var typeOffsets: [Int32] = []
        for kind in 0..<header.types {
            let offset = number(at: typesStart + kind * 6, size: 4)
            // RFC 8536 asks for more than -25 and less than 26 hours.
            guard offset > -90_000, offset < 93_600 else { throw Problem(message: "an offset is beyond a day") }
            typeOffsets.append(Int32(offset))
        }
        var transitions: [Int64] = []
        var offsets: [Int32] = []
        transitions.reserveCapacity(header.transitions)
        offsets.reserveCapacity(header.transitions)
        for position in 0..<header.transitions {
            let time = number(at: timesStart + position * timeSize, size: timeSize)
            let kind = Int(bytes[kindsStart + position])
            guard kind < typeOffsets.count else {
                throw Problem(message: "a change names an unknown kind of local time")
            }
            if let last = transitions.last, time <= last { throw Problem(message: "its changes are not in order") }
            transitions.append(time)
            offsets.append(typeOffsets[kind])
        }
        index += header.dataSize(timeSize: timeSize)
        return ZoneRules(
            name: name,
            transitions: transitions,
            offsets: offsets,
            initialOffset: typeOffsets[0],
            rule: timeSize == 8 ? try footer() : nil
        )
    }

    /// The rule between two line ends after the data; an empty one says that nothing is known.
    private mutating func footer() throws(Problem) -> PosixZoneRule? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\n"),
            let end = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw Problem(message: "its last line is cut off") }
        let text = UnsafeBufferPointer(rebasing: bytes[(index + 1)..<end])
        if text.isEmpty { return nil }
        guard let rule = PosixZoneRule.parse(text) else { throw Problem(message: "the rule in its last line is wrong") }
        return rule
    }
}
