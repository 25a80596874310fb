import Turnpike

/// Finds ids of one scope that become one Swift name.
struct NameCheck {
    private(set) var diagnostics: [Diagnostic] = []

    /// Checks the ids of a scope.
    ///
    /// - Parameters:
    ///   - ids: The ids with their places, in file order.
    ///   - kind: What they name, such as `stage`.
    ///   - name: How an id of this scope is called in Swift.
    mutating func check(_ ids: [(id: String, range: SourceRange)], _ kind: String, _ name: (String) -> String) {
        var first: [String: (id: String, range: SourceRange)] = [:]
        for entry in ids {
            let swift = name(entry.id)
            // Letters that differ in case alone make two names that nobody can tell apart.
            let key = swift.lowercased()
            guard let other = first[key] else {
                first[key] = entry
                continue
            }
            guard other.id != entry.id else { continue }
            diagnostics.append(
                Diagnostic(
                    .foldedNames,
                    severity: .error,
                    "the \(kind) '\(entry.id)' and '\(other.id)' have one name in Swift: \(swift)",
                    at: entry.range,
                    notes: [Diagnostic.Note("the other stands here", at: other.range)],
                    help: "rename one of the two"
                )
            )
        }
    }
}
