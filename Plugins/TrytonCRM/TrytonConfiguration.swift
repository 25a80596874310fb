public import Turnpike
public import TurnpikeCRM
public import TurnpikeRuntime
public import TurnpikeValues
public import TurnpikeWeb

/// What a configuration file says about Tryton.
///
/// ```yaml
/// server: https://tryton.example.org/crm
/// login: turnpike
/// password: env:TRYTON_PASSWORD
/// state: crm/
/// company: 1
/// process: b2b
/// stages: {lead: lead, proposal: opportunity, won: converted, lost: lost}
/// fields: {amount: amount}
/// ```
public struct TrytonConfiguration: Sendable {
    /// Server and database.
    public var server: WebAddress
    /// The name of the user.
    public var login: String
    /// Its password.
    public var password: Secret
    /// Names of what differs between databases.
    public var settings: TrytonCRM.Settings
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
        let server = reader.address("server")
        let login = reader.text("login")
        reader.demand("login", "the name of the user")
        let password = reader.secret("password")
        reader.demand("password", "it says env:NAME or file:PATH")
        let mapping = CRMMapping(json, &reader)
        let state = reader.path("state")
        reader.demand("state", "the folder for what was agreed on with Tryton")
        let company = reader.integer("company", 1...Int(Int32.max))
        reader.demand("company", "the number of the company")
        let employee = reader.integer("employee", 1...Int(Int32.max))
        let effect = reader.text("effect_field")
        reader.ignore("allow_http", "allow_private", "poll_seconds")
        if let probability = mapping.probability, probability != "conversion_probability" {
            reader.found("probability is written to Tryton's own field: say `probability: conversion_probability`")
        }
        let findings = reader.finish()
        guard findings.isEmpty, let server, let login, let password, let state, let company else {
            throw CRMSettingsError(message: findings.joined(separator: "; "))
        }
        self.server = server
        self.login = login
        self.password = password
        settings = TrytonCRM.Settings(
            company: Int64(company),
            employee: employee.map(Int64.init),
            fields: Array(Set(mapping.fields.values)).sorted(),
            partyFields: Array(
                Set(mapping.accounts?.fields.values.map { $0 } ?? [])
                    .union(mapping.contacts?.fields.values.map { $0 } ?? [])
            ).sorted(),
            writesProbability: mapping.probability != nil,
            effectField: effect,
            wonIsConverted: !mapping.stages.contains { $0.theirs == "won" }
        )
        self.mapping = mapping
        self.state = state
    }

    /// The connector that these settings describe.
    ///
    /// - Parameters:
    ///   - names: The names by which process files call it.
    ///   - roles: The roles in which Tryton's changes act.
    ///   - carrier: What makes the calls.
    ///   - pipeline: Where Tryton's changes go.
    public func connector(
        names: [String],
        roles: [String] = [],
        carrier: any HTTPCarrier,
        pipeline: @escaping @Sendable () -> Pipeline?
    ) -> CRMConnector {
        CRMConnector(
            TrytonCRM(base: server, login: login, password: password, settings: settings, carrier: carrier),
            mapping: mapping,
            ledger: FileLedger(state),
            names: names,
            roles: roles,
            pipeline: pipeline
        )
    }
}
