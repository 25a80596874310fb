import TurnpikeValues

/// The candidate that a misspelt name most likely meant; nil when none is close.
func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    return EditDistance.nearest(to: name, in: candidates)
}
