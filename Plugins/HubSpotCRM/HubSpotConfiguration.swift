public import Turnpike
public import TurnpikeCRM
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about HubSpot.
///
/// ```yaml
/// token: env:HUBSPOT_TOKEN
/// state: crm/
/// process: b2b
/// pipeline: default
/// stages: {qualification: qualifiedtobuy, won: closedwon, lost: closedlost}
/// fields: {amount: amount}
/// owners: {rep_1: "4711"}
/// reasons: {price: Too expensive}
/// accounts: {name: name, domain: domain}
/// contacts: {email: email, name: lastname}
/// ```
public struct HubSpotConfiguration: Sendable {
    /// The token of a private app.
    public var token: Secret
    /// Where the interface is.
    public var base: WebAddress
    /// Names of what differs between accounts.
    public var settings: HubSpotCRM.Settings
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
        reader.demand("state", "the folder for what was agreed on with HubSpot")
        var settings = HubSpotCRM.Settings(
            pipeline: reader.text("pipeline") ?? "default",
            keyProperty: reader.text("key_property") ?? "turnpike_deal",
            effectProperty: reader.text("effect_property"),
            reasonProperty: reader.text("reason_property") ?? "closed_lost_reason",
            fields: Array(Set(mapping.fields.values)).sorted(),
            probability: mapping.probability
        )
        if let seconds = reader.integer("overlap_seconds", 0...3_600) { settings.overlap = .seconds(seconds) }
        reader.ignore("allow_http", "allow_private", "poll_seconds")
        let base = reader.address("api", or: "https://api.hubapi.com")
        let findings = reader.finish()
        guard findings.isEmpty, let base, let token, let state else {
            throw CRMSettingsError(message: findings.joined(separator: "; "))
        }
        self.token = token
        self.base = base
        self.settings = settings
        self.mapping = mapping
        self.state = state
    }

    /// The connector that these settings describe.
    ///
    /// - Parameters:
    ///   - names: The names by which process files call it.
    ///   - roles: The roles in which HubSpot's changes act.
    ///   - carrier: What makes the calls.
    ///   - pipeline: Where HubSpot's changes go.
    public func connector(
        names: [String],
        roles: [String] = [],
        carrier: any HTTPCarrier,
        pipeline: @escaping @Sendable () -> Pipeline?
    ) -> CRMConnector {
        CRMConnector(
            HubSpotCRM(token: token, base: base, settings: settings, carrier: carrier),
            mapping: mapping,
            ledger: FileLedger(state),
            names: names,
            roles: roles,
            pipeline: pipeline
        )
    }
}
