import Testing
import TurnpikeValues
import TurnpikeWeb

@Suite("Signing")
struct SigningTests {
    private static func bytes(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    /// RFC 4231, test cases 1 to 4, 6 and 7.
    private static let vectors: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            bytes(0x0B, 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (bytes(0xAA, 20), bytes(0xDD, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            Array(1...25), bytes(0xCD, 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            bytes(0xAA, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            bytes(0xAA, 131),
            Array(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("codes are those of RFC 4231", arguments: 0..<6)
    func vectors(number: Int) {
        let vector = Self.vectors[number]
        #expect(HMACSHA256.code(for: vector.message, key: vector.key).hex == vector.code)
    }

    @Test("a key of 64 bytes is used as it is, one of 65 is hashed")
    func keyLength() {
        let key = Self.bytes(7, 64)
        #expect(HMACSHA256.code(for: [], key: key) == HMACSHA256.code(for: [], key: key + []))
        let long = Self.bytes(7, 65)
        #expect(HMACSHA256.code(for: [1], key: long) == HMACSHA256.code(for: [1], key: Digest.sha256(long).bytes))
        #expect(HMACSHA256.code(for: [1], key: key) != HMACSHA256.code(for: [1], key: Digest.sha256(key).bytes))
    }

    @Test("equality of secrets looks at every byte", arguments: 0..<32)
    func constantTime(place: Int) {
        let left = Self.bytes(9, 32)
        var right = left
        #expect(ConstantTime.equal(left, right))
        right[place] ^= 0x80
        #expect(!ConstantTime.equal(left, right))
        #expect(!ConstantTime.equal(left, Array(left.dropLast())))
    }

    @Test(
        "a message is taken only inside the window, whatever its time is written like",
        arguments: [
            ("1000000", true), ("999700", true), ("1000300", true), ("999699", false), ("1000301", false), ("0", false),
            ("", false), ("-1000000", false), ("+1000000", false), ("1000000.0", false), (" 1000000", false),
            ("999999999999", false), ("99999999999999999999999", false), ("１０００００００", false),
        ]
    )
    func window(seconds: String, isAllowed: Bool) throws {
        let now = try #require(Instant(seconds: 1_000_000))
        #expect(ReplayWindow(.seconds(300)).allows(seconds, now: now) == isAllowed)
    }

    @Test("a secret is not seen where it is printed")
    func secret() {
        let secret = Secret("top")
        #expect(secret.reveal() == "top")
        var dumped = ""
        dump((secret, [secret]), to: &dumped)
        for text in ["\(secret)", "\([secret])", String(reflecting: secret), dumped] { #expect(!text.contains("top")) }
    }

    @Test(
        "a secret stands never in the configuration itself",
        arguments: ["top", "", "env:", "env:NO_SUCH_VARIABLE_9", "file:"]
    )
    func badReference(text: String) {
        let error = #expect(throws: SecretError.self) { try Secret(reference: text) }
        #expect(error?.message.contains("top") == false)
    }
}
