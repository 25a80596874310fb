public import Turnpike

extension ProcessDiagram {
    /// The picture of a checked process.
    ///
    /// Labels are those of the file; where it gives none, the id is made readable ("closed_won" becomes "Closed won").
    ///
    /// - Parameter deals: How many deals rest in each stage, by stage id, inner stages and those around them each for
    ///   themselves; nil for a picture of the process alone. Where it is given, a stage that is not named in it has none.
    public init(process: SalesProcess, deals: [String: Int]? = nil) {
        let reader = ProcessReader(process: process)
        var subtitle = "\(process.id), version \(process.version)"
        if reader.title == process.id { subtitle = "version \(process.version)" }
        self.init(
            title: reader.title,
            subtitle: subtitle,
            nodes: process.stages.indices.filter { process.stages[$0].parent == nil }.map {
                reader.node(StageID($0), deals: deals)
            },
            edges: process.moves.compactMap(reader.edge),
            anywhere: process.moves.filter { $0.source == nil }.map(reader.anywhere),
            limits: reader.limits(of: nil).map { "whole process: " + $0 }
        )
    }
}

/// Puts the parts of a process into words.
private struct ProcessReader {
    let process: SalesProcess
    /// The first stage that wins a deal; what follows it is life after the sale.
    private let firstWon: Int

    init(process: SalesProcess) {
        self.process = process
        firstWon = process.stages.firstIndex { $0.outcome == .won } ?? process.stages.count
    }

    var title: String { readable(process.label, id: process.id) }

    func node(_ id: StageID, deals: [String: Int]?) -> ProcessDiagram.Node {
        let stage = process[id]
        let around = stage.parent.map { process[$0] }
        let begins = around?.initial == id || stage.track.map { process[$0].initial == id } == true
        // A stage says of itself what the stages around it say; once is enough.
        let probability = stage.probability == around?.probability ? nil : stage.probability
        let forecast = stage.forecast == around?.forecast ? nil : stage.forecast
        let starts = process.starts.filter { $0.stage == id }
        // One start without a condition means that deals may start here whatever the others say.
        let conditions = starts.compactMap { $0.when?.source.text }
        return ProcessDiagram.Node(
            id: stage.id,
            label: name(of: id),
            kind: kind(of: id),
            isStart: !starts.isEmpty || begins,
            startNote: startNote(conditions, of: starts.count, isInner: around != nil),
            probability: probability.map { "\($0)" } ?? "",
            forecast: forecast.map { words($0, id: $0) } ?? "",
            enterGates: stage.enter.map { name(of: $0) },
            exitGates: stage.exit.map { name(of: $0) },
            opens: process.openings.filter { $0.stage == id }.map(words(for:)),
            approvals: approvals(of: stage.enter + stage.exit),
            limits: limits(of: id),
            cadences: stage.cadence.map { [words(for: process[$0])] } ?? [],
            deals: deals.map { $0[stage.id] ?? 0 },
            regions: regions(of: stage, deals: deals)
        )
    }

    /// A cadence: its name, what it does with the time between, and how it is left.
    private func words(for cadence: Cadence) -> String {
        let steps = cadence.steps.compactMap { step -> String? in
            if case .stop = step.action { return nil }
            let after = step.after.map { "after \($0.span) " } ?? ""
            return after + step.words.split(separator: "_").joined(separator: " ")
        }
        // What few remember anyway is told by the file.
        let told = steps.prefix(4).joined(separator: ", ") + (steps.count > 4 ? ", and \(steps.count - 4) more" : "")
        return readable(cadence.label, id: cadence.id) + ": " + told
    }

    /// A deal that is opened elsewhere: its process, and when.
    private func words(for opening: OpeningRule) -> String {
        let name = readable(opening.process, id: opening.process)
        switch opening.trigger {
        case .entry: return opening.when.map { "\(name) if \($0.source.text)" } ?? name
        case .after(let span): return "\(name) after \(span.span)"
        case .at(let time): return "\(name) at \(time.source.text)"
        }
    }

    private func startNote(_ conditions: [String], of count: Int, isInner: Bool) -> String {
        let words = conditions.count == count ? conditions.joined(separator: " or ") : ""
        guard isInner, count > 0 else { return words }
        return "deals start here" + (words.isEmpty ? "" : ": " + words)
    }

    private func regions(of stage: Stage, deals: [String: Int]?) -> [ProcessDiagram.Region] {
        if stage.isPhase { return [.init(nodes: stage.children.map { node($0, deals: deals) })] }
        return stage.tracks.map { id in
            let track = process[id]
            return ProcessDiagram.Region(
                label: readable(track.label, id: track.id),
                note: track.when.map { "if " + $0.source.text } ?? "",
                nodes: track.stages.map { node($0, deals: deals) }
            )
        }
    }

