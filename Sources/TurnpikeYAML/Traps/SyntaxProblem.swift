import Turnpike

/// Where and why libyaml stopped, and what that means for the person who wrote the line.
struct SyntaxProblem {
    /// libyaml's words.
    var text: String
    /// Where it stopped.
    var offset: Int
    /// What it was reading.
    var context: String
    /// Where that began.
    var contextOffset: Int?

    /// A finding, and the bytes that may be replaced so that reading can go on behind them.
    struct Finding {
        var diagnostic: Diagnostic
        /// A value that may be read as one word: the structure around it stays what it is.
        var neutral: Range<Int>?
        /// Lines that may be left out: what they held is lost.
        var blank: [Range<Int>] = []
    }

    /// Makes a finding of the problem: one of the traps if the line looks like one, else YAML's own words.
    func finding(_ bytes: UnsafeBufferPointer<UInt8>, file: UInt32, builder: TreeBuilder) -> Finding {
        let reader = ProblemReader(problem: self, bytes: bytes, file: file, builder: builder)
        return reader.finding()
    }
}
