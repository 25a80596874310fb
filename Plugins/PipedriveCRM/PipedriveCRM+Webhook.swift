public import TurnpikeCRM
import TurnpikeValues
public import TurnpikeWeb

extension PipedriveCRM {
    /// A route for Pipedrive's webhooks, in both of their forms (`version: 2.0` and `1.0`).
    ///
    /// Pipedrive signs nothing: it sends the name and password that the webhook was given (HTTP Basic, RFC 7617), and so they
    /// are only safe over TLS. What a webhook says is not believed: the deal that it names is read.
    ///
    /// - Parameters:
    ///   - path: The route's path.
    ///   - user: The name that the webhook was given.
    ///   - passwords: Its password; several while one replaces another.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - connector: Looks at the deal.
    public static func webhook(
        _ path: String,
        user: String,
        passwords: [Secret],
        bodyLimit: Int = 256 * 1_024,
        connector: CRMConnector
    ) -> SignedRoute {
        SignedRoute(path, bodyLimit: bodyLimit) { call in
            guard isLogin(call.header("Authorization"), user, passwords) else {
                throw InboundRefusal(401, "the name or the password is not right")
            }
            return VerifiedMessage(id: Digest.sha256(call.body).hex, body: call.body)
        } handle: { message in
            try await connector.answer(try Self.deal(in: message.body).map { [$0] } ?? [])
        }
    }

    /// Compares with every password, so that the time it takes says nothing about which of them is near.
    private static func isLogin(_ header: String?, _ user: String, _ passwords: [Secret]) -> Bool {
        guard let header, header.prefix(6).lowercased() == "basic ",
            let given = Base64.decode(header.dropFirst(6).drop { $0 == " " })
        else { return false }
        var fits = false
        for password in passwords
        where ConstantTime.equal(Array((user + ":" + password.reveal()).utf8), given) {
            fits = true
        }
        return fits
    }

    /// The number of the deal that a webhook speaks of; nil where it speaks of something else.
    ///
    /// - Parameter body: The webhook's body.
    /// - Throws: `InboundRefusal` with 400 for what is no webhook of Pipedrive.
    public static func deal(in body: [UInt8]) throws(InboundRefusal) -> String? {
        guard let meta = (try? JSON.parse(body, maximumDepth: 32))?["meta"],
            let kind = (meta["entity"] ?? meta["object"])?.stringValue
        else { throw InboundRefusal(400, "the body is no webhook of Pipedrive") }
        guard kind == "deal" else { return nil }
        // In the second form `id` is that of the message.
        let id = meta["entity"] != nil ? meta["entity_id"] : meta["id"]
        guard let number = id?.int64 ?? id?.stringValue.flatMap({ Int64($0) }), number > 0 else {
            throw InboundRefusal(400, "the webhook names no deal")
        }
        return String(number)
    }
}
