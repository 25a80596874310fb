import FuzzSupport

@testable import TurnpikeExpressions

/// Every text is cut into tokens that follow one another and lie inside it, and the end is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLexer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // The parser takes valid UTF-8 only.
    var text = text(start, count)
    text.withUTF8 { bytes in
        var lexer = Lexer(bytes: bytes)
        var end = 0
        var steps = 0
        while true {
            let token = lexer.next()
            while let problem = lexer.takeProblem() {
                promise(
                    problem.range.lowerBound >= 0 && problem.range.upperBound <= bytes.count,
                    "a finding outside the text: \(problem)"
                )
                promise(!problem.message.isEmpty, "a finding without words")
            }
            promise(token.start >= end, "a token begins before the end of the last")
            promise(token.end <= bytes.count, "a token ends outside the text")
            if token.kind == .end { break }
            promise(token.end > token.start, "an empty token")
            end = token.end
            steps += 1
            promise(steps <= bytes.count, "more tokens than bytes")
        }
        promise(lexer.position == bytes.count, "the end of the text was not reached")
    }
    return 0
}
