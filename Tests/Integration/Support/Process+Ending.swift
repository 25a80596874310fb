package import Foundation

extension Process {
    /// Starts the program; gives its exit status once it has ended, without a thread that waits for it.
    ///
    /// - Throws: where it cannot be started.
    package func startedToItsEnd() throws -> Task<Int32, Never> {
        let (ends, end) = AsyncStream<Int32>.makeStream()
        terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try run()
        return Task {
            for await status in ends { return status }
            return Int32(-1)
        }
    }
}
