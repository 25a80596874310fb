/// Turns libyaml's positions, which count characters, into UTF-8 offsets.
struct CharacterOffsets {
    private let base: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    /// The UTF-8 offset of every 128th character.
    private var checkpoints: [UInt32] = []
    private var lastCharacter = 0
    private var lastOffset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) {
        base = bytes
        self.isASCII = isASCII
        guard !isASCII else { return }
        checkpoints.reserveCapacity(bytes.count / 128 + 1)
        var character = 0
        for offset in 0..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
            if character & 127 == 0 { checkpoints.append(UInt32(offset)) }
            character += 1
        }
    }

    /// The offset of a character; positions of later values mostly come later, which is quick.
    mutating func offset(ofCharacter character: Int) -> Int {
        if isASCII { return min(character, base.count) }
        var at = lastCharacter
        var offset = lastOffset
        if character < at || character - at > 192 {
            let checkpoint = min(character / 128, checkpoints.count - 1)
            guard checkpoint >= 0 else { return 0 }
            at = checkpoint * 128
            offset = Int(checkpoints[checkpoint])
        }
        while at < character, offset < base.count {
            offset += 1
            while offset < base.count, base[offset] & 0xC0 == 0x80 { offset += 1 }
            at += 1
        }
        lastCharacter = at
        lastOffset = offset
        return offset
    }
}
