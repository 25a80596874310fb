import Testing
import TurnpikeValues

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func theStandardsVectorsHold(text: String, hex: String) throws {
        #expect(Digest.sha256(utf8: text).hex == hex)
        #expect(Digest.sha256(Array(text.utf8)).hex == hex)
        #expect(Digest.sha256(text.utf8).hex == hex)
        #expect(Digest(hex: hex) == Digest.sha256(utf8: text))
    }

    @Test func aMillionLettersInPiecesOfAnySizeGiveTheVector() {
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        for size in [1, 3, 55, 56, 63, 64, 65, 4096, 1_000_000] {
            var hasher = SHA256()
            var rest = 1_000_000
            while rest > 0 {
                hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: min(size, rest)))
                rest -= size
            }
            #expect(hasher.finalized().hex == expected, "pieces of \(size)")
        }
    }

    @Test func bytesAndHexComeBack() throws {
        let digest = Digest.sha256(utf8: "turnpike")
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest(hex: digest.hex.dropLast()) == nil)
        #expect(Digest(hex: digest.hex.dropLast() + "g") == nil)
        #expect(Digest(bytes: [1, 2, 3]) == nil)
    }
}

@Suite struct UUIDv7Tests {
    @Test(arguments: ["", "h", "tell_the_desk", "limit/größe", String(repeating: "long name ", count: 40)])
    func aPathNamesWhatARevisionHasCaused(name: String) throws {
        let id = try #require(UUIDv7("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
        for numbers in [(0, 0, 0), (1, 20, 300), (Int.max, Int.min, -1)] {
            let path = id.path(Int64(numbers.0), numbers.1, name, numbers.2)
            #expect(path == "\(id)/\(numbers.0)/\(numbers.1)/\(name)/\(numbers.2)")
        }
    }

    @Test func idsCarryTheirTimeAndSortByIt() throws {
        var random = SeededRandom(seed: 1)
        var last: UUIDv7?
        for milliseconds in stride(from: Int64(0), to: 1 << 48, by: 1 << 38) {
            let id = UUIDv7(milliseconds: milliseconds, random: &random)
            #expect(id.milliseconds == milliseconds)
            #expect(UUIDv7(id.description) == id)
            #expect(UUIDv7(id.description.uppercased()) == id)
            let text = Array(id.description)
            #expect(text.count == 36 && text[14] == "7" && "89ab".contains(text[19]))
            if let last {
                #expect(last < id)
                #expect(last.description < id.description)
            }
            last = id
        }
        #expect(UUIDv7(milliseconds: -5, random: &random).milliseconds == 0)
        #expect(UUIDv7(milliseconds: .max, random: &random).milliseconds == (1 << 48) - 1)
    }

    @Test func theExampleOfTheStandardIsRead() throws {
        let id = try #require(UUIDv7("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
        #expect(id.milliseconds == 1_645_557_742_000)
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(id.bytes.prefix(3) == [0x01, 0x7F, 0x22])
    }

    @Test(arguments: [
        "", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
        "017f22e279b07cc398c4dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
    ])
    func otherIdsAreRefused(text: String) {
        #expect(UUIDv7(text) == nil)
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theStandardsVectorsHold(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test func allBytesComeBack() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 256) }
        for count in 0..<100 {
            #expect(Base64.decode(Base64.encode(Array(bytes.suffix(count)))) == bytes.suffix(count))
        }
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9\n", "Zm-_", "Zg==\n"])
    func otherSpellingsAreRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
