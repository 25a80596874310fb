import Turnpike
import TurnpikeCalendars
import TurnpikeNotifications
import TurnpikeValues
import TurnpikeYAML

/// Reads `notifications:`.
extension ConfigurationReader {
    /// What a person says, or the default: what is missing is taken from the default.
    private struct Words {
        var channel: String?
        /// The way for an urgency; its channel is nil where the person's own is meant.
        var ways: [Urgency: (kind: String, channel: String?)] = [:]
        var quiet: NotificationPreference.QuietHours??
        var passes: Urgency??
        var digests: [ClockTime]?
        var days: Set<Weekday>?
        var zone: Zone?

        func over(_ base: Words) -> Words {
            var all = base
            all.channel = channel ?? base.channel
            all.ways.merge(ways) { _, own in own }
            all.quiet = quiet ?? base.quiet
            all.passes = passes ?? base.passes
            all.digests = digests ?? base.digests
            all.days = days ?? base.days
            all.zone = zone ?? base.zone
            return all
        }

        var preference: NotificationPreference? {
            guard let channel else { return nil }
            var quiet = self.quiet ?? nil
            if let passes { quiet?.passes = passes }
            // Whoever wants low ones in a digest wants no urgent one there: what is not said comes at once.
            var all: [Urgency: NotificationPreference.Way] = [:]
            for urgency in Urgency.allCases {
                let way = ways[urgency]
                all[urgency] =
                    switch way?.kind {
                    case "digest": .digest(way?.channel ?? channel)
                    case "never": .never
                    default: .now(way?.channel ?? channel)
                    }
            }
            return NotificationPreference(
                channel: channel,
                ways: all,
                quiet: quiet,
                digests: digests ?? [],
                days: days ?? Set(Weekday.allCases),
                zone: zone ?? .utc
            )
        }
    }

    /// Reads the section; the channels that it names are looked up when the whole file is read.
    mutating func notifications(_ node: YAMLNode) {
        var names: [String]?
        var file: String?
        var standard = Words()
        var persons: [(id: String, words: Words)] = []
        settings(node, of: "'notifications'", keys: ["for", "file", "default", "people"]) { reader, name, value in
            switch name {
            case "for": names = reader.texts(value, of: "names")
            case "file": file = reader.path(value)
            case "default": standard = reader.words(value)
            default:
                guard reader.nodes.accepts(value) else { return }
                guard value.kind == .mapping else {
                    return reader.report(
                        .configurationWrongKind,
                        "people are written as `rep_1: {channel: slack}`",
                        at: value.range
                    )
                }
                for (key, words) in value.entries {
                    guard let id = reader.nodes.text(key) else { continue }
                    reader.noticePlaces.append((id.text, key.range))
                    persons.append((id.text, reader.words(words)))
                }
            }
        }
        guard node.kind == .mapping else { return }
        guard let preference = standard.preference else {
            return report(
                .configurationMissing,
                "'notifications' says no channel for everybody",
                at: node.range,
                help: "write `default: {channel: slack}`, where `slack` is one of the plug-ins"
            )
        }
        var settings = NotificationSettings(standard: preference, range: node.range)
        settings.names = names ?? settings.names
        settings.file = file
        for person in persons { settings.people[person.id] = person.words.over(standard).preference }
        configuration.notifications = settings
    }

    /// What can only be judged when the whole file is read: that channels are plug-ins, and that people are known.
    mutating func checkNotifications() {
        let plugins = configuration.plugins.map(\.name)
        for (channel, range) in channelPlaces where !plugins.contains(channel) {
            let near = NearestName.find(channel, among: plugins)
            nodes.report(
                Diagnostic(
                    .configurationBadValue,
                    "'\(channel)' is none of the plug-ins, and so no channel",
                    at: range,
                    repair: near.map { .didYouMean($0, replacing: range) },
                    help: near == nil ? "name it under 'plugins'" : nil
                )
            )
        }
        if let directory = configuration.directory {
            for (id, range) in noticePlaces where directory[id] == nil {
                let near = NearestName.find(id, among: directory.all.map(\.id))
                nodes.report(
                    Diagnostic(
                        .unknownPerson,
                        "nobody is called '\(id)'",
                        at: range,
                        repair: near.map { .didYouMean($0, replacing: range) }
                    )
                )
            }
        }
        guard let notifications = configuration.notifications else { return }
        for plugin in configuration.plugins {
            for name in plugin.names where notifications.names.contains(name) {
                nodes.report(
                    Diagnostic(
                        .configurationDuplicate,
                        "'\(plugin.name)' and 'notifications' both deliver for '\(name)'",
                        at: plugin.range,
                        notes: [Diagnostic.Note("here", at: notifications.range)],
                        help: "a plug-in that is a channel has a name of its own: leave '\(name)' out of its 'for'"
                    )
                )
            }
        }
    }

