import FuzzSupport
import TurnpikeValues

@testable import TurnpikeMail

/// Whatever the bytes, there is a mail within the limits, whose parts lie inside it, and a meaning.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMail(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = start.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    var small = MailLimits()
    small.bytes = 512
    small.headers = 5
    small.headerBytes = 64
    small.depth = 3
    small.parts = 6
    small.textBytes = 100
    for limits in [MailLimits.standard, small] {
        let mail = ReceivedMail(bytes, limits: limits)
        let parts = mail.root.all
        promise(mail.bytes.count <= limits.bytes, "more bytes than the limit")
        promise(parts.count <= limits.parts, "more parts than the limit")
        promise(mail.findings.count <= limits.findings, "more findings than the limit")
        for part in parts {
            promise(part.content.upperBound <= mail.bytes.count, "a part outside the mail")
            promise(part.headers.count <= limits.headers, "more headers than the limit")
            promise(mail.bytes(of: part).count <= limits.textBytes, "more text than the limit")
            for inner in part.parts {
                promise(
                    inner.content.lowerBound >= part.content.lowerBound
                        && inner.content.upperBound <= part.content.upperBound,
                    "a part outside its whole"
                )
            }
            _ = mail.text(of: part)
            _ = mail.findings(in: part)
            promise(part.fileName?.contains("/") != true, "a file's name with a folder")
        }
        promise(MailMeaning.names.contains(MailMeaning(mail).name), "a meaning without a name")
        let words = ReplyText.new(in: mail.plainText)
        if let day = (mail.date ?? Instant(milliseconds: 0)).day, let back = ReturnDay.found(in: words, after: day) {
            promise(back > day, "back before somebody went")
        }
        promise(mail.answered.allSatisfy { !$0.description.contains("\n") }, "an id with a line end")
    }
    if let object = CalendarObject(bytes) {
        promise(object.event.count <= 500, "more lines than the limit")
        _ = (object.start, object.end, object.sequence)
    }
    // What people write becomes HTML without a tag that Markdown does not have.
    let html = Markdown(String(decoding: bytes.prefix(500), as: UTF8.self)).html
    promise(!html.contains("<script") && !html.contains("=\"javascript:"), "markup out of text")
    serverWords(bytes)
    roundTrip(bytes)
    return 0
}

extension Instant {
    fileprivate var day: CalendarDate? { Zone.utc.localDateTime(of: self).date }
}

/// What a server says is a response or an error.
private func serverWords(_ bytes: [UInt8]) {
    var pieces: [IMAPResponse.Piece] = []
    for (index, piece) in bytes.split(separator: 10, maxSplits: 8, omittingEmptySubsequences: false).enumerated() {
        pieces.append(index % 2 == 0 ? .line(Array(piece)) : .literal(Array(piece)))
    }
    if let response = try? IMAPResponse(pieces) {
        _ = (response.status, response.values.compactMap(\.number))
        promise(!response.words.contains("\n"), "a line end in the words of an error")
    }
}

/// A mail of any words is read back with the same words, and with no header and no part that nobody has put there.
private func roundTrip(_ bytes: [UInt8]) {
    let words = bytes.prefix(400).split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    let (subject, name, text) = (words[0], words.count > 1 ? words[1] : "x", words.count > 2 ? words[2] : words[0])
    guard let from = try? MailAddress(local: "rep", domain: "acme.test", name: name),
        let to = try? MailAddress("buyer@x.test"), let id = try? MessageID("a@acme.test"),
        let file = try? MailAttachment(name: name, type: "text/csv", bytes: bytes)
    else { return promise(false, "a constant that is refused") }
    var mail = OutgoingMail(from: from, to: [to], subject: subject, date: Instant(milliseconds: 0), id: id, text: text)
    mail.html = html(text)
    mail.attachments = [file]
    guard let encoded = try? mail.encoded() else { return promise(false, "a mail that cannot be written") }
    for line in encoded.bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
        promise(line.count <= 998 && line.last == 13, "a line that no server takes")
    }
    let read = ReceivedMail(encoded.bytes)
    promise(read.findings.isEmpty, "an odd mail of our own")
    promise(read.root.headers.map(\.name).allSatisfy(known.contains), "a header that nobody has put there")
    promise(read.root.all.map(\.type) == types, "a part that nobody has put there")
    promise(trimmed(read.text("subject") ?? "") == trimmed(Bytes.oneLine(subject)), "another subject")
    promise(read.from?.address == "rep@acme.test", "another sender")
    promise(read.bytes(of: read.root.all[4]) == bytes, "another file")
    promise(read.root.all[4].fileName == file.name, "another name of a file")
}

private let known = ["date", "from", "to", "subject", "message-id", "mime-version", "content-type"]
private let types = ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/csv"]

private func html(_ text: String) -> String { Markdown(text).html }

private func trimmed(_ text: String) -> String { Bytes.trimmed(text) }
