import TurnpikeValues

/// What a hook is told of a deal that another one opens.
extension Decider {
    /// The members that sort between `at` and `name`.
    func writeBeforeName(_ event: OpeningEvent, to writer: inout JSONWriter) {
        switch event {
        case .opened(rule: _, number: _, let deal), .returned(rule: _, number: _, let deal, stage: _, count: _):
            writer.optional("deal", deal.description)
        case .due, .refused, .reached, .told: break
        }
    }

    /// The members that sort behind it.
    func writeAfterName(_ event: OpeningEvent, to writer: inout JSONWriter) {
        if let rule = event.rule {
            writer.optional("opening", process.openings[rule].path)
            writer.optional("process", process.openings[rule].process)
        }
        switch event {
        case .returned(rule: _, number: _, deal: _, let stage, count: _): writer.optional("stage", stage)
        case .refused(rule: _, number: _, let unmet): writer.strings("unmet", unmet)
        case .due, .opened, .reached, .told: break
        }
    }
}