    // MARK: One person

    private mutating func words(_ node: YAMLNode) -> Words {
        var words = Words()
        let keys =
            ["channel"] + Urgency.allCases.map(\.rawValue) + ["quiet", "quiet_passes", "digests", "days", "zone"]
        settings(node, of: "a way of being told", keys: keys) { reader, name, value in
            switch name {
            case "channel": words.channel = reader.channel(value)
            case "quiet": words.quiet = reader.quiet(value)
            case "quiet_passes": words.passes = reader.passes(value)
            case "digests": words.digests = reader.times(value)
            case "days": words.days = reader.days(value)
            case "zone": words.zone = reader.zone(value)
            default: if let urgency = Urgency(rawValue: name) { words.ways[urgency] = reader.way(value) }
            }
        }
        return words
    }

    private mutating func channel(_ node: YAMLNode) -> String? {
        guard let name = name(node) else { return nil }
        channelPlaces.append((name, node.range))
        return name
    }

    /// `now`, `digest`, `never`, the first two also with a channel.
    private mutating func way(_ node: YAMLNode) -> (kind: String, channel: String?)? {
        guard let word = nodes.text(node) else { return nil }
        let parts = word.text.split(separator: " ").map(String.init)
        switch (parts.first, parts.count) {
        case ("now", 1), ("digest", 1), ("never", 1): return (parts[0], nil)
        case ("now", 2), ("digest", 2):
            channelPlaces.append((parts[1], node.range))
            return (parts[0], parts[1])
        default:
            report(
                .configurationBadValue,
                "'\(word.text)' is no way of being told",
                at: node.range,
                help: "write `now`, `digest` or `never`; `now mail` and `digest mail` name another channel"
            )
            return nil
        }
    }

    private mutating func quiet(_ node: YAMLNode) -> NotificationPreference.QuietHours?? {
        guard let word = nodes.text(node) else { return nil }
        if word.text == "none" { return .some(nil) }
        if let times = OpenInterval.times(word.text), times.start != times.end {
            return .some(NotificationPreference.QuietHours(from: times.start, until: times.end))
        }
        report(
            .configurationBadValue,
            "'\(word.text)' are no quiet hours",
            at: node.range,
            help: "write `19:00-07:00`, which ends the next day, or `none`"
        )
        return nil
    }

    private mutating func passes(_ node: YAMLNode) -> Urgency?? {
        guard let word = nodes.word(node) else { return nil }
        if word.text == "nothing" { return .some(nil) }
        if let urgency = Urgency(rawValue: word.text) { return .some(urgency) }
        report(
            .configurationBadValue,
            "'\(word.text)' is not one of low, normal, high, urgent, nothing",
            at: node.range
        )
        return nil
    }

    private mutating func times(_ node: YAMLNode) -> [ClockTime]? {
        let texts = texts(node, of: "times of the day")
        var times: [ClockTime] = []
        for text in texts {
            if let time = ClockTime(text), time < .endOfDay {
                times.append(time)
            } else {
                report(
                    .configurationBadValue,
                    "'\(text)' is no time of the day",
                    at: node.range,
                    help: "write `09:00`"
                )
            }
        }
        return times.isEmpty ? nil : times
    }

    private mutating func days(_ node: YAMLNode) -> Set<Weekday>? {
        var days: Set<Weekday> = []
        for text in texts(node, of: "days") {
            if let day = Weekday(text) {
                days.insert(day)
            } else {
                report(
                    .configurationBadValue,
                    "'\(text)' is no day of the week",
                    at: node.range,
                    help: "write `[mon, tue, wed, thu, fri]`"
                )
            }
        }
        return days.isEmpty ? nil : days
    }

    private mutating func zone(_ node: YAMLNode) -> Zone? {
        guard let word = nodes.text(node) else { return nil }
        do { return try Zone(named: word.text) } catch {
            report(.configurationBadValue, "\(error)", at: node.range, help: "write a name such as Europe/Berlin")
            return nil
        }
    }
}
