import Synchronization
import TurnpikeValues

/// A process's digest, computed when somebody first asks for it: who only checks a file, or runs deals without a store,
/// never does, and it costs about a tenth of a compilation.
///
/// What is known stands in words and not in an object, because every commit reads it.
final class LazyDigest: Sendable {
    private let first = Atomic<UInt64>(0)
    private let second = Atomic<UInt64>(0)
    private let third = Atomic<UInt64>(0)
    private let fourth = Atomic<UInt64>(0)
    private let isKnown = Atomic(false)
    /// What it is computed from; gone once it was.
    private let source: Mutex<SalesProcess.Parts?>

    init(_ parts: SalesProcess.Parts) {
        source = Mutex(parts)
    }

    /// The digest. Many may ask at once: one of them computes it.
    var value: Digest {
        if !isKnown.load(ordering: .acquiring) { compute() }
        return Digest(
            words: (
                first.load(ordering: .relaxed), second.load(ordering: .relaxed), third.load(ordering: .relaxed),
                fourth.load(ordering: .relaxed)
            )
        )
    }

    private func compute() {
        source.withLock { source in
            // Somebody else may have computed it meanwhile.
            guard let parts = source else { return }
            let words = DefinitionDigest.digest(of: parts).words
            first.store(words.0, ordering: .relaxed)
            second.store(words.1, ordering: .relaxed)
            third.store(words.2, ordering: .relaxed)
            fourth.store(words.3, ordering: .relaxed)
            isKnown.store(true, ordering: .releasing)
            source = nil
        }
    }
}