    private func kind(of id: StageID) -> ProcessDiagram.Kind {
        let stage = process[id]
        return switch stage.outcome {
        case .won: .won
        case .lost: .lost
        case nil: stage.isHold ? .hold : stage.isFinal ? .final : id.index > firstWon ? .after : .open
        }
    }

    // MARK: Moves

    /// The move of a stage; nil for one of `anywhere`.
    func edge(_ move: Move) -> ProcessDiagram.Edge? {
        guard let source = move.source else { return nil }
        return ProcessDiagram.Edge(
            from: process[source].id,
            to: target(of: move),
            label: label(of: move),
            direction: direction(of: move, from: source),
            trigger: trigger(of: move),
            gates: move.gates.map { name(of: $0) },
            skips: passed(move, from: source).filter { move.skips.contains($0) }.map { name(of: $0) },
            notes: notes(of: move),
            history: history(of: move)
        )
    }

    private func history(of move: Move) -> ProcessDiagram.History? {
        switch move.resume {
        case .deep: .deep
        case .shallow: .shallow
        case nil: nil
        }
    }

    func anywhere(_ move: Move) -> ProcessDiagram.AnywhereMove {
        ProcessDiagram.AnywhereMove(
            to: target(of: move),
            label: label(of: move),
            trigger: trigger(of: move),
            gates: move.gates.map { name(of: $0) },
            notes: notes(of: move)
        )
    }

    private func target(of move: Move) -> ProcessDiagram.Target {
        switch move.target {
        case .stage(let stage): .stage(process[stage].id)
        case .cameFrom: .cameFrom
        case .earlier: .earlier
        }
    }

    /// Nothing where the move is called like the stage it leads to.
    private func label(of move: Move) -> String {
        if case .stage(let stage) = move.target, move.label == process[stage].id { return "" }
        return readable(move.label, id: move.id)
    }

    private func direction(of move: Move, from source: StageID) -> ProcessDiagram.Direction {
        switch move.target {
        case .earlier: return .back
        case .cameFrom: return .aside
        case .stage(let target):
            if isWithin(source, target) { return .again }
            if process[target].isAside || process[source].isAside { return .aside }
            return target > source ? .forward : .back
        }
    }

    /// Whether a stage is another one or stands inside it.
    private func isWithin(_ stage: StageID, _ outer: StageID) -> Bool {
        var stage: StageID? = stage
        while let inner = stage {
            if inner == outer { return true }
            stage = process[inner].parent
        }
        return false
    }

    private func trigger(of move: Move) -> ProcessDiagram.Trigger {
        switch move.trigger {
        case .person: .person
        case .signal(let signal): .signal(words(process[signal].label, id: process[signal].id))
        case .asSoonAs(let condition): .automatic("as soon as " + condition.source.text)
        case .complete: .automatic("when complete")
        case .after(let span): .automatic("after \(span.span)")
        case .at(let time): .automatic("at " + time.source.text)
        }
    }

    /// The stages of the order between the move's ends.
    private func passed(_ move: Move, from source: StageID) -> [StageID] {
        guard case .stage(let target) = move.target, !process[target].isAside, !process[source].isAside,
            source.index + 1 < target.index
        else { return [] }
        return (source.index + 1..<target.index).map { StageID($0) }.filter { stage in
            !process[stage].isAside && !isWithin(stage, source) && !isWithin(target, stage)
        }
    }

    private func notes(of move: Move) -> [String] {
        var notes: [String] = []
        if let when = move.when { notes.append("if " + when.source.text) }
        if let within = move.within { notes.append("within \(within.span)") }
        if let most = move.atMost { notes.append(most == 1 ? "once" : "at most \(most) times") }
        if let source = move.source {
            let through = passed(move, from: source).filter { !move.skips.contains($0) && move.through.contains($0) }
            if !through.isEmpty { notes.append("through " + through.map { name(of: $0) }.joined(separator: ", ")) }
        }
        let approvals = self.approvals(of: move.gates)
        if !approvals.isEmpty { notes.append("approval: " + approvals.joined(separator: "; ")) }
        if !move.ask.isEmpty {
            notes.append(
                "asks for: " + move.ask.map { words(process[$0].label, id: process[$0].id) }.joined(separator: ", ")
            )
        }
        if let because = move.because {
            notes.append("because: " + readable(process[because].label, id: process[because].id))
        } else if move.reasonList != nil || targetReasonList(of: move) != nil {
            notes.append("with a reason")
        }
        if let by = move.by {
            let names = self.names(of: by)
            if !names.isEmpty { notes.append("by " + choice(names)) }
        }
        return notes
    }

    /// "A, B or C".
    private func choice(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }

