import Synchronization
import TurnpikeWeb

#if canImport(Glibc)
    import Glibc
#endif

/// Where the servers are that `Scripts/test_plugins.sh` has started.
enum Servers {
    /// A variable of the environment; nil where the server is not there.
    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The receiver that answers as it is told.
    static var sink: WebAddress? { variable("TURNPIKE_SINK").flatMap { try? WebAddress($0) } }
}
