import Testing

@testable import TurnpikeImport

@Suite struct CSVReaderTests {
    /// The rows as lists of texts, and the problems as `line reason`.
    struct Read {
        var header: [String] = []
        var rows: [[String]] = []
        var lines: [Int] = []
        var problems: [String] = []
        var emptyLines = 0

        init(_ bytes: [UInt8], _ options: CSVReader.Options = .init()) throws {
            var reader = try CSVReader(bytes, options: options)
            header = reader.header
            while let item = reader.next() {
                switch item {
                case .row(let row):
                    rows.append(row.texts)
                    lines.append(row.line)
                case .problem(let problem): problems.append("\(problem.line) \(problem.reason)")
                }
            }
            emptyLines = reader.emptyLines
        }

        init(_ text: String, _ options: CSVReader.Options = .init()) throws {
            try self.init(Array(text.utf8), options)
        }
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["1", "2"]]),
        ("a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]]),
        ("a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
        ("\u{FEFF}a,b\n1,2", [["1", "2"]]),
        ("a;b\n1,5;2\n", [["1,5", "2"]]),
        ("a\tb\n1\t2\n", [["1", "2"]]),
        ("a|b\n1|2\n", [["1", "2"]]),
        ("sep=;\r\na;b\r\n1;2", [["1", "2"]]),
        ("\"a;x\",b\n1,2\n", [["1", "2"]]),
        ("a,b\n\"x, \"\"y\"\"\",\"line\nline\"\n", [["x, \"y\"", "line\nline"]]),
        ("a,b\n\"\",\"\"\"\"\n", [["", "\""]]),
        ("a,b\n,\n", [["", ""]]),
        ("a,b\n 1 ,2 \n", [[" 1 ", "2 "]]),
        (" a , b \n1,2", [["1", "2"]]),
        ("a,b\n\n1,2\n\r\n\n", [["1", "2"]]),
        ("a\n1\n\"\"\n", [["1"], [""]]),
        ("a,b\nä,日本\n", [["ä", "日本"]]),
        ("a,b\n", []),
        ("a,b", []),
    ])
    func wellFormedFilesAreReadAsTheyAreMeant(text: String, rows: [[String]]) throws {
        let read = try Read(text)
        #expect(read.rows == rows)
        #expect(read.problems == [])
        #expect(read.header.count == (rows.first?.count ?? 2))
        #expect(!read.header.contains { $0.contains(" ") || $0.hasPrefix("\u{FEFF}") })
    }

    @Test(arguments: [
        ("a,b\n1\n3,4\n", ["2 tooFewColumns"], [["3", "4"]]),
        ("a,b\n1,2,3\n3,4\n", ["2 tooManyColumns"], [["3", "4"]]),
        ("a,b\n\"x,2\n3,4\n5,6\n", ["2 unclosedQuote"], [["3", "4"], ["5", "6"]]),
        ("a,b\n\"x,2\n\"y\",4\n5,6\n", ["2 textAfterQuote"], [["y", "4"], ["5", "6"]]),
        ("a,b\n\"x\"y,2\n3,4\n", ["2 textAfterQuote"], [["3", "4"]]),
        ("a,b\nx\"y,2\n3,4\n", ["2 quoteInsideValue"], [["3", "4"]]),
        ("a,b\n5\" disk,2\n3,4\n", ["2 quoteInsideValue"], [["3", "4"]]),
        ("a,b\nx\0y,2\n3,4\n", ["2 zeroByte"], [["3", "4"]]),
        ("a,b\n\"x\0\n\",2\n3,4\n", ["2 zeroByte"], [["3", "4"]]),
        // The quote of line 2 is closed on line 4, where a row would otherwise disappear inside another.
        ("a,b\n1,\"x\n2,y\n3\",z\n4,w\n", ["2 tooManyColumns", "4 quoteInsideValue"], [["2", "y"], ["4", "w"]]),
    ])
    func aBrokenRowIsReportedWithItsLineAndTheNextIsRead(text: String, problems: [String], rows: [[String]]) throws {
        let read = try Read(text)
        #expect(read.problems == problems)
        #expect(read.rows == rows)
    }

    @Test func aRowThatIsNotUTF8IsReported() throws {
        for bad: [UInt8] in [[0xE4], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
            let read = try Read(Array("a,b\n1,".utf8) + bad + Array("\n3,4\n".utf8))
            #expect(read.problems == ["2 notUTF8"])
            #expect(read.rows == [["3", "4"]])
        }
    }

    @Test func linesAreCountedThroughQuotedValues() throws {
        let read = try Read("a,b\n1,\"x\r\ny\rz\n\"\n\n2,3\nbad\n4,5\n")
        #expect(read.lines == [2, 7, 9])
        #expect(read.problems == ["8 tooFewColumns"])
        #expect(read.emptyLines == 1)
    }

    @Test func limitsHold() throws {
        var options = CSVReader.Options()
        options.maximumValueBytes = 4
        options.maximumColumns = 2
        let read = try Read("a,b\n12345,2\n\"12345\",2\n1,2\n1,2,3,4,5,6,7,8\n", options)
        #expect(read.problems == ["2 valueTooLarge", "3 valueTooLarge", "5 tooManyColumns"])
        #expect(read.rows == [["1", "2"]])
        #expect(throws: CSVError.self) { try Read("a,b,c\n", options) }
        options.maximumBytes = 5
        #expect(throws: CSVError.self) { try Read("a,b\n1,2\n", options) }
    }

    @Test(arguments: [
        ([], CSVError.Code.empty),
        (Array("\n\n".utf8), .empty),
        ([0xFF, 0xFE, 0x61, 0x00], .otherEncoding),
        ([0x61, 0x00, 0x2C, 0x00, 0x62, 0x00], .otherEncoding),
        ([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], .binary),
        (Array("SQLite format 3\0".utf8), .binary),
        ((0..<200).map { UInt8($0 % 32) }, .binary),
        (Array("a,\"b\n1,2\n".utf8), .brokenHeader),
        (Array("a,b,a\n1,2,3\n".utf8), .repeatedColumn),
    ])
    func aFileThatIsNoCSVIsRefusedWhole(bytes: [UInt8], code: CSVError.Code) throws {
        do {
            _ = try CSVReader(bytes)
            Issue.record("read as CSV")
        } catch {
            #expect(error.code == code)
            #expect(!error.help.isEmpty)
        }
    }

    @Test func everyLineEndsUpSomewhereWhateverTheBytesAre() throws {
        // A small generator: every row that is not read must be reported, and reading must end.
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("abcdefg,,,,\"\"\"\n\n\r;xyz\0ä".utf8)
        for _ in 0..<2_000 {
            var bytes = Array("h,i\n".utf8)
            for _ in 0..<random(60) { bytes.append(alphabet[random(alphabet.count)]) }
            var reader = try CSVReader(bytes)
            var last = 1
            var count = 0
            while let item = reader.next() {
                count += 1
                let line: Int
                switch item {
                case .row(let row):
                    line = row.line
                    #expect(row.count == 2)
                    _ = row.texts
                case .problem(let problem):
                    line = problem.line
                    #expect(problem.lastLine >= problem.line)
                }
                #expect(line > last)
                last = line
            }
            #expect(count <= bytes.count)
            #expect(reader.position == reader.size)
        }
    }
}
