public import Turnpike

extension YAMLTree {
    /// Reads a YAML text to a tree, with everything that is wrong with it.
    ///
    /// Never throws and never traps, whatever the bytes are. When a line is broken in a way that is understood, it is
    /// passed over and reading goes on, so that one run reports all findings of a file.
    ///
    /// - Parameters:
    ///   - source: The file.
    ///   - file: Its number in the ranges of findings.
    ///   - limits: How much the file may ask for.
    public static func read(_ source: SourceFile, file: UInt32 = 0, limits: YAMLLimits = YAMLLimits()) -> YAMLTree {
        let check = TextCheck(source, file: file, limits: limits)
        guard check.isReadable else { return YAMLTree(source: source, file: file, diagnostics: check.diagnostics) }
        if check.diagnostics.count >= limits.findings {
            let last = check.diagnostics.last?.range ?? .none
            let more = Diagnostic(.tooManyFindings, "further findings in this file are left out", at: last)
            return YAMLTree(source: source, file: file, diagnostics: check.diagnostics + [more])
        }
        var bytes = check.bytes
        var found = check.diagnostics
        var neutral: [Range<Int>] = []
        var isLossy = false
        var echoesEnd = 0
        // Each round reads the file again without one broken line; together they may read 64 MB.
        var rounds = min(64, max(1, (64 << 20) / max(1, bytes.count)))
        while true {
            rounds -= 1
            let state = (found: found, neutral: neutral, isLossy: isLossy)
            let (tree, next) = round(source, bytes, check, file: file, limits: limits, state)
            guard let next else { return tree }
            if next.place < echoesEnd || neutral.contains(where: { $0.contains(next.place) }) {
                // The replacement itself broke the text: what follows would be an echo.
                return tree
            }
            found.append(next.finding.diagnostic)
            let replaced = next.finding.neutral.map { [$0] } ?? next.finding.blank
            let isProgress = !replaced.isEmpty && replaced.allSatisfy { !$0.isEmpty }
            guard isProgress, rounds > 0, found.count < limits.findings else {
                if isProgress {
                    let message = "further findings in this file are left out"
                    found.append(Diagnostic(.tooManyFindings, message, at: next.finding.diagnostic.range))
                }
                return YAMLTree(
                    source: source,
                    file: file,
                    diagnostics: (found + tree.diagnostics.filter { !found.contains($0) }).inFileOrder()
                )
            }
            if let range = next.finding.neutral {
                for index in range { bytes[index] = UInt8(ascii: "x") }
            } else {
                isLossy = true
                for index in replaced.joined() where !Bytes.isBreak(bytes[index]) { bytes[index] = 0x20 }
            }
            neutral += replaced
            echoesEnd = replaced[0].upperBound
        }
    }

    private static func round(
        _ source: SourceFile,
        _ bytes: [UInt8],
        _ check: TextCheck,
        file: UInt32,
        limits: YAMLLimits,
        _ state: (found: [Diagnostic], neutral: [Range<Int>], isLossy: Bool)
    ) -> (YAMLTree, (finding: SyntaxProblem.Finding, place: Int)?) {
        bytes.withUnsafeBufferPointer { buffer in
            var builder = TreeBuilder(
                buffer,
                start: check.start,
                isASCII: check.isASCII,
                file: file,
                limits: limits,
                poisoned: state.neutral
            )
            let outcome = builder.run()
            var isWhole = false
            var next: (SyntaxProblem.Finding, Int)?
            switch outcome {
            case .whole: isWhole = true
            case .stopped: break
            case .problem(let problem):
                next = (problem.finding(buffer, file: file, builder: builder), problem.offset)
            }
            let tree = YAMLTree(
                source: source,
                file: file,
                diagnostics: (state.found + builder.diagnostics).inFileOrder(),
                records: builder.records,
                texts: builder.texts,
                bytes: bytes,
                isWhole: isWhole,
                isLossy: state.isLossy
            )
            return (tree, next)
        }
    }
}
