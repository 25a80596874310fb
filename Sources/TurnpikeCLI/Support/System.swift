#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few calls of the operating system that the program needs; Foundation would cost every start some milliseconds.
enum System: Sendable {
    /// The words after the program's name, each nil where it is no UTF-8.
    static func arguments() -> [String?] {
        let words = UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
        return words.dropFirst().map { word in word.flatMap { String(validatingCString: $0) } }
    }

    /// A variable of the environment; nil where it is absent, empty or no UTF-8.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), let text = String(validatingCString: value) else { return nil }
        return text.isEmpty ? nil : text
    }

    /// Whether a variable of the environment holds bytes that are no UTF-8.
    static func isDamaged(environment name: String) -> Bool {
        getenv(name).map { String(validatingCString: $0) == nil } ?? false
    }

    /// Gives the descriptors 0 to 2 something to stand for where the caller has closed them: the next file that is
    /// opened would take the number, and answers would be written into the store.
    static func reserveStandardDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // Standard output is opened for reading, so that writing to it still fails and is told.
            _ = open("/dev/null", descriptor == 2 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Sets a variable of the environment for this program.
    static func setEnvironment(_ name: String, _ value: String) {
        setenv(name, value, 1)
    }

    /// Whether a descriptor is a terminal.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The columns of the terminal behind a descriptor.
    static func terminalWidth(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// A reader that goes away must not kill the program in the middle of its work.
    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Writes all bytes; zero, or the error's number.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = writeSome(descriptor, UnsafeRawBufferPointer(rebasing: buffer[offset...]))
                if count < 0 {
                    if errno == EINTR { continue }
                    return errno
                }
                offset += count
            }
            return 0
        }
    }

    private static func writeSome(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    /// Whether a write failed because nobody reads any more.
    static func isBrokenPipe(_ error: Int32) -> Bool { error == EPIPE }

    /// What an error's number means.
    static func describe(_ error: Int32) -> String { String(cString: strerror(error)) }

    /// What stands at a path.
    enum Kind: Sendable {
        case nothing
        case file
        case folder
        case other
    }

    /// What stands at a path; what cannot be looked at counts as nothing.
    static func kind(of path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .nothing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The bytes of a file, or nil where it cannot be read or is longer than `limit`.
    static func read(_ path: String, limit: Int = 16 << 20) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { return ferror(file) == 0 ? all : nil }
            all += block[..<count]
            guard all.count <= limit else { return nil }
        }
    }

    /// Creates a file with this content.
    ///
    /// - Throws: `Failure` where it exists already (unless `replacing`) or cannot be written.
    static func createFile(_ path: String, _ bytes: [UInt8], replacing: Bool) throws {
        let mode = replacing ? O_TRUNC : O_EXCL
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o644)
        guard descriptor >= 0 else {
            let error = errno
            if error == EEXIST {
                throw Failure.wrongUse("file_exists", "'\(path)' exists already, and nothing is overwritten")
            }
            throw Failure(.failed, "unwritable", "cannot write '\(path)': \(describe(error))")
        }
        let error = write(bytes, to: descriptor)
        let closing = close(descriptor) == 0 ? 0 : errno
        guard error == 0, closing == 0 else {
            unlink(path)
            throw Failure(.failed, "unwritable", "cannot write '\(path)': \(describe(error == 0 ? closing : error))")
        }
    }

    /// Appends to a file, which is created where it is not there, and flushes it to the disk.
    ///
    /// - Throws: `Failure` where it cannot be written.
    static func appendToFile(_ path: String, _ bytes: [UInt8]) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(.failed, "unwritable", "cannot write '\(path)': \(describe(errno))")
        }
        defer { close(descriptor) }
        var error = write(bytes, to: descriptor)
        // A pipe or a device cannot be flushed, which is no failure.
        if error == 0, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { error = errno }
        guard error == 0 else {
            throw Failure(.failed, "unwritable", "cannot write '\(path)': \(describe(error))")
        }
    }

    /// Makes a folder the current one.
    static func enter(folder: String) throws {
        guard chdir(folder) == 0 else {
            throw Failure(.failed, "unreadable", "cannot enter '\(folder)': \(describe(errno))")
        }
    }

    /// Makes a new, empty folder for temporary files.
    static func makeTemporaryFolder() throws -> String {
        var template = Array(((environment("TMPDIR") ?? "/tmp") + "/turnpike-XXXXXX").utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
        }
        guard made else { throw Failure(.failed, "unwritable", "cannot make a temporary folder: \(describe(errno))") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes files and then their folder; what is not there is no error.
    static func remove(folder: String, files: [String]) {
        for file in files { unlink(folder + "/" + file) }
        rmdir(folder)
    }

    /// The names in a folder, sorted.
    static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { buffer in
                String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Ends the program.
    static func exit(_ status: Int32) -> Never {
        #if canImport(Glibc)
            Glibc.exit(status)
        #elseif canImport(Musl)
            Musl.exit(status)
        #else
            Darwin.exit(status)
        #endif
    }
}
