// A plug-in in Swift that keeps a ledger: one line per effect, however often it is delivered.
import Synchronization
import Turnpike
import TurnpikePlugins
import TurnpikeValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Appends to a file and remembers the keys that stand in it.
final class Ledger: Sendable {
    private let state = Mutex((path: "", keys: Set<String>()))

    /// Opens the file, and reads the keys that are in it.
    func open(_ path: String) throws {
        var keys: Set<String> = []
        if let file = fopen(path, "re") {
            defer { fclose(file) }
            var line: UnsafeMutablePointer<CChar>?
            var size = 0
            defer { free(line) }
            // The last line may be half written: the machine may have gone down in the middle of it.
            while getline(&line, &size, file) > 0, let text = line.map({ String(cString: $0) }), text.hasSuffix("\n") {
                if let key = (try? JSON.parse(String(text.dropLast())))?["key"]?.stringValue { keys.insert(key) }
            }
        }
        guard let file = fopen(path, "ae") else {
            throw PluginFailure(.badConfiguration, "'\(path)' cannot be written: \(String(cString: strerror(errno)))")
        }
        fclose(file)
        state.withLock { $0 = (path, keys) }
    }

    /// Appends a line, unless the key is there.
    func append(_ key: String, _ line: JSON) throws(DeliveryError) {
        let failure: String? = state.withLock { state in
            guard !state.keys.contains(key) else { return nil }
            guard let file = fopen(state.path, "ae") else { return String(cString: strerror(errno)) }
            defer { fclose(file) }
            let bytes = line.canonical() + [UInt8(ascii: "\n")]
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fflush(file) == 0, fsync(fileno(file)) == 0 else {
                return String(cString: strerror(errno))
            }
            state.keys.insert(key)
            return nil
        }
        if let failure { throw .temporary("the ledger cannot be written: \(failure)") }
    }
}

let ledger = Ledger()
let description = PluginDescription(
    name: "ledger",
    version: "1.0.0",
    plugins: ["notify"],
    concurrency: 4,
    schema: ConfigurationSchema([
        "type": "object",
        "required": ["path"],
        "additionalProperties": false,
        "properties": [
            "path": ["type": "string", "minLength": 1],
            "token": ["type": "string", "writeOnly": true],
        ],
    ])
)

await PluginService(
    description,
    configure: { configuration in try ledger.open(configuration["path"]?.stringValue ?? "") },
    ask: { question in
        // An example of a gate's question: is the amount within what the ledger allows?
        let amount = question.values["amount"]?.decimalValue ?? 0
        return PluginAnswer(passes: amount <= 1_000, text: "The ledger takes up to 1000.")
    },
    deliver: { delivery in
        let request = try HookRequest(delivery.body)
        guard let text = request.settings["text"] else {
            throw DeliveryError.permanent("the hook's notify action says no 'text'")
        }
        try ledger.append(
            delivery.key,
            .object([
                ("deal", .string(delivery.deal.description)), ("event", .string(request.event.name)),
                ("key", .string(delivery.key)), ("revision", .int(delivery.revision)), ("text", .string(text)),
            ])
        )
        return DeliveryReceipt(reference: delivery.key)
    }
).run()
