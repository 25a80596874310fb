public import TurnpikeCRM
import TurnpikeValues
public import TurnpikeWeb

extension HubSpotCRM {
    /// A route for HubSpot's webhooks. They only say which deals to look at; their signature (`X-HubSpot-Signature-v3`) and
    /// their age, five minutes at most, are checked before anything is read.
    ///
    /// HubSpot sends up to a hundred events at once, in no certain order, and again where it gets no 2xx: a batch in which
    /// a deal could not be looked at is answered 503, and comes again.
    ///
    /// - Parameters:
    ///   - path: The route's path.
    ///   - secrets: The secret of the app; several while one replaces another.
    ///   - address: Scheme and host by which HubSpot calls.
    ///   - bodyLimit: The longest body that it reads, in bytes.
    ///   - connector: Looks at the deals.
    public static func webhook(
        _ path: String,
        secrets: [Secret],
        address: String,
        bodyLimit: Int = 256 * 1_024,
        connector: CRMConnector
    ) -> SignedRoute {
        let signature = CallbackSignature.hubSpot(base: address)
        return SignedRoute(path, bodyLimit: bodyLimit) { call in
            try signature.verify(call, keys: secrets)
            return VerifiedMessage(id: Digest.sha256(call.body).hex, body: call.body)
        } handle: { message in
            try await connector.answer(try Self.deals(in: message.body))
        }
    }

    /// The ids of deals that a webhook speaks of, each once.
    ///
    /// - Parameter body: The webhook's body: a list of events.
    /// - Throws: `InboundRefusal` with 400 for what is no list of events.
    public static func deals(in body: [UInt8]) throws(InboundRefusal) -> [String] {
        guard let events = (try? JSON.parse(body, maximumDepth: 16))?.elements,
            events.allSatisfy({ $0["subscriptionType"]?.stringValue != nil })
        else { throw InboundRefusal(400, "the body is no list of events") }
        var ids: [String] = []
        var known: Set<String> = []
        for event in events where isOfDeals(event) {
            // Of records that were merged all are named: one is left, and it may have a new id.
            let named = [event["objectId"], event["primaryObjectId"], event["newObjectId"]].compactMap { $0 }
            for id in named + (event["mergedObjectIds"]?.elements ?? []) {
                guard let text = id.int64.map(String.init) ?? id.stringValue, isID(text), known.insert(text).inserted
                else { continue }
                ids.append(text)
            }
        }
        return ids
    }

    /// Older subscriptions name the kind of record, newer ones its number: 0-3 are deals.
    private static func isOfDeals(_ event: JSON) -> Bool {
        let kind = event["subscriptionType"]?.stringValue ?? ""
        return kind.hasPrefix("deal.") || kind.hasPrefix("object.") && event["objectTypeId"]?.stringValue == "0-3"
    }

    private static func isID(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
