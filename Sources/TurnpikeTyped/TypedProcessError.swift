public import Turnpike

/// A deal does not fit the types that it is loaded as.
public struct TypedProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of misfit, for a program to branch on.
    public struct Code: Hashable, Sendable {
        let name: String

        /// The deal runs through another process.
        public static let otherProcess = Self(name: "otherProcess")
        /// The deal is stored under another version of the process.
        public static let otherVersion = Self(name: "otherVersion")
        /// The deal is stored under the same version with another text.
        public static let otherText = Self(name: "otherText")
        /// The deal is in another stage than the one asked for.
        public static let elsewhere = Self(name: "elsewhere")
        /// There is no such deal.
        public static let noSuchDeal = Self(name: "noSuchDeal")
    }

    /// A definition by its names.
    public struct Definition: Hashable, Sendable, CustomStringConvertible {
        /// The process's id.
        public let process: String
        /// Its version.
        public let version: Int
        /// The digest of its text in hexadecimal digits.
        public let digest: String

        /// `b2b_software 3 (digest 0f3a91c2…)`
        public var description: String { "\(process) \(version) (digest \(digest.prefix(8))…)" }
    }

    /// The kind of misfit.
    public let code: Code
    /// The deal, where there is one.
    public let deal: DealID?
    /// What the types were generated from.
    public let generated: Definition
    /// What the deal is stored under.
    public let stored: Definition
    /// The stage in which the deal is, where that is what does not fit.
    public let stage: String?

    @usableFromInline
    init<Process: TypedProcess>(
        _ code: Code,
        _ process: Process.Type,
        stored: Definition? = nil,
        deal: DealID? = nil,
        stage: String? = nil
    ) {
        self.code = code
        self.deal = deal
        generated = Definition(process: Process.id, version: Process.version, digest: Process.digest)
        self.stored = stored ?? generated
        self.stage = stage
    }

    static func compare<Process: TypedProcess>(
        _ stored: Definition,
        with process: Process.Type,
        deal: DealID?
    ) throws(TypedProcessError) {
        let code: Code
        if stored.process != Process.id {
            code = .otherProcess
        } else if stored.version != Process.version {
            code = .otherVersion
        } else if stored.digest != Process.digest {
            code = .otherText
        } else {
            return
        }
        throw TypedProcessError(code, process, stored: stored, deal: deal)
    }

    /// What does not fit, with both definitions.
    public var description: String {
        let subject = deal.map { "the deal \($0)" } ?? "the process"
        switch code {
        case .elsewhere:
            return
                "\(subject) is in \(stage.map { "'\($0)'" } ?? "another stage"), for which the types of \(generated) have "
                + "no place here"
        case .noSuchDeal: return "there is no deal \(deal.map { "\($0)" } ?? "")"
        case .otherText:
            return
                "\(subject) is \(stored), and the types were generated from \(generated): the same version with another "
                + "text; generate the types again, or raise 'version'"
        default: return "\(subject) is \(stored), and the types were generated from \(generated)"
        }
    }
}
