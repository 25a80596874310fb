import Synchronization
import TurnpikeValues

/// A process's digest, computed when somebody first asks for it: who only checks a file, or runs deals without a store,
/// never does, and it costs about a tenth of a compilation.
final class LazyDigest: Sendable {
    private final class Known: Sendable {
        let digest: Digest

        init(_ digest: Digest) {
            self.digest = digest
        }
    }

    private let known = AtomicLazyReference<Known>()
    /// What it is computed from; gone once it was.
    private let source: Mutex<SalesProcess.Parts?>

    init(_ parts: SalesProcess.Parts) {
        source = Mutex(parts)
    }

    /// The digest. Many may ask at once: one of them computes it.
    var value: Digest {
        if let known = known.load() { return known.digest }
        return source.withLock { source in
            // Somebody else may have computed it meanwhile.
            if let known = known.load() { return known.digest }
            guard let parts = source else { preconditionFailure("a digest without what it is computed from") }
            let made = known.storeIfNil(Known(DefinitionDigest.digest(of: parts)))
            source = nil
            return made.digest
        }
    }
}
