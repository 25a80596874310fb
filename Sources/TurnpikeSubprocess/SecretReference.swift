#if Subprocess

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif

    /// A secret that a configuration names instead of saying it: `env:NAME` or `file:PATH`.
    enum SecretReference {
        /// The secret; a text of another form stands for itself.
        static func resolve(_ text: String) throws(PluginStartError) -> String {
            if text.hasPrefix("env:") {
                let name = String(text.dropFirst(4))
                guard let value = getenv(name) else {
                    throw PluginStartError(message: "the environment has no variable '\(name)' for '\(text)'")
                }
                return String(cString: value)
            }
            guard text.hasPrefix("file:") else { return text }
            let path = String(text.dropFirst(5))
            guard let file = fopen(path, "re") else {
                throw PluginStartError(message: "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
            }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = fread(&bytes, 1, bytes.count, file)
            // The line feed at the end is the editor's, not the secret's.
            var content = bytes[..<count]
            while content.last == UInt8(ascii: "\n") || content.last == UInt8(ascii: "\r") { content.removeLast() }
            return String(decoding: content, as: UTF8.self)
        }
    }

#endif
