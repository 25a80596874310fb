import Testing
import Turnpike
import TurnpikeYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that are no packs, and folders that are no good place for any.
@Suite struct HostileReuseTests {
    /// A folder with a process file that uses `pack.yaml`; taken away at the end.
    private final class Folder: Sendable {
        let path: String

        init(_ line: String = "uses: [pack.yaml]") throws {
            var template = Array("/tmp/turnpike-reuse-XXXXXX".utf8CString)
            path = try #require(
                template.withUnsafeMutableBufferPointer { buffer -> String? in
                    guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
                    return String(cString: start)
                }
            )
            try #require(mkdir(path + "/process", 0o755) == 0)
            write(
                "process/t.process.yaml",
                Array("turnpike: 1\nprocess: p\n\(line)\nstages: {open: {moves: [won]}, won: {outcome: won}}\n".utf8)
            )
        }

        func write(_ name: String, _ bytes: [UInt8]) {
            guard let file = fopen(path + "/" + name, "w") else { return }
            _ = fwrite(bytes, 1, bytes.count, file)
            fclose(file)
        }

        func findings() -> [String] {
            let result = SalesProcess.compile(ProcessFile(path: path + "/process/t.process.yaml"))
            return result.diagnostics.map(\.code.id)
        }

        deinit {
            for name in ["pack.yaml", "other.yaml", "t.process.yaml"] { unlink(path + "/process/" + name) }
            rmdir(path + "/process/pack.yaml")
            unlink(path + "/outside.yaml")
            rmdir(path + "/process")
            rmdir(path)
        }
    }

    private static let pack = Array("turnpike: 1\npack: outside\n".utf8)

    @Test func aPackBesideTheProcessIsRead() throws {
        let folder = try Folder()
        folder.write("process/pack.yaml", Self.pack)
        #expect(folder.findings() == [])
    }

    @Test func aFolderIsNoPack() throws {
        let folder = try Folder()
        #expect(mkdir(folder.path + "/process/pack.yaml", 0o755) == 0)
        #expect(folder.findings() == ["TP1770"])
    }

    @Test func aPipeIsNotWaitedFor() throws {
        let folder = try Folder()
        #expect(mkfifo(folder.path + "/process/pack.yaml", 0o644) == 0)
        #expect(folder.findings() == ["TP1770"])
    }

    @Test func aLinkDoesNotLeadOutOfTheFolder() throws {
        let folder = try Folder()
        folder.write("outside.yaml", Self.pack)
        #expect(symlink("../outside.yaml", folder.path + "/process/pack.yaml") == 0)
        #expect(folder.findings() == ["TP1770"])
    }

    @Test func aLinkInsideTheFolderIsFollowed() throws {
        let folder = try Folder()
        folder.write("process/other.yaml", Self.pack)
        #expect(symlink("other.yaml", folder.path + "/process/pack.yaml") == 0)
        #expect(folder.findings() == [])
    }

    @Test func linksInACircleEnd() throws {
        let folder = try Folder()
        #expect(symlink("other.yaml", folder.path + "/process/pack.yaml") == 0)
        #expect(symlink("pack.yaml", folder.path + "/process/other.yaml") == 0)
        #expect(folder.findings() == ["TP1770"])
    }

    /// A link makes a new name for the same file each time, so the circle is not seen, but the row of files ends.
    @Test func aFileThatUsesItselfThroughALinkEnds() throws {
        let folder = try Folder("extends: other.yaml")
        #expect(symlink("t.process.yaml", folder.path + "/process/other.yaml") == 0)
        #expect(!folder.findings().isEmpty)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x00, 0x61], "TP10"), (Array("a: [".utf8), "TP10"), ([], "TP1"),
            (Array("- a\n".utf8), "TP1773"),
            (Array("turnpike: 2\npack: p\n".utf8), "TP12"), (Array("turnpike: 1\npack: P 1\n".utf8), "TP12"),
        ] as [([UInt8], String)]
    )
    func whatIsNoPackIsSaidAndNothingMore(_ bytes: [UInt8], _ code: String) throws {
        let folder = try Folder()
        folder.write("process/pack.yaml", bytes)
        let findings = folder.findings()
        #expect(findings.count == 1 && findings.allSatisfy { $0.hasPrefix(code) }, "\(findings)")
    }

    @Test func packsAreBoundedTogether() throws {
        let large = SourceFile(name: "big.yaml", bytes: [UInt8](repeating: UInt8(ascii: "#"), count: 9 << 20))
        let text =
            "turnpike: 1\nprocess: p\nuses: [a/big.yaml, b/big.yaml]\nstages: {open: {moves: [won]}, won: {outcome: won}}\n"
        let file = ProcessFile(SourceFile(name: "t.process.yaml", text: text), with: [large, large])
        #expect(file.diagnostics.map(\.code.id).contains("TP1770"))
        var many = "turnpike: 1\nprocess: p\nuses: ["
        var files: [SourceFile] = []
        for index in 0..<80 {
            many += "p\(index).yaml, "
            files.append(SourceFile(name: "p\(index).yaml", text: "turnpike: 1\npack: p\(index)\n"))
        }
        many += "]\nstages: {open: {moves: [won]}, won: {outcome: won}}\n"
        let codes = ProcessFile(SourceFile(name: "t.process.yaml", text: many), with: files).diagnostics.map(\.code.id)
        #expect(codes == Array(repeating: "TP1770", count: 30))
    }

    /// Every overlay of arbitrary words over a real process ends in a process or in findings.
    @Test func anyOverlayEndsInFindings() {
        let base = SourceFile(
            name: "base.process.yaml",
            text:
                "turnpike: 1\nprocess: b\nfields: {a: money}\ngates: {g: {needs: [a]}}\nstages: {open: {exit: [g], moves: [won]}, won: {outcome: won}}\n"
        )
        let values = [
            "", "1", "[]", "{}", "[a]", "{a: b}", "{remove: [a]}", "{loosen: true}", "*x", "!x", "{remove: a}",
            "[{a: {}}, a]",
        ]
        let keys = ["fields", "gates", "stages", "remove", "loosen", "uses", "roles", "anywhere", "hooks", "process"]
        for key in keys {
            for value in values {
                for inner in values {
                    let text =
                        "turnpike: 1\nprocess: o\nextends: base.process.yaml\n\(key): {open: \(inner), g: \(value), a: \(inner)}\n"
                    _ = SalesProcess.compile(ProcessFile(SourceFile(name: "t.yaml", text: text), with: [base]))
                }
                let text = "turnpike: 1\nprocess: o\nextends: base.process.yaml\n\(key): \(value)\n"
                let file = ProcessFile(SourceFile(name: "t.yaml", text: text), with: [base])
                _ = SalesProcess.compile(file)
                _ = file.effectiveLines
            }
        }
    }
}
