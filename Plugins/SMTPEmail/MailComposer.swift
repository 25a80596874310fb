import Dispatch
import Turnpike
import TurnpikeMail
import TurnpikeValues

/// Makes a mail of a request: addresses, ids, bodies, files, meetings.
struct MailComposer: Sendable {
    let configuration: SMTPEmailConfiguration

    init(_ configuration: SMTPEmailConfiguration) { self.configuration = configuration }

    /// The settings that an action of a process file may have.
    static let settings = [
        "attach", "automatic", "bcc", "body", "cc", "duration", "format", "from", "in_reply_to", "inline", "meeting",
        "place",
        "reply_to",
        "start", "subject", "template", "text", "thread", "to", "unsubscribe",
    ]

    func mail(for delivery: DeliveryRequest) async throws(DeliveryError) -> OutgoingMail {
        let request = try HookRequest(delivery.body)
        for name in request.settings.keys.sorted() where !Self.settings.contains(name) {
            throw .permanent("a mail has no '\(name)'; there is \(Self.settings.joined(separator: ", "))")
        }
        guard ["send", "invite", "cancel"].contains(request.action) else {
            throw .permanent("a mail has no action '\(request.action)'; there is send, invite, cancel")
        }
        let deal = request.deal.id
        guard let id = configuration.identity.message(key: delivery.key, deal: deal),
            let thread = thread(of: request)
        else { throw .permanent("the deal's id makes no message id") }
        // An attempt that is made tomorrow sends the same bytes as the one of today.
        let date = request.event.at ?? Instant(milliseconds: 0)
        var from = configuration.from
        if let text = request.settings["from"] {
            if let person = known(text, request)?.first { from = person } else { from = try address(text, "from") }
        }
        var mail = OutgoingMail(
            from: from,
            to: try addresses(request, "to"),
            subject: request.settings["subject"] ?? "",
            date: date,
            id: id
        )
        guard !mail.to.isEmpty else { throw .permanent("the mail says no 'to'") }
        mail.bounces = configuration.bounces
        mail.cc = try addresses(request, "cc")
        mail.bcc = try addresses(request, "bcc")
        mail.replyTo = try addresses(request, "reply_to")
        if mail.replyTo.isEmpty, let address = configuration.replyTo { mail.replyTo = [address] }
        mail.references = [thread]
        mail.inReplyTo = thread
        if let text = request.settings["in_reply_to"], let answered = MessageID.found(in: text).last {
            mail.inReplyTo = answered
            mail.references.append(answered)
        }
        switch request.settings["automatic"] ?? "no" {
        case "yes": mail.isAutomatic = true
        case "no": break
        case let other: throw .permanent("'automatic' is yes or no, not '\(other)'")
        }
        try write(request, into: &mail)
        try await files(request, into: &mail)
        try unsubscribing(request, into: &mail)
        if request.action != "send" { mail.meeting = try meeting(request, mail) }
        return mail
    }

    /// What holds a conversation together: the setting `thread`, else the cadence, else the deal.
    private func thread(of request: HookRequest) -> MessageID? {
        let cadence = request.event.details["cadence"]?.stringValue
        return configuration.identity.thread(deal: request.deal.id, name: request.settings["thread"] ?? cadence ?? "")
    }

    // MARK: Addresses

    private func addresses(_ request: HookRequest, _ setting: String) throws(DeliveryError) -> [MailAddress] {
        guard let text = request.settings[setting], !text.isEmpty else { return [] }
        if let people = known(text, request) { return people }
        if let addresses = try? MailAddress.list(text) { return addresses }
        var found: [MailAddress] = []
        for part in text.split(separator: ",") {
            if let people = known(String(part), request) {
                found += people
            } else {
                found.append(try address(String(part), setting))
            }
        }
        return found
    }

    /// The addresses of those whom the settings know by a name: the owner of the deal, a person's id, a role.
    private func known(_ text: String, _ request: HookRequest) -> [MailAddress]? {
        let name = text.split(separator: " ").joined(separator: " ")
        return configuration.people[name == "owner" ? request.deal.owner ?? name : name]
    }

    private func address(_ text: String, _ setting: String) throws(DeliveryError) -> MailAddress {
        do throws(MailError) { return try MailAddress(text) } catch {
            throw .permanent("'\(setting)': \(error.message), and 'people' of the settings does not name it")
        }
    }

    // MARK: Words

    private func write(_ request: HookRequest, into mail: inout OutgoingMail) throws(DeliveryError) {
        let text = request.settings["body"] ?? request.settings["text"]
        guard let text else {
            // A meeting and files say enough.
            if request.action != "send" || request.settings["attach"] != nil {
                mail.text = ""
                return
            }
            throw .permanent("the mail has no words: neither a template nor 'body'")
        }
        let name = request.settings["format"]
        guard let format = name.map({ SMTPEmailConfiguration.Body(rawValue: $0) }) ?? configuration.body else {
            throw .permanent("'format' is markdown, text or html, not '\(name ?? "")'")
        }
        switch format {
        case .text: mail.text = text
        case .markdown:
            let page = Markdown(text)
            mail.text = page.plainText
            mail.html = page.html
        case .html: mail.html = text
        }
    }

