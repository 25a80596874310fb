import Turnpike
import TurnpikeExpressions

/// Mutants of cadences and of the rules for messages to customers.
extension MutantMaker {
    mutating func addCadences() {
        for (index, cadence) in definition.cadences.enumerated() {
            let name = "cadence \(cadence.id.value)"
            for (place, step) in cadence.steps.enumerated() { addStep(step, place, of: index, name) }
            for (place, stop) in cadence.stopsOn.enumerated() {
                // These always end a cadence, said or not.
                if stop.name.value == "stage_left" || stop.name.value == "outcome" { continue }
                add("delete stop \(stop.name.value) of \(name)", at: stop.name.range, .everything) {
                    $0.cadences[index].stopsOn.remove(at: place)
                }
            }
            for (place, pause) in cadence.pausesOn.enumerated() {
                add("delete pause \(pause.signal.value) of \(name)", at: pause.signal.range, .everything) {
                    $0.cadences[index].pausesOn.remove(at: place)
                }
            }
            addLate(cadence.late, "late of \(name)") { $0.cadences[index].late = $1 }
            if let window = cadence.window {
                add("delete window of \(name)", at: window.range, .everything) {
                    $0.cadences[index].window = nil
                    $0.cadences[index].missed = nil
                }
            }
        }
        addContactRules()
    }

    private mutating func addStep(_ step: CadenceStepDefinition, _ place: Int, of index: Int, _ name: String) {
        let what = "step \(place + 1) of \(name)"
        add("delete \(what)", at: step.range, .everything) { $0.cadences[index].steps.remove(at: place) }
        if let after = step.after {
            add("delete after of \(what)", at: after.range, .everything) { $0.cadences[index].steps[place].after = nil }
        }
        if !step.on.isEmpty {
            add("delete on of \(what)", at: step.on[0].name.range, .everything) {
                $0.cadences[index].steps[place].on = []
            }
        }
        if let when = step.when {
            add("delete when of \(what)", at: when.range, .everything) { $0.cadences[index].steps[place].when = nil }
            addBounds(when, "when of \(what)", .everything) { $0.cadences[index].steps[place].when = $1 }
        }
    }

    private mutating func addContactRules() {
        guard let rules = definition.contactRules else { return }
        if let forbidden = rules.doNotContact {
            add("delete do_not_contact", at: forbidden.range, .everything) { $0.contactRules?.doNotContact = nil }
        }
        if let hours = rules.hours {
            add("delete hours of contact_rules", at: hours.range, .everything) { $0.contactRules?.hours = nil }
        }
        if let most = rules.perDay {
            add("delete per_day of contact_rules", at: most.range, .everything) { $0.contactRules?.perDay = nil }
        }
        if let most = rules.perOwner {
            add("delete per_owner of contact_rules", at: most.range, .everything) { $0.contactRules?.perOwner = nil }
        }
    }
}
