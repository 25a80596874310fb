import TurnpikeValues

/// How a rendered text stands in the outbox where it holds sensitive values: as a list of words and references, which
/// are filled in when it is delivered, so that an erased value leaves the outbox too.
enum SensitiveText {
    static func write(_ pieces: [RenderedPiece], _ process: SalesProcess, to writer: inout JSONWriter) {
        if pieces.count == 1, case .text(let text) = pieces[0] {
            writer.string(text)
            return
        }
        writer.beginObject()
        writer.key("$text")
        writer.beginArray()
        for piece in pieces {
            switch piece {
            case .text(let text): writer.string(text)
            case .sensitive(let field, let revision):
                writer.beginObject()
                writer.key("field")
                writer.string(process[field].id)
                writer.key("revision")
                writer.int(revision)
                writer.endObject()
            }
        }
        writer.endArray()
        writer.endObject()
    }

    /// The text of a setting; an erased value is the mask.
    static func resolve(_ json: JSON, _ sensitive: [SensitiveValue]) -> JSON {
        guard let pieces = json["$text"]?.elements else { return json }
        var text = ""
        for piece in pieces {
            if let words = piece.stringValue {
                text += words
                continue
            }
            let stored = sensitive.first { value in
                value.field == piece["field"]?.stringValue && value.revision == piece["revision"]?.int64
            }
            if let bytes = stored?.value, let value = try? ValueCoding.value(from: bytes) {
                text += value.asShownToPeople
            } else {
                text += Scope.mask
            }
        }
        return .string(text)
    }
}

extension OutboxRow {
    /// Whether the request refers to sensitive values, which are to be filled in before it is delivered.
    public var refersToSensitiveValues: Bool {
        request.count >= 7 && String(decoding: request, as: UTF8.self).contains("\"$text\"")
    }

    /// The request with its references to sensitive values filled in; an erased value is masked.
    ///
    /// `sensitive` holds the deal's values of all revisions, as `DealStore.sensitiveValues(of:tenant:)` gives them.
    public func resolvedRequest(_ sensitive: [SensitiveValue]) -> [UInt8] {
        guard refersToSensitiveValues, let json = try? JSON.parse(request), let members = json.members else {
            return request
        }
        let resolved = members.map { key, value -> (String, JSON) in
            guard key == "settings", let settings = value.members else { return (key, value) }
            return (key, .object(settings.map { ($0.0, SensitiveText.resolve($0.1, sensitive)) }))
        }
        return JSON.object(resolved).canonical()
    }
}
