/// A pack of this folder, embedded in the program: fields, activities and gates that a process takes in with `uses:`.
public struct ProcessPack: Hashable, Sendable {
    /// The id.
    public let id: String
    /// What it is for, in one line.
    public let summary: String

    /// The file's name without folders.
    public var name: String { "\(id).yaml" }

    /// Its text, UTF-8.
    public var bytes: [UInt8] {
        switch id {
        case "bant": PackageResources.bant_yaml
        case "gdpr_consent": PackageResources.gdpr_consent_yaml
        case "meddicc": PackageResources.meddicc_yaml
        case "spiced": PackageResources.spiced_yaml
        default: []
        }
    }

    /// All packs, by id.
    public static let all: [ProcessPack] = [
        ProcessPack(id: "bant", summary: "Budget, authority, need and timeline"),
        ProcessPack(id: "gdpr_consent", summary: "Consent and other grounds for keeping and using personal data"),
        ProcessPack(id: "meddicc", summary: "Metrics, buyer, criteria, process, pain, champion, competition"),
        ProcessPack(id: "spiced", summary: "Situation, pain, impact, critical event and decision"),
    ]

    /// The pack of an id.
    public static func named(_ id: String) -> ProcessPack? { all.first { $0.id == id } }
}
