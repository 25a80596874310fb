package import Testing

/// The servers have one memory each, so suites that make them fail or look into them go one after the other.
package struct OneAtATime: SuiteTrait, TestScoping {
    private actor Gate {
        private var isTaken = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func enter() async {
            guard isTaken else {
                isTaken = true
                return
            }
            await withCheckedContinuation { waiting.append($0) }
        }

        func leave() {
            if waiting.isEmpty {
                isTaken = false
            } else {
                waiting.removeFirst().resume()
            }
        }
    }

    private static let gate = Gate()

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Self.gate.enter()
        do {
            try await function()
        } catch {
            await Self.gate.leave()
            throw error
        }
        await Self.gate.leave()
    }
}

extension Trait where Self == OneAtATime {
    /// Waits until no other suite with this trait runs.
    package static var oneAtATime: Self { Self() }
}
