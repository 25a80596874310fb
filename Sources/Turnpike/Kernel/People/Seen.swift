import TurnpikeExpressions
import TurnpikeValues

extension Scope {
    /// The fields that the receiver of a message may not see, where that is a role of the process or the deal's owner.
    ///
    /// A channel or an address is given what a setting names: whoever wrote it there meant it.
    func fieldsHidden(fromReceiverOf action: HookAction) -> Set<FieldID> {
        guard let to = action.settings.first(where: { $0.key == "to" })?.template, to.parts.count == 1 else {
            return []
        }
        var roles: [RoleID] = []
        var isOwner = false
        switch to.parts[0] {
        case .text(let text):
            guard let role = process.role(text) else { return [] }
            roles = [role]
        case .value(let condition):
            guard condition.source.text == "deal.owner" else { return [] }
            isOwner = true
            // Without a directory nobody knows what else an owner is.
            let held = state.owner.flatMap { facts.people?[$0]?.roles } ?? []
            roles = held.compactMap { process.role($0) }
        }
        let maySee = { (allowed: RoleSet) -> Bool in
            isOwner && allowed.owner || allowed.roles.contains { roles.contains($0) }
        }
        return Set(process.permissions.see.filter { !maySee($0.value) }.keys)
    }
}

extension SalesProcess {
    /// The fields of a deal whose values somebody may not see (`permissions: {see: …}`).
    public func hiddenFields(of state: DealState, from context: Context) -> [FieldID] {
        guard hidesFields else { return [] }
        var state = state
        return withUnsafePointer(to: context) { context in
            withUnsafeMutablePointer(to: &state) { state in
                let scope = Scope(process: self, state: state, now: context.pointee.now, context: context)
                return permissions.see.keys.filter { !scope.maySee($0) }.sorted()
            }
        }
    }

    /// The deal as somebody may see it: what is hidden from them is masked. It is for showing only, never to be stored.
    public func seen(_ state: DealState, by context: Context) -> DealState {
        var state = state
        for field in hiddenFields(of: state, from: context) where state.slots[field.index] != .null {
            state.slots[field.index] = .string(Scope.mask)
        }
        return state
    }

    /// A record as somebody may see it; for showing only.
    public func seen(_ record: Record, of state: DealState, by context: Context) -> Record {
        let hidden = Set(hiddenFields(of: state, from: context))
        guard !hidden.isEmpty else { return record }
        var record = record
        for index in record.events.indices {
            guard case .fieldsSet(let changes, let isComputed) = record.events[index] else { continue }
            let masked = changes.map { change -> Event.FieldChange in
                guard hidden.contains(change.field) else { return change }
                var change = change
                if change.old != .null { change.old = .string(Scope.mask) }
                if change.new != .null { change.new = .string(Scope.mask) }
                return change
            }
            record.events[index] = .fieldsSet(masked, isComputed: isComputed)
        }
        return record
    }
}
