public import TurnpikeValues
import TurnpikeWeb

extension WebhookDelivery.Settings {
    /// The settings of a configuration file.
    ///
    /// ```yaml
    /// url: https://receiver.example.com/turnpike
    /// secrets: ["env:WEBHOOK_SECRET", "env:WEBHOOK_SECRET_OLD"]
    /// type_prefix: com.example.sales
    /// schemas: https://receiver.example.com/schemas
    /// ```
    ///
    /// - Parameters:
    ///   - json: The settings, an object.
    ///   - folder: What a path of `file:` starts from; empty or with a slash at its end.
    /// - Throws: `WebhookError`, with everything that is wrong; never a secret.
    public init(_ json: JSON, folder: String = "") throws(WebhookError) {
        var reader = SettingsReader(json, folder: folder)
        let address = reader.address("url")
        let references = reader.texts("secrets") ?? reader.text("secret").map { [$0] } ?? []
        let prefix = reader.text("type_prefix")
        let schemas = reader.text("schemas")
        let timeout = reader.integer("timeout_seconds", 1...300)
        let limit = reader.integer("body_limit", 1_024...16 << 20)
        reader.ignore("allow_http", "allow_private")
        var secrets: [WebhookSecret] = []
        for reference in references {
            guard let secret = reader.secret(reference, of: "secrets") else { continue }
            do { secrets.append(try WebhookSecret(secret.reveal())) } catch {
                reader.found("secrets: \(error.message)")
            }
        }
        if references.isEmpty { reader.found("secrets is missing") }
        let findings = reader.finish()
        guard findings.isEmpty, let address else {
            throw WebhookError(.badSettings, findings.joined(separator: "; "))
        }
        self.init(
            address,
            secrets: secrets,
            prefix: prefix ?? "turnpike",
            schemas: schemas,
            timeout: .seconds(timeout ?? 15),
            bodyLimit: limit ?? 256 * 1_024
        )
    }
}
