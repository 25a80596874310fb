import Foundation
import IMAPReplies
import SMTPEmail
import Synchronization
import Testing
import Turnpike
import TurnpikeMail
import TurnpikePlugins
import TurnpikeTesting
import TurnpikeValues

/// Mails that nobody would send who means well, in a real mailbox.
extension BoxTests {
    @Suite("A hostile mailbox", .enabled(if: Reader.isThere, "there is no reader of mails"))
    struct HostileBoxTests {
        /// The most memory that this process has had, in megabytes.
        private func peak() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
        }

        private func put(_ mails: [[UInt8]]) async throws {
            var files: [String] = []
            defer { for file in files { unlink(file) } }
            for mail in mails {
                files.append(temporaryFile("hostile"))
                try Data(mail).write(to: URL(fileURLWithPath: files[files.count - 1]))
            }
            _ = try await Reader.run(["put"] + files)
        }

        @Test("each is told for what it is, in bounded time and memory, and what comes behind them is read")
        func hostile() async throws {
            let identity = try MailIdentity(domain: "acme.test", secret: "id-secret")
            let deal = HookSamples.deal(77).description
            let ours = try #require(identity.message(key: "hostile", deal: deal))
            let run = UInt64.random(in: 0...UInt64.max)
            let reply = "From: buyer@x.test\r\nIn-Reply-To: \(ours)\r\n"
            func head(_ name: String) -> String {
                "\(reply)Message-ID: <\(name).\(run)@x.test>\r\nSubject: \(name)\r\n"
            }
            let types = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            let large =
                Array("\(head("large"))\r\n".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 50 * 1_024 * 1_024)
            let texts: [String] = [
                head("headers") + (0..<10_000).map { "X-\($0): \($0)\r\n" }.joined() + "\r\nYes.\r\n",
                head("nested") + String(repeating: types, count: 2_000) + "x\r\n",
                head("messages") + String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 2_000) + "x\r\n",
                head("charset") + "Content-Type: text/plain; charset=\"x-\u{1}klingon\"\r\n\r\n\u{FF}\u{FE}Yes\r\n",
                head("refers")
                    + "Content-Type: multipart/related; boundary=b; start=\"<a@b>\"\r\n\r\n--b\r\nContent-ID: <a@b>\r\nContent-Type: message/external-body; access-type=local-file; name=\"/etc/passwd\"\r\n\r\nContent-ID: <a@b>\r\n\r\n--b--\r\n",
                head("circle") + String(repeating: "Received: by a.test\r\n", count: 100) + "\r\nYes.\r\n",
                "Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\n" + head("machine") + "\r\nRe: Re: Re: away\r\n",
            ]
            let file = temporaryFile("position")
            defer { unlink(file) }
            let told = Mutex<[PluginSignal]>([])
            let lines = Mutex<[String]>([])
            // What others have left there is behind us.
            _ = try await Mailbox.replies(file) { _ in }.readOnce()
            try await put(texts.map { Array($0.utf8) } + [large, Array("\(head("last"))\r\nYes.\r\n".utf8)])
            let before = try peak()
            let start = ContinuousClock.now
            let watcher = try Mailbox.replies(file, log: { line in lines.withLock { $0.append(line.message) } }) {
                signal in
                told.withLock { $0.append(signal) }
            }
            #expect(try await watcher.readOnce() == 8)
            #expect(ContinuousClock.now - start < .seconds(120))
            #expect(try peak() - before < 400)
            let signals = told.withLock { $0.filter { $0.deal == deal } }
            // What went in a circle is a machine's, and nobody asks for machines here.
            let others = signals.map(\.signal)
            #expect(
                others.filter { $0 == "replied" }.count == 7 && others.filter { $0 == "away" }.count == 1,
                "\(others)"
            )
            #expect(Set(signals.map(\.messageID)).count == 8)
            let odd = lines.withLock { $0.joined(separator: "\n") }
            for kind in ["too_many_headers", "too_deep", "loop"] { #expect(odd.contains(kind), "\(odd)") }
            #expect(try await watcher.readOnce() == 0)
        }
    }
}
