import TurnpikeExpressions

extension ProcessChecker {
    /// The fields that hold a score and its band; they stand behind those of the file and are computed like others.
    static let scoreFields = ["score", "score_band"]

    /// A definition with the fields that its score lives in.
    static func withScoreFields(_ definition: Definition) -> Definition {
        guard let score = definition.score, !definition.fields.contains(where: { scoreFields.contains($0.id.value) })
        else { return definition }
        var definition = definition
        var field = FieldDefinition(
            id: Located("score", at: score.range),
            type: FieldTypeDefinition(name: Located("integer", at: score.range)),
            range: score.range
        )
        field.label = Located("Score", at: score.range)
        // It stands for the rules, which are judged one by one: a rule that is unknown gives no points.
        field.compute = ExpressionSource("0", at: score.range)
        definition.fields.append(field)
        if let first = score.bands.first {
            var band = FieldDefinition(
                id: Located("score_band", at: first.name.id.range),
                type: FieldTypeDefinition(
                    name: Located("choice", at: first.name.id.range),
                    options: score.bands.map(\.name)
                ),
                range: score.range
            )
            band.label = Located("Score band", at: score.range)
            band.compute = ExpressionSource("\"\(first.name.id.value)\"", at: score.range)
            definition.fields.append(band)
        }
        return definition
    }

    mutating func resolveScore() {
        guard let score = definition.score else { return }
        for field in definition.fields where Self.scoreFields.contains(field.id.value) && field.range != score.range {
            report(.reservedName, "the field '\(field.id.value)' comes with 'score'", at: field.id.range)
        }
        guard let index = tables.fields["score"] else { return }
        used.fields[index] = true
        if let band = tables.fields["score_band"] { used.fields[band] = true }
        _ = declare(score.rules.lazy.map(\.id), "rule of the score")
        var rules: [ScoreTable.Rule] = []
        for rule in score.rules {
            if rule.add.value == 0 {
                report(.scoreNothing, "a rule of 0 points changes no score", at: rule.add.range)
            }
            let when = rule.when.flatMap {
                varyingCondition($0, ifTrue: "the points are always given", ifFalse: "the points are never given")
            }
            let each = rule.each.flatMap { condition($0, expecting: .int) }
            for condition in [when, each].compactMap({ $0 }) { refuseScore(in: condition, "a rule of the score") }
            if rule.when != nil, when == nil { continue }
            if rule.each != nil, each == nil { continue }
            rules.append(
                ScoreTable.Rule(
                    id: rule.id.value,
                    label: rule.label?.value ?? rule.id.value,
                    points: rule.add.value,
                    when: when,
                    each: each,
                    atMost: rule.atMost?.value,
                    range: rule.range == .none ? rule.id.range : rule.range
                )
            )
        }
        for computation in parts.computations where !Self.scoreFields.contains(parts.fields[computation.field.index].id)
        {
            refuseScore(in: computation.condition, "a computed field")
        }
        if let low = score.minimum, let high = score.maximum, low.value > high.value {
            report(
                .outOfRange,
                "min \(low.value) is above max \(high.value)",
                at: low.range,
                notes: [Diagnostic.Note("max stands here", at: high.range)]
            )
        }
        checkBands(score, rules)
        parts.score = ScoreTable(
            rules: rules,
            minimum: score.minimum?.value,
            maximum: score.maximum?.value,
            bands: score.bands.map {
                ScoreTable.Band(
                    id: $0.name.id.value,
                    label: $0.name.label?.value ?? $0.name.id.value,
                    from: $0.from.value
                )
            },
            field: FieldID(index),
            band: tables.fields["score_band"].map { FieldID($0) }
        )
    }

    private mutating func checkBands(_ score: ScoreDefinition, _ rules: [ScoreTable.Rule]) {
        for (low, high) in zip(score.bands, score.bands.dropFirst()) where high.from.value <= low.from.value {
            report(
                .scoreBands,
                "'\(high.name.id.value)' begins at \(high.from.value), which is not above \(low.from.value)",
                at: high.from.range,
                notes: [Diagnostic.Note("the band before it begins here", at: low.from.range)],
                help: "bands stand from the lowest to the highest"
            )
        }
        // The best that can be reached, where every rule that gives points has an end.
        var most: Int? = 0
        for rule in score.rules where rule.add.value > 0 {
            let best = rule.each == nil ? min(rule.add.value, rule.atMost?.value ?? .max) : rule.atMost?.value
            most = most.flatMap { sum in best.map { min(sum + $0, ScoreTable.most) } }
        }
        if let maximum = score.maximum { most = min(most ?? maximum.value, maximum.value) }
        guard rules.count == score.rules.count, let most else { return }
        for band in score.bands where band.from.value > most {
            reportUnsound(
                .scoreUnreachable,
                "no deal reaches '\(band.name.id.value)': it begins at \(band.from.value), and the most is \(most)",
                at: band.from.range
            )
        }
    }

    /// The score follows from everything else, so nothing that it follows from reads it.
    private mutating func refuseScore(in condition: Condition, _ what: String) {
        for (path, slot) in condition.program.readPaths {
            guard case .field(let field) = slot, Self.scoreFields.contains(parts.fields[field].id) else { continue }
            report(.scoreCircle, "\(what) cannot read \(path)", at: condition.source.words)
            return
        }
    }
}
