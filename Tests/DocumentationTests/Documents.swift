import Foundation

/// The articles of the catalogue and the README, as the tests read them.
enum Documents {
    /// A fenced block of an article.
    struct Block: CustomTestStringConvertibleBlock {
        var article: String
        var line: Int
        var language: String
        var text: String

        /// The name of a file that others of the article name, from `# file: packs/bant.yaml` on its first line.
        var fileName: String? {
            guard text.hasPrefix("# file: ") else { return nil }
            return text.split(separator: "\n").first.map { String($0.dropFirst(8)) }
        }
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func articles() throws -> [URL] {
        let catalogue = root.appendingPathComponent("Sources/Turnpike/Turnpike.docc")
        let files = try FileManager.default.contentsOfDirectory(at: catalogue, includingPropertiesForKeys: nil)
        return [root.appendingPathComponent("README.md")]
            + files.filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
    }

    static func blocks(_ language: String) throws -> [Block] {
        try articles().flatMap { try blocks(of: $0) }.filter { $0.language == language }
    }

    static func blocks(of article: URL) throws -> [Block] {
        var result: [Block] = []
        var open: Block?
        let text = try String(contentsOf: article, encoding: .utf8)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                if let block = open {
                    result.append(block)
                    open = nil
                } else {
                    let language = String(line.dropFirst(3))
                    open = Block(article: article.lastPathComponent, line: index + 1, language: language, text: "")
                }
            } else if open != nil {
                open?.text += line + "\n"
            }
        }
        return result
    }
}

/// Shows a block by its place in the list of test cases.
protocol CustomTestStringConvertibleBlock: Sendable, CustomStringConvertible {
    var article: String { get }
    var line: Int { get }
}

extension CustomTestStringConvertibleBlock {
    var description: String { "\(article):\(line)" }
}
