extension SalesProcess {
    /// The gate and the criterion of an id such as `bant.check.budget_covers`.
    public func criterion(_ id: String) -> (gate: GateID, criterion: Criterion)? {
        guard let gate = gateOfCriterion(id) else { return nil }
        return self[gate].criteria.first { $0.id == id }.map { (gate, $0) }
    }

    /// The gate whose criterion an id names; gate ids may themselves hold dots (`qualification.exit`).
    func gateOfCriterion(_ id: String) -> GateID? {
        var end = id.endIndex
        while let dot = id[..<end].lastIndex(of: ".") {
            if let gate = gate(String(id[..<dot])) { return gate }
            end = dot
        }
        return nil
    }

    /// The track of an id such as `negotiation.tracks.legal_review`.
    func track(ofCriterion id: String) -> TrackID? {
        let parts = id.split(separator: ".")
        guard parts.count == 3, parts[1] == "tracks", let track = track(String(parts[2])),
            self[self[track].stage].id == parts[0]
        else { return nil }
        return track
    }

    /// Whether one of these gates holds a check of severity `warn`, so that the long answer is asked for it.
    func hasWarnings(_ ids: [GateID]) -> Bool {
        guard !warningGates.isEmpty else { return false }
        return ids.contains { warningGates.contains($0) }
    }
}