    private func targetReasonList(of move: Move) -> Int? {
        guard case .stage(let target) = move.target else { return nil }
        return process[target].reasonList
    }

    // MARK: Approvals and limits

    /// Who gives the approvals that gates ask for, those inside other gates included: `Discount: Sales manager, then …`.
    private func approvals(of gates: [GateID]) -> [String] {
        var seen: Set<GateID> = []
        var found: [ApprovalID] = []
        func look(at id: GateID) {
            guard seen.insert(id).inserted else { return }
            for criterion in process[id].criteria {
                switch criterion.kind {
                case .approval(let approval): if !found.contains(approval) { found.append(approval) }
                case .any(let inner), .all(let inner): inner.forEach(look)
                case .needs, .done, .check, .external: break
                }
            }
        }
        gates.forEach(look)
        return found.map { id in
            let approval = process[id]
            let steps = approval.steps.map(words)
            return readable(approval.label, id: approval.id) + ": " + steps.joined(separator: ", then ")
        }
    }

    private func words(for step: Approval.Step) -> String {
        let seats = step.seats.map { choice(names(of: $0)) }
        // Each seat is a person of its own.
        var words = seats.joined(separator: step.quorum < seats.count ? ", " : " and ")
        if seats.count > 1, Set(seats).count == 1 {
            words = "\(step.quorum) people of " + seats[0]
        } else if step.quorum < seats.count {
            words = "\(step.quorum) of " + words
        }
        if let when = step.when { words += " if " + when.source.text }
        return words
    }

    /// The limits of a stage, or of the process: `Decide: within 10 working days`.
    func limits(of stage: StageID?) -> [String] {
        process.limits.filter { $0.owner == stage }.map { limit in
            var words = "\(readable(limit.label, id: limit.id)): within \(limit.within.span)"
            switch limit.clock {
            case .entered: break
            case .opened: if stage != nil { words += " of the opening" }
            case .lastActivity(let activities):
                let names = activities.map { self.words(process[$0].label, id: process[$0].id) }
                // Of all activities no name says more than "any".
                let isAny = activities.count == process.activities.count || activities.isEmpty
                words += " of the last " + (isAny ? "activity" : choice(names))
            }
            for step in limit.steps {
                guard let move = step.move.flatMap({ id in process.moves.first { $0.id == id } }) else { continue }
                words += ", then: " + readable(move.label, id: move.id)
            }
            return words
        }
    }

    private func names(of roles: RoleSet) -> [String] {
        roles.roles.map { readable(process.roles[$0.index].label, id: process.roles[$0.index].id) }
            + (roles.owner ? ["the owner"] : []) + (roles.requester ? ["who asks"] : [])
            + (roles.ownerManager ? ["the owner's manager"] : [])
    }

    // MARK: Names

    private func name(of stage: StageID) -> String { readable(process[stage].label, id: process[stage].id) }

    /// The gate's label; for one without a label, its readable id; for one written in place, what it demands.
    private func name(of id: GateID, depth: Int = 0) -> String {
        let gate = process[id]
        guard gate.label == gate.id, gate.id.contains(".") else { return readable(gate.label, id: gate.id) }
        let demands = gate.criteria.map { demand($0, depth: depth) }
        return demands.isEmpty ? sentence(gate.id) : capitalized(demands.joined(separator: ", "))
    }

    private func demand(_ criterion: Criterion, depth: Int) -> String {
        // Gates may hold gates; the picture names the outer ones.
        guard depth < 3 else { return "more" }
        switch criterion.kind {
        case .needs(.field(let field)): return words(process[field].label, id: process[field].id)
        case .needs(.owner): return "an owner"
        case .needs(.account): return "an account"
        case .needs(.contact): return "a contact"
        case .done(let done):
            let activity = words(process[done.activity].label, id: process[done.activity].id) + " done"
            return done.atLeast > 1 ? activity + " \(done.atLeast) times" : activity
        case .check(let check): return check.condition.source.text
        case .external(let external): return "\(process[external].plugin) says yes"
        case .approval(let approval):
            return words(process[approval].label, id: process[approval].id) + " approved"
        case .any(let gates): return gates.map { name(of: $0, depth: depth + 1) }.joined(separator: " or ")
        case .all(let gates): return gates.map { name(of: $0, depth: depth + 1) }.joined(separator: " and ")
        }
    }

    /// The label, or the readable id where the file gives no label.
    private func readable(_ label: String, id: String) -> String { label == id ? sentence(id) : label }

    /// The same within a phrase: an id keeps its small letters.
    private func words(_ label: String, id: String) -> String {
        label == id ? id.split(separator: "_").joined(separator: " ") : label
    }

    private func sentence(_ id: String) -> String { capitalized(id.split(separator: "_").joined(separator: " ")) }

    private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
