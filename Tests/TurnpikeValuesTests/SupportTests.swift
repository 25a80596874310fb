import Testing
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct EditDistanceTests {
    @Test(
        arguments: [
            ("budgt", "budget"), ("bugdet", "budget"), ("Budget", "budget"), ("ammount", "amount"),
            ("negotation", "negotiation"),
            ("xyz", nil), ("", nil), ("a", nil), ("won", "won"), ("closed_wom", "closed_won"), ("lots", "lost"),
        ] as [(String, String?)]
    )
    func theNearestNameIsFound(word: String, expected: String?) {
        let names = ["amount", "budget", "closed_won", "lost", "negotiation", "won"]
        #expect(EditDistance.nearest(to: word, in: names) == expected)
        #expect(EditDistance.nearest(to: word, in: names.reversed()) == expected)
        #expect(EditDistance.nearest(to: word, in: Set(names)) == expected)
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abcd", 1), ("abc", "axc", 1),
        ("kitten", "sitting", 3), ("ca", "abc", 3), ("abcdef", "badcfe", 3),
    ])
    func changesAreCounted(left: String, right: String, count: Int) {
        #expect(EditDistance.distance(left, right, atMost: 10) == count)
        #expect(EditDistance.distance(right, left, atMost: 10) == count)
        if count > 0 { #expect(EditDistance.distance(left, right, atMost: count - 1) == nil) }
    }

    @Test func equallyNearNamesAreTakenInOrder() {
        #expect(EditDistance.nearest(to: "stagex", in: ["stageb", "stagea", "stagec"]) == "stagea")
    }

    @Test func longWordsCostLittle() {
        let word = String(repeating: "a", count: 1_000_000)
        #expect(EditDistance.nearest(to: word, in: [word]) == nil)
        #expect(EditDistance.nearest(to: "budgt", in: [word, "budget"]) == "budget")
    }
}

@Suite struct PrintableRunTests {
    @Test func everyByteIsFoundAtEveryPlace() {
        for filler in [UInt8(0x20), 0x41, 0x7E] {
            for byte in UInt8.min...UInt8.max {
                for place in 0..<24 {
                    var bytes = [UInt8](repeating: filler, count: 24)
                    bytes[place] = byte
                    let isPrintable = (0x20...0x7E).contains(byte)
                    let ends = bytes.withUnsafeBufferPointer { buffer in
                        (0...24).map { PrintableRun.end(buffer, from: $0) }
                    }
                    let expected = (0...24).map { isPrintable || $0 > place ? 24 : place }
                    if ends != expected { Issue.record("byte \(byte) at \(place) among \(filler)") }
                }
            }
        }
    }

    @Test func theFirstOfSeveralIsFound() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                UInt8.random(in: 0...7, using: &random) == 0
                    ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 0x20...0x7E, using: &random)
            }
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = bytes.withUnsafeBufferPointer { PrintableRun.end($0, from: start) }
            #expect(end == bytes[start...].firstIndex { !(0x20...0x7E).contains($0) } ?? bytes.count)
        }
    }
}

@Suite struct FileBytesTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/turnpike-values-XXXXXX".utf8CString)
        let path = mkdtemp(&template).map { String(cString: $0) }
        let folder = try #require(path)
        defer { rmdir(folder) }
        try body(folder)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    @Test func filesAreReadWhole() throws {
        try withFolder { folder in
            let path = folder + "/file"
            defer { unlink(path) }
            for count in [0, 1, 4095, 4096, 4097, 3_000_000] {
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try write(bytes, to: path)
                #expect(try FileBytes.read(path, limit: count) == bytes)
                guard count > 0 else { continue }
                #expect { try FileBytes.read(path, limit: count - 1) } throws: { ($0 as? FileError)?.code == .tooLarge }
            }
        }
    }

    @Test func whatIsNoReadableFileIsSaidSo() throws {
        try withFolder { folder in
            #expect { try FileBytes.read(folder + "/none", limit: 10) } throws: { ($0 as? FileError)?.code == .missing }
            #expect { try FileBytes.read(folder, limit: 10) } throws: { ($0 as? FileError)?.code == .directory }
            #expect { try FileBytes.read("", limit: 10) } throws: { ($0 as? FileError)?.code == .missing }
            #expect { try FileBytes.read("a\0b", limit: 10) } throws: { ($0 as? FileError)?.code == .missing }
            #expect { try FileBytes.read("/dev/zero", limit: 100_000) } throws: {
                ($0 as? FileError)?.code == .tooLarge
            }
            #expect { try FileBytes.read("/etc/passwd/x", limit: 10) } throws: { ($0 as? FileError)?.code == .missing }
            let loop = folder + "/loop"
            symlink(loop, loop)
            defer { unlink(loop) }
            #expect { try FileBytes.read(loop, limit: 10) } throws: { error in
                let error = error as? FileError
                return error?.code == .unreadable && error?.message.contains(loop) == true
            }
            let pipe = folder + "/pipe"
            mkfifo(pipe, 0o600)
            defer { unlink(pipe) }
            let nothing = try FileBytes.read(pipe, limit: 10)
            #expect(nothing.isEmpty)
        }
    }
}
