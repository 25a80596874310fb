public import Turnpike
public import TurnpikeCRM
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about Pipedrive.
///
/// ```yaml
/// token: env:PIPEDRIVE_TOKEN
/// state: crm/
/// process: b2b
/// pipeline: 1
/// key_field: 0f1d0a3f4a9a6c6d5c1c9c7b2f8e4d3a2b1c0d9e
/// stages: {qualification: "2", proposal: "3", won: won, lost: lost}
/// fields: {amount: value}
/// ```
public struct PipedriveConfiguration: Sendable {
    /// The token of a user.
    public var token: Secret
    /// Where the interface is.
    public var base: WebAddress
    /// Names of what differs between companies.
    public var settings: PipedriveCRM.Settings
    /// The declared table.
    public var mapping: CRMMapping
    /// The folder in which is remembered what was agreed on.
    public var state: String

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What paths start from; empty or with a slash at its end.
    /// - Throws: `CRMSettingsError` with everything that is wrong; never a secret.
    public init(_ json: JSON, folder: String = "") throws {
        var reader = SettingsReader(json, folder: folder)
        let token = reader.secret("token")
        reader.demand("token", "it says env:NAME or file:PATH")
        let mapping = CRMMapping(json, &reader)
        let state = reader.path("state")
        reader.demand("state", "the folder for what was agreed on with Pipedrive")
        let pipeline = reader.integer("pipeline", 1...Int(Int32.max))
        reader.demand("pipeline", "the number of the pipeline")
        let key = reader.text("key_field")
        reader.demand("key_field", "the key of a custom field of deals for our id")
        let effect = reader.text("effect_field")
        reader.ignore("allow_http", "allow_private", "poll_seconds")
        let base = reader.address("api", or: "https://api.pipedrive.com")
        if let probability = mapping.probability, probability != "probability" {
            reader.found("probability is written to Pipedrive's own field: say `probability: probability`")
        }
        let findings = reader.finish()
        guard findings.isEmpty, let base, let token, let state, let pipeline, let key else {
            throw CRMSettingsError(message: findings.joined(separator: "; "))
        }
        self.token = token
        self.base = base
        settings = PipedriveCRM.Settings(
            pipeline: Int64(pipeline),
            keyField: key,
            effectField: effect,
            fields: Array(Set(mapping.fields.values)).sorted(),
            writesProbability: mapping.probability != nil
        )
        self.mapping = mapping
        self.state = state
    }

    /// The connector that these settings describe.
    ///
    /// - Parameters:
    ///   - names: The names by which process files call it.
    ///   - roles: The roles in which Pipedrive's changes act.
    ///   - carrier: What makes the calls.
    ///   - pipeline: Where Pipedrive's changes go.
    public func connector(
        names: [String],
        roles: [String] = [],
        carrier: any HTTPCarrier,
        pipeline: @escaping @Sendable () -> Pipeline?
    ) -> CRMConnector {
        CRMConnector(
            PipedriveCRM(token: token, base: base, settings: settings, carrier: carrier),
            mapping: mapping,
            ledger: FileLedger(state),
            names: names,
            roles: roles,
            pipeline: pipeline
        )
    }
}
