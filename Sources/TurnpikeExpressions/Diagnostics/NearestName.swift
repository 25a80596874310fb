import TurnpikeValues

/// The candidate that a misspelt name most likely meant; nil when none is close.
func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    let length = name.utf8.count
    guard length <= 64 else { return nil }
    // A distance is at least the difference of the lengths; most of thousands of names fall out here.
    let allowed = max(1, length / 3) * 4
    return EditDistance.nearest(to: name, in: candidates.lazy.filter { abs($0.utf8.count - length) <= allowed })
}
