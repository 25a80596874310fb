public import TurnpikeValues

/// Codes by which a receiver knows that a message is from whoever shares its key (HMAC with SHA-256, RFC 2104 and RFC 6234).
public enum HMACSHA256: Sendable {
    /// The code of a message.
    ///
    /// - Parameters:
    ///   - message: What is signed.
    ///   - key: What both sides share; any length.
    public static func code(for message: [UInt8], key: [UInt8]) -> Digest {
        var block = key.count > 64 ? Digest.sha256(key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(message)
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5C })
        outer.update(inner.finalized().bytes)
        return outer.finalized()
    }
}

/// Comparing what is secret.
public enum ConstantTime: Sendable {
    /// Whether two lists of bytes are equal; how long it takes tells only their lengths.
    ///
    /// - Parameters:
    ///   - left: One.
    ///   - right: The other.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
