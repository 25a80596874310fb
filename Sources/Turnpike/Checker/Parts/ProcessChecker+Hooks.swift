import TurnpikeExpressions

extension ProcessChecker {
    mutating func resolveTemplates() {
        for template in definition.templates {
            if template.subject == nil, template.body == nil, template.text == nil {
                report(
                    .emptyTemplate,
                    "the template '\(template.id.value)' has no subject, body or text",
                    at: template.id.range
                )
            }
            parts.templates[template.id.value] = SalesProcess.MessageTemplate(
                id: template.id.value,
                subject: template.subject.map { self.template($0) },
                body: template.body.map { self.template($0) },
                text: template.text.map { self.template($0) }
            )
        }
    }

    mutating func resolveHooks() {
        _ = declare(definition.hooks.lazy.compactMap(\.id), "hook")
        var counts: [String: Int] = [:]
        for hook in definition.hooks {
            let event = self.event(hook.event)
            let when = hook.when.flatMap {
                varyingCondition($0, ifTrue: "the hook always acts", ifFalse: "the hook never acts")
            }
            var actions: [HookAction] = []
            for action in hook.actions { actions.append(self.action(action)) }
            guard let event else { continue }
            checkMessageAboutWithheld(hook, event, actions)
            let name = Self.words(hook.event.value).joined(separator: " ")
            let number = counts[name, default: 0] + 1
            counts[name] = number
            parts.hooks.append(
                Hook(
                    id: hook.id?.value ?? (number == 1 ? name : "\(name) #\(number)"),
                    event: event,
                    eventName: name,
                    when: when,
                    actions: actions,
                    range: hook.range == .none ? hook.event.range : hook.range
                )
            )
        }
    }

