#if SQLite

    import Foundation

    /// A folder for one test.
    struct TemporaryFolder {
        let path: String

        init() throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "turnpike-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            path = url.path
        }

        func remove() {
            try? FileManager.default.removeItem(atPath: path)
        }

        /// The folder's file names, in order.
        func contents() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        }

        func bytes(_ name: String) throws -> Data {
            try Data(contentsOf: URL(filePath: path + "/" + name))
        }
    }

#endif
