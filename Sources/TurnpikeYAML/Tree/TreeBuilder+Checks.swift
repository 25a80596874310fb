import Turnpike

/// What is checked of a collection when it is complete: keys that mean nothing or stand twice, and values that are
/// missing or were split because YAML reads a text in another way than people do.
///
/// What is asked for each value is asked of its record, or is `mutating` without changing anything: any other call on the
/// builder copies its two hundred bytes.
extension TreeBuilder {
    mutating func checkMapping(_ frame: Frame) {
        // One array for all mappings: most have a handful of keys, and there are thousands.
        var keys = takeKeys()
        defer { giveBack(keys) }
        let end = Int(records[frame.index].next)
        var key = frame.index + 1
        var splitEnd = 0
        var previousValue: Int?
        while key < end {
            let value = Int(records[key].next)
            guard value < end else { break }
            defer { key = Int(records[value].next) }
            if records[key].start < splitEnd {
                // A piece of the text before it.
                markBroken(key)
                markBroken(value)
                continue
            }
            if frame.isFlow {
                splitEnd = checkSplit(key: key, value: value, after: previousValue, in: frame)
                if records[key].flags.contains(.broken) { continue }
            }
            previousValue = value
            checkKey(key)
            if records[value].isNothing { missingValue(key: key, value: value) }
            keys.append(key)
        }
        checkDuplicates(keys)
    }

    mutating func checkSequence(_ frame: Frame) {
        let end = Int(records[frame.index].next)
        var item = frame.index + 1
        var splitEnd = 0
        while item < end {
            defer { item = Int(records[item].next) }
            if records[item].start < splitEnd {
                markBroken(item)
            } else if records[item].isNothing {
                missingItem(item)
            } else if frame.isFlow, records[item].isPlainText, hasOpenEnd(item) {
                splitEnd = split(at: item, inMapping: false)
            }
        }
    }

    // MARK: Keys

    private mutating func checkKey(_ key: Int) {
        let record = records[key]
        if record.kind != .scalar {
            markBroken(key)
            let what = record.kind == .sequence ? "a list" : record.kind == .mapping ? "settings" : "an alias"
            add(
                Diagnostic(
                    .complexKey,
                    "\(what) cannot be a key",
                    at: range(of: key),
                    help: "keys are names; if this was meant as a text, quote it"
                )
            )
        } else if record.length == 0, !record.flags.contains(.broken) {
            markBroken(key)
            add(Diagnostic(.complexKey, "there is no key before the colon", at: range(of: key)))
        } else if record.style == .plain, record.length == 2, isMergeKey(key) {
            markBroken(key)
            add(
                Diagnostic(
                    .mergeKey,
                    "the merge key '<<' is not part of the language",
                    at: range(of: key),
                    help: "write the keys out, or name what is shared and use its id"
                )
            )
        }
    }

    private mutating func isMergeKey(_ key: Int) -> Bool {
        Self.withText(records[key], texts, input) { $0.allSatisfy { $0 == UInt8(ascii: "<") } }
    }

    private mutating func checkDuplicates(_ keys: [Int]) {
        guard keys.count > 1 else { return }
        if keys.count <= 12 {
            for later in 1..<keys.count {
                for earlier in 0..<later where isSameKey(keys[earlier], keys[later]) {
                    duplicate(keys[later], of: keys[earlier])
                    break
                }
            }
            return
        }
        // Hashed with a secret seed, so that nobody can choose keys that collide.
        var first: [Int: Int] = [:]
        first.reserveCapacity(keys.count)
        for key in keys where records[key].kind == .scalar {
            var hash = Self.withText(records[key], texts, input) { bytes in
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
                return hasher.finalize()
            }
            while let other = first[hash] {
                if isSameKey(other, key) {
                    duplicate(key, of: other)
                    break
                }
                hash &+= 1
            }
            if first[hash] == nil { first[hash] = key }
        }
    }

    private mutating func isSameKey(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (records[left], records[right])
        guard a.kind == .scalar, b.kind == .scalar, a.length == b.length else { return false }
        return Self.withText(a, texts, input) { a in Self.withText(b, texts, input) { a.elementsEqual($0) } }
    }

    private mutating func duplicate(_ key: Int, of first: Int) {
        if records[key].flags.contains(.broken) { return }
        let name = text(of: key)
        add(
            Diagnostic(
                .duplicateKey,
                "the key '\(Self.short(name))' stands here a second time",
                at: range(of: key),
                notes: [Diagnostic.Note("it is given first here", at: range(of: first))]
            )
        )
        markBroken(key)
    }