    // MARK: Files

    private func files(_ request: HookRequest, into mail: inout OutgoingMail) async throws(DeliveryError) {
        var total = 0
        for (setting, isInline) in [("attach", false), ("inline", true)] {
            for name in (request.settings[setting] ?? "").split(whereSeparator: { $0 == "," || $0.isNewline }) {
                let name = String(name.drop { $0 == " " })
                guard !name.isEmpty else { continue }
                let bytes = try await read(name)
                total += bytes.count
                guard total <= 20 * 1_024 * 1_024 else { throw .permanent("the files of a mail have at most 20 MB") }
                let base = name.split(separator: "/").last.map(String.init) ?? name
                do throws(MailError) {
                    let file = try MailAttachment(
                        name: base,
                        type: Self.type(of: base),
                        bytes: bytes,
                        contentID: isInline ? base.split(separator: ".").first.map(String.init) : nil
                    )
                    if isInline { mail.inline.append(file) } else { mail.attachments.append(file) }
                } catch {
                    throw .permanent("'\(setting)': \(error)")
                }
            }
        }
        if !mail.inline.isEmpty, mail.html == nil {
            throw .permanent("'inline' needs HTML or Markdown to show its pictures")
        }
    }

    private func read(_ name: String) async throws(DeliveryError) -> [UInt8] {
        guard let folder = configuration.filesFolder else {
            throw .permanent("the settings name no folder of 'files', so nothing can be attached")
        }
        // A deal's field may stand in the name: it must not lead out of the folder.
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.hasPrefix("/"), steps.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
            !name.unicodeScalars.contains(where: { $0.value < 32 })
        else { throw .permanent("'\(name)' is no name of a file inside the folder") }
        let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        let read: Result<[UInt8], FileError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(FileError) in try FileBytes.read(path, limit: 20 * 1_024 * 1_024) }
                )
            }
        }
        switch read {
        case .success(let bytes): return bytes
        case .failure(let error): throw .permanent("'\(name)' cannot be attached: \(error)")
        }
    }

    private static func type(of name: String) -> String {
        let known = [
            "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
            "svg": "image/svg+xml", "txt": "text/plain", "csv": "text/csv", "html": "text/html",
            "zip": "application/zip",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ]
        let end = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return known[end] ?? "application/octet-stream"
    }

    // MARK: Unsubscribing

    private func unsubscribing(_ request: HookRequest, into mail: inout OutgoingMail) throws(DeliveryError) {
        let setting = request.settings["unsubscribe"] ?? "yes"
        guard setting == "yes" || setting == "no" else {
            throw .permanent("'unsubscribe' is yes or no, not '\(setting)'")
        }
        guard setting == "yes", configuration.unsubscribeWeb != nil || configuration.unsubscribeMail != nil else {
            return
        }
        let token = configuration.identity.unsubscribeToken(deal: request.deal.id)
        do throws(MailError) {
            mail.unsubscribe = try UnsubscribeLinks(
                web: configuration.unsubscribeWeb?.replacing("{token}", with: token),
                mail: configuration.unsubscribeMail,
                token: token
            )
        } catch {
            throw .permanent("\(error)")
        }
    }

    // MARK: Meetings

    /// The invitation: `action: invite` asks to come or tells a change, `action: cancel` calls it off. The deal's revision is
    /// the number of the change, since it only grows.
    private func meeting(_ request: HookRequest, _ mail: OutgoingMail) throws(DeliveryError) -> Meeting {
        let name = request.settings["meeting"] ?? "meeting"
        guard let id = configuration.identity.meeting(deal: request.deal.id, name: name) else {
            throw .permanent("the deal's id makes no id for a meeting")
        }
        guard let words = request.settings["start"], let start = instant(words, request) else {
            throw .permanent("a meeting's 'start' is a field of type time, or a time such as 2026-12-01T09:00:00Z")
        }
        let length = request.settings["duration"] ?? "30 minutes"
        guard let duration = Duration(turnpikeText: length), duration > .zero, let end = start.adding(duration) else {
            throw .permanent("a meeting's 'duration' is a span of time such as 30 minutes, not '\(length)'")
        }
        do throws(MailError) {
            var meeting = try Meeting(
                request.action == "cancel" ? .cancel : .request,
                id: id,
                sequence: Int(clamping: min(request.deal.revision, Int64(Int32.max))),
                start: start,
                end: end,
                written: mail.date,
                summary: request.settings["subject"] ?? request.deal.name,
                organizer: mail.replyTo.first ?? mail.from,
                attendees: mail.to + mail.cc
            )
            meeting.place = request.settings["place"] ?? ""
            meeting.details = mail.text ?? ""
            return meeting
        } catch {
            throw .permanent("\(error)")
        }
    }

    private func instant(_ words: String, _ request: HookRequest) -> Instant? {
        if let instant = Instant(words) { return instant }
        let name = words.hasPrefix("deal.") ? String(words.dropFirst(5)) : words
        if case .instant(let instant) = request.deal.fields[name] { return instant }
        return nil
    }
}