    // MARK: Events

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }).map(String.init)
    }

    mutating func event(_ text: Located<String>) -> Hook.Event? {
        let words = Self.words(text.value)
        guard let name = words.first, words.count <= 2 else {
            unknownEvent(text, nil)
            return nil
        }
        let thing = words.count == 2 ? Located(words[1], at: place(of: words[1], in: text)) : nil
        func alone(_ event: Hook.Event) -> Hook.Event? { thing == nil ? event : nil }
        var event: Hook.Event?
        switch name {
        case "deal.opened": event = alone(.opened)
        case "deal.moved": event = alone(.moved)
        case "deal.won": event = alone(.won)
        case "deal.lost": event = alone(.lost)
        case "deal.reopened": event = alone(.reopened)
        case "deal.assigned": event = alone(.assigned)
        case "move.waiting": event = alone(.moveWaiting)
        case "move.overridden": event = alone(.overridden)
        case "obligation.met": event = alone(.obligationMet)
        case "comment.added": event = alone(.commented)
        case "stage.entered", "stage.left":
            guard let thing else { return name == "stage.entered" ? .stageEntered(nil) : .stageLeft(nil) }
            guard let id = stage(thing) else { return nil }
            return name == "stage.entered" ? .stageEntered(id) : .stageLeft(id)
        case "field.changed":
            guard let thing else { return .fieldChanged(nil) }
            return field(thing).map { .fieldChanged($0) }
        case "score.reached":
            let bands = definition.score?.bands.map(\.name.id.value) ?? []
            if bands.isEmpty {
                report(.unknownEvent, "'score.reached' waits for a band, and the score has none", at: text.range)
                return nil
            }
            guard let thing else { return .scoreReached(nil) }
            let table = Dictionary(bands.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            return find(thing, in: table, .unknownEvent, "band").map { .scoreReached(bands[$0]) }
        case "activity.opened", "activity.done":
            guard let thing else { return name == "activity.done" ? .activityDone(nil) : .activityOpened(nil) }
            guard let id = activity(thing) else { return nil }
            return name == "activity.done" ? .activityDone(id) : .activityOpened(id)
        case "activity.overdue", "activity.reminded":
            let isOverdue = name == "activity.overdue"
            guard let thing else { return isOverdue ? .activityOverdue(nil) : .activityReminded(nil) }
            return activity(thing).map { isOverdue ? .activityOverdue($0) : .activityReminded($0) }
        case "limit.warned", "limit.breached", "limit.escalated":
            return limitEvent(name, thing)
        case "opening.opened", "opening.refused", "opening.returned":
            return openingEvent(name, thing)
        case "message.withheld": event = alone(.messageWithheld)
        case "message.delayed": event = alone(.messageDelayed)
        case "observation.asked": event = alone(.observation(.asked))
        case "observation.pushed_back": event = alone(.observation(.pushedBack))
        case _ where name.hasPrefix("cadence.") && HookEventName.all.contains(name):
            guard let thing else { return .cadence(name, nil) }
            return find(thing, in: tables.cadences, .unknownCadence, "cadence").map {
                used.cadences[$0] = true
                return .cadence(name, CadenceID($0))
            }
        case "signal.received":
            guard let thing else { return .signalReceived(nil) }
            return signal(thing).map { .signalReceived($0) }
        case "assignment.made", "assignment.accepted", "assignment.declined", "assignment.lapsed":
            event = alone(.assignment(name))
        case _ where name.hasPrefix("approval.") && HookEventName.all.contains(name):
            guard let thing else { return .approval(name, nil) }
            return approval(thing).map { .approval(name, $0) }
        case "external.asked", "external.answered", "external.down":
            return externalEvent(name, thing)
        default:
            unknownEvent(text, Located(name, at: place(of: name, in: text)))
            return nil
        }
        if event == nil, let thing {
            report(.unknownEvent, "'\(name)' is not about one thing, so nothing follows it", at: thing.range)
        }
        return event
    }

    /// The limits of a name, of whichever stage.
    private mutating func limitEvent(_ name: String, _ thing: Located<String>?) -> Hook.Event? {
        let kind = Limit.StepKind(rawValue: String(name.dropFirst("limit.".count))) ?? .breached
        guard let thing else { return .limit(kind, nil) }
        let found = parts.limits.indices.filter {
            parts.limits[$0].id == thing.value || parts.limits[$0].path == thing.value
        }
        if found.isEmpty {
            let nearest = NearestName.find(thing.value, among: Set(parts.limits.map(\.id)).sorted())
            report(
                .unknownLimit,
                "there is no limit '\(thing.value)'",
                at: thing.range,
                repair: nearest.map { .didYouMean($0, replacing: thing.range) }
            )
        }
        return .limit(kind, found)
    }

    /// The question of a gate, by the gate's name.
    private mutating func externalEvent(_ name: String, _ gate: Located<String>?) -> Hook.Event? {
        guard let gate else { return .external(name, nil) }
        var asking: [String] = []
        for gate in definition.gates where gate.external != nil {
            if let id = gate.id { asking.append(id.value) }
        }
        var table: [String: Int] = [:]
        for (index, id) in asking.enumerated() { table[id] = index }
        guard let index = find(gate, in: table, .unknownGate, "gate that asks a plug-in") else { return nil }
        let prefix = Self.path(asking[index], ".external.", "")
        return .external(name, parts.externals.indices.filter { parts.externals[$0].id.hasPrefix(prefix) })
    }

    private mutating func unknownEvent(_ text: Located<String>, _ name: Located<String>?) {
        let nearest = name.flatMap { NearestName.find($0.value, among: HookEventName.all) }
        let isCondition = text.value.utf8.contains { "<>=()&|\"!".utf8.contains($0) }
        report(
            .unknownEvent,
            "no event is called '\(text.value)'",
            at: name?.range ?? text.range,
            repair: nearest.flatMap { nearest in name.map { .didYouMean(nearest, replacing: $0.range) } },
            help: isCondition
                ? "a condition stands in 'when', beside an event"
                : nearest == nil ? "there are: " + HookEventName.all.sorted().joined(separator: ", ") : nil
        )
    }

    /// Where a word of a plain scalar stands.
    private func place(of word: String, in text: Located<String>) -> SourceRange {
        guard let file = definition.sources[text.range] else { return text.range }
        let bytes = file.bytes[text.range.offsets.clamped(to: 0..<file.bytes.count)]
        let wanted = Array(word.utf8)
        guard bytes.count >= wanted.count, !wanted.isEmpty else { return text.range }
        // The last word of an event is its thing, the first its name; neither occurs twice in a well-formed one.
        for start in bytes.startIndex...(bytes.endIndex - wanted.count)
        where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            return SourceRange(file: text.range.file, start..<start + wanted.count)
        }
        return text.range
    }

    // MARK: Actions

    mutating func action(_ action: HookActionDefinition) -> HookAction {
        let plugin = action.verb.value
        checkID(action.verb, "a plug-in")
        let isMessage = plugin == "email" || plugin == "notify" || plugin == "message"
        var name = plugin == "crm" ? "upsert" : isMessage ? "send" : "run"
        var settings: [HookAction.Setting] = []
        if let word = action.word {
            if plugin == "email", let index = tables.templates[meant(word, in: tables.templates)] {
                used.templates[index] = true
                let name = ExpressionSource(meant(word, in: tables.templates), at: word.range)
                settings.append(HookAction.Setting(key: "template", template: .plain(name)))
            } else if isMessage {
                let source = ExpressionSource(word.value, at: word.range)
                settings.append(HookAction.Setting(key: "to", template: recipient(source, isQuoted: false)))
            } else {
                name = word.value
            }
        }
        _ = distinct(action.settings.map(\.key), "setting")
        for setting in action.settings {
            switch setting.key.value {
            case "action": name = setting.source.text
            case "template":
                let id = Located(setting.source.text, at: setting.source.range)
                if let index = find(id, in: tables.templates, .unknownTemplate, "template") {
                    used.templates[index] = true
                }
                let name = meant(id, in: tables.templates)
                settings.append(
                    HookAction.Setting(
                        key: "template",
                        template: .plain(name == id.value ? setting.source : ExpressionSource(name, at: id.range))
                    )
                )
                // A request is rendered whole; what the action itself says goes before what the template says.
                let message = parts.templates[name]
                let texts = [("body", message?.body), ("subject", message?.subject), ("text", message?.text)]
                for case (let key, let text?) in texts where !action.settings.contains(where: { $0.key.value == key }) {
                    settings.append(HookAction.Setting(key: key, template: text))
                }
            case "to":
                let to = recipient(setting.source, isQuoted: setting.isQuoted)
                settings.append(HookAction.Setting(key: "to", template: to))
            default:
                settings.append(
                    HookAction.Setting(key: setting.key.value, template: template(TemplateText(setting.source)))
                )
            }
        }
        if plugin == "email" || plugin == "message" { checkMail(action, settings) }
        let to = action.settings.first { $0.key.value == "to" }?.source.text ?? action.word?.value ?? ""
        var resolved = HookAction(
            plugin: plugin,
            action: name,
            settings: settings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) },
            parksLane: !isMessage
        )
        // People of the team may be written to at any time.
        let isInternal = to == "owner" || NameIndex.builtInRoles.contains(to) || tables.roles[to] != nil
        resolved.isOutgoing = plugin == "message" || plugin == "email" && !isInternal
        if plugin == "message", isInternal { resolved.isOutgoing = false }
        return resolved
    }

    private mutating func checkMail(_ action: HookActionDefinition, _ settings: [HookAction.Setting]) {
        let keys = Set(settings.map(\.key))
        if !keys.contains("to") {
            report(
                .messageIncomplete,
                "this \(action.verb.value == "email" ? "mail" : "message") goes to nobody",
                at: action.verb.range,
                help: "say 'to:' and a field such as deal.contact_email, or 'owner'"
            )
        } else if keys.isDisjoint(with: ["template", "subject", "body", "text"]) {
            report(
                .messageIncomplete,
                "this \(action.verb.value == "email" ? "mail" : "message") has no words",
                at: action.verb.range,
                help: "name a 'template', or write 'subject' and 'body'"
            )
        }
    }

    /// Whom a message goes to: a path such as `deal.contact_email` or `owner`, a role, or words with `${…}`.
    private mutating func recipient(_ source: ExpressionSource, isQuoted: Bool) -> Template {
        if isQuoted { return template(TemplateText(source)) }
        if source.text == "owner", let owner = condition(ExpressionSource("deal.owner"), expecting: nil) {
            return Template(parts: [.value(owner)], source: source)
        }
        if let index = tables.roles[source.text] {
            used.roles[index] = true
            return .plain(source)
        }
        if Self.isID(source.text), source.text != "owner_manager", tables.teams[source.text] == nil {
            let name = Located(source.text, at: source.range)
            let help = "write it in quotes where it is no role: \"\(source.text)\""
            if let index = find(name, in: tables.roles, .unknownRole, "role", helpWithoutNearest: help) {
                used.roles[index] = true
            }
            return .plain(source)
        }
        let steps = source.text.split(separator: ".", omittingEmptySubsequences: false)
        let isPath = steps.count > 1 && steps.allSatisfy { Self.isID(String($0)) }
        guard isPath, let first = steps.first, scope.declarations.variables[String(first)] != nil else {
            return template(TemplateText(source))
        }
        guard let condition = condition(source, expecting: nil) else { return .plain(source) }
        return Template(parts: [.value(condition)], source: source)
    }
}

extension Template {
    /// Words as they stand.
    fileprivate static func plain(_ source: ExpressionSource) -> Template {
        Template(parts: [.text(source.text)], source: source)
    }
}