    static func short(_ text: String) -> String {
        text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(57)) + "…"
    }

    // MARK: Missing values

    private mutating func missingValue(key: Int, value: Int) {
        markBroken(value)
        if isLost(after: Int(records[key].end)) { return }
        let name = Self.short(text(of: key))
        // Behind the key come a colon and perhaps a comment that was meant as the value.
        var at = Int(records[key].end)
        while at < input.count, Bytes.isSpace(input[at]) || input[at] == UInt8(ascii: ":") { at += 1 }
        if let diagnostic = commentTrap(at: at, inFlow: records[key].flags.contains(.inFlow)) {
            add(diagnostic)
            return
        }
        add(
            Diagnostic(
                .missingValue,
                "nothing is given for '\(name)'",
                at: range(of: key),
                help: "give a value, or {} for nothing but the name, or remove the line"
            )
        )
    }

    private mutating func missingItem(_ item: Int) {
        markBroken(item)
        let first = Int(records[item].start)
        if isLost(after: first) { return }
        let at = Bytes.afterSpaces(input, first, limit: input.count)
        if let diagnostic = commentTrap(at: at, inFlow: records[item].flags.contains(.inFlow)) {
            add(diagnostic)
            return
        }
        let dash = first > 0 && input[first - 1] == UInt8(ascii: "-") ? first - 1 : first
        add(Diagnostic(.missingValue, "this item of the list has no value", at: range(dash, first)))
    }

    /// A comment directly after a key or dash: `to: #wins`.
    private func commentTrap(at offset: Int, inFlow: Bool) -> Diagnostic? {
        guard offset + 1 < input.count, input[offset] == UInt8(ascii: "#"), !Bytes.isBlank(input[offset + 1])
        else { return nil }
        let line = Bytes.lineEnd(input, from: offset)
        let end =
            inFlow
            ? FlowText.end(input, from: offset, inMapping: true, isComment: true)
            : Bytes.trimmed(input, offset..<line).upperBound
        return Trap(input, file: file).comment(offset..<end)
    }

    // MARK: Split texts

    /// Whether a text opens a parenthesis or double quote and does not close it.
    private mutating func hasOpenEnd(_ index: Int) -> Bool {
        Self.withText(records[index], texts, input) { bytes in
            var depth = 0
            var quotes = 0
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth = max(0, depth - 1)
                case UInt8(ascii: "\""): quotes += 1
                default: break
                }
            }
            return depth > 0 || quotes % 2 == 1
        }
    }

    /// Reports a text in braces that was split at a comma.
    ///
    /// - Returns: Where the text really ends; what stands before that is part of it.
    private mutating func checkSplit(key: Int, value: Int, after previous: Int?, in frame: Frame) -> Int {
        if records[value].isPlainText, hasOpenEnd(value) { return split(at: value, inMapping: true) }
        guard records[value].isNothing, !hasColon(after: key) else { return 0 }
        markBroken(key)
        markBroken(value)
        if let previous, records[previous].isPlainText {
            return max(split(at: previous, inMapping: true), Int(records[key].end))
        }
        let name = Self.short(text(of: key))
        if let colon = gluedColon(in: key) {
            add(Trap(input, file: file).gluedColon(Int(records[key].start)..<Int(records[key].end), after: colon))
            return 0
        }
        let brace = Int(records[frame.index].start)
        let close = Int(records[frame.index].end) - 1
        var repair: Diagnostic.Repair?
        if previous == nil, input[brace] == UInt8(ascii: "{"), close > brace {
            let inside = Bytes.text(input, brace + 1..<close)
            repair = Diagnostic.Repair(
                "a list is written in brackets",
                replacing: range(brace, close + 1),
                with: "[\(inside)]"
            )
        }
        add(
            Diagnostic(
                .missingValue,
                "nothing is given for '\(name)': braces hold keys with values",
                at: range(of: key),
                repair: inputHasColon(in: brace..<close) ? nil : repair
            )
        )
        // One finding for all such keys of these braces.
        return previous == nil ? close : 0
    }

    /// The colon of `label:Offer`, where a space is missing.
    private func gluedColon(in key: Int) -> Int? {
        let range = Int(records[key].start)..<Int(records[key].end)
        guard records[key].style == .plain, let colon = input[range].firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        return input[range.lowerBound..<colon].allSatisfy(Bytes.isWord) && colon > range.lowerBound ? colon : nil
    }

    private func inputHasColon(in range: Range<Int>) -> Bool { input[range].contains(UInt8(ascii: ":")) }

    private func hasColon(after key: Int) -> Bool {
        var at = Int(records[key].end)
        while at < input.count, Bytes.isBlank(input[at]) { at += 1 }
        return at < input.count && input[at] == UInt8(ascii: ":")
    }

    private mutating func split(at index: Int, inMapping: Bool) -> Int {
        let first = Int(records[index].start)
        let end = FlowText.end(input, from: first, inMapping: inMapping)
        if !records[index].flags.contains(.broken) {
            markBroken(index)
            add(Trap(input, file: file).flowSplit(first..<max(end, Int(records[index].end))))
        }
        return end
    }
}
