import Turnpike
import TurnpikeValues

extension Facts {
    /// Reads the zone that the contact's record names, where a window of the process is read by its clocks. The kernel
    /// reads no files, so it is handed over as a value; a name that no zone has is none.
    mutating func readContactZone(for process: SalesProcess) {
        guard process.readsContactZone, case .string(let name)? = contact?.values[.string("zone")] else { return }
        contactZone = try? Zone(named: name)
    }
}
