import TurnpikeValues

/// How questions to plug-ins stand.
extension Scope {
    /// Whether the plug-in has said yes to what the deal says now, and that counts now.
    func isAnswered(_ id: ExternalID) -> Bool {
        guard let known = answer(to: id) else { return false }
        return known.status == .passed
    }

    /// What is known about the values as they are now; nil where nothing is, or no more.
    func answer(to id: ExternalID) -> ExternalState? {
        guard let known = state.external(id) else { return nil }
        if let until = known.validUntil, until <= now { return nil }
        return known.key == key(of: id) ? known : nil
    }

    /// Whether a question may be asked: nothing is known, no answer came, or one is overdue.
    func isAskable(_ id: ExternalID) -> Bool {
        guard let known = answer(to: id) else { return true }
        switch known.status {
        case .passed, .failed: return false
        case .down: return true
        // Twice the time, and a minute for whoever delivers it.
        case .asked: return (known.at.adding(process[id].timeout * 2 + .seconds(60)) ?? .max) <= now
        }
    }

    /// The values that a question is about, as the plug-in reads them.
    func writeValues(of id: ExternalID, to writer: inout JSONWriter) {
        process.writeValues(of: id, in: state, to: &writer)
    }

    /// The digest of a question and its values.
    func key(of id: ExternalID) -> String { process.key(of: id, in: state) }

    /// Why a question lets nothing pass.
    func unmet(_ id: ExternalID) -> UnmetCriterion {
        let check = process[id]
        let known = answer(to: id)
        let message: String
        var remedies: [Remedy] = [.answer(plugin: check.plugin)]
        var seen: String?
        switch known?.status {
        case .failed:
            message = "\(check.plugin) says no" + (known?.text.map { ": \($0)" } ?? "")
            remedies = [.change(fields: names(of: check.about))]
        case .down:
            message = "\(check.plugin) did not answer" + (known?.text.map { ": \($0)" } ?? "")
            seen = known.map { "asked until \($0.at)" }
        case .asked:
            message = "\(check.plugin) is asked and has not answered yet"
            seen = known.map { "asked at \($0.at)" }
        case .passed, nil:
            let old = state.external(id)
            let wasYes = old?.status == .passed
            message =
                wasYes
                ? "\(check.plugin) must be asked again: "
                    + (old?.key == key(of: id) ? "its answer is too old" : "what it was asked about has changed")
                : "\(check.plugin) must be asked"
        }
        var finding = UnmetCriterion(check.id, .external, message, range: check.range)
        finding.seen = seen
        finding.remedies = remedies
        return finding
    }

    private func names(of subjects: [Criterion.Subject]) -> [String] {
        subjects.map { subject in
            switch subject {
            case .field(let field): process[field].id
            case .owner: "owner"
            case .account: "account"
            case .contact: "contact"
            }
        }
    }
}

extension SalesProcess {
    /// The values that a question is about, as the plug-in reads them.
    func writeValues(of id: ExternalID, in state: DealState, to writer: inout JSONWriter) {
        var values: [(String, Value)] = []
        for subject in self[id].about {
            switch subject {
            case .field(let field): values.append((self[field].id, state.slots[field.index]))
            case .owner: values.append(("owner", state.owner.map { .string($0) } ?? .null))
            case .account: values.append(("account", state.shared.account.map { .string($0) } ?? .null))
            case .contact: values.append(("contact", state.shared.contact.map { .string($0) } ?? .null))
            }
        }
        values.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        writer.beginObject()
        for (name, value) in values where !value.isNull {
            writer.key(name)
            ValueCoding.write(value, to: &writer)
        }
        writer.endObject()
    }

    /// The digest of a question and its values.
    func key(of id: ExternalID, in state: DealState) -> String {
        var writer = JSONWriter(reservingCapacity: 256)
        writer.beginObject()
        writer.key("gate")
        writer.string(self[id].id)
        writer.key("values")
        writeValues(of: id, in: state, to: &writer)
        writer.endObject()
        return Digest.sha256(writer.bytes).hex
    }

    /// Whether a question was about what the deal says now.
    package func isAbout(_ question: ExternalState, as state: DealState) -> Bool {
        question.key == key(of: question.external, in: state)
    }
}
