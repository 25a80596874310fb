import TurnpikeValues

extension SalesProcess {
    /// Changes a deal by what happened to a question; like all of `apply` it decides nothing.
    func apply(_ event: ExternalEvent, of record: Record.Stamp, to state: inout DealState) {
        let status: ExternalState.Status =
            switch event.kind {
            case .asked: .asked
            case .answered(let passes, text: _, validUntil: _): passes ? .passed : .failed
            case .down: .down
            }
        var fresh = ExternalState(event.external, status, key: event.key, at: record.recorded)
        switch event.kind {
        case .asked(let wish): fresh.wish = wish
        case .answered(passes: _, let text, let validUntil):
            fresh.text = text
            fresh.validUntil = validUntil
        case .down(let why): fresh.text = why
        }
        state.withRare { rare in
            rare.externals.removeAll { $0.external == event.external }
            rare.externals.append(fresh)
            rare.externals.sort { $0.external < $1.external }
        }
    }
}
