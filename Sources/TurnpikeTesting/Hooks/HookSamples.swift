public import Turnpike
import TurnpikeValues

/// Requests such as a dispatcher makes them, for trying a plug-in.
public struct HookSamples: Hashable, Sendable {
    /// The plug-in that they are for: `crm`, `email`, `notify` or another name.
    public var plugin: String
    /// What it is asked to do.
    public var action: String
    /// The settings of the process file's action.
    public var settings: [String: String]

    /// Samples for a plug-in.
    ///
    /// - Parameters:
    ///   - plugin: `crm`, `email`, `notify` or another name.
    ///   - action: What it is asked to do; by default what process files ask such a plug-in first.
    ///   - settings: The settings of the action; by default those that such a plug-in needs.
    public init(_ plugin: String, action: String? = nil, settings: [String: String]? = nil) {
        self.plugin = plugin
        switch plugin {
        case "crm":
            self.action = action ?? "upsert"
            self.settings = settings ?? [:]
        case "email":
            self.action = action ?? "send"
            self.settings = settings ?? ["body": "A sample.", "subject": "A sample", "to": "sample@example.org"]
        default:
            self.action = action ?? "send"
            self.settings = settings ?? ["text": "A sample.", "to": "#samples"]
        }
    }

    /// A deal's id; different numbers give different deals, the same number the same one.
    public static func deal(_ number: Int) -> DealID {
        var random = Numbers(state: UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15)
        return DealID(UUIDv7(milliseconds: 1_790_000_000_000 + Int64(number), random: &random))
    }

    /// A delivery.
    ///
    /// - Parameters:
    ///   - deal: The number of the deal.
    ///   - revision: The revision that caused it; the key follows from both.
    ///   - attempt: The number of the attempt.
    ///   - name: What people call the deal.
    ///   - text: What stands in the setting that carries the text, where there is one.
    ///   - format: The format of the document.
    public func delivery(
        deal: Int = 1,
        revision: Int64 = 1,
        attempt: Int = 1,
        name: String = "A sample deal",
        text: String? = nil,
        format: Int64 = HookRequest.format
    ) -> DeliveryRequest {
        let id = Self.deal(deal)
        let key = "\(id)/\(revision)/0/\(plugin)"
        var settings = self.settings
        if let text, let carrier = ["text", "body", "note"].first(where: { settings[$0] != nil }) {
            settings[carrier] = text
        }
        let body: JSON = .object([
            ("action", .string(action)),
            (
                "deal",
                .object([
                    ("fields", .object([("amount", .object([("$money", "50000 EUR")]))])),
                    ("id", .string(id.description)), ("name", .string(name)), ("owner", "rep_1"),
                    ("process", "sample"), ("revision", .int(revision)), ("stage", "offer"), ("version", 1),
                ])
            ),
            (
                "event",
                .object([
                    ("actor", "rep_1"), ("at", "2026-11-02T09:30:00Z"), ("from", "greet"),
                    ("name", "stage.entered offer"), ("to", "offer"),
                ])
            ),
            ("format", .int(format)),
            ("key", .string(key)),
            ("kind", .string(plugin)),
            ("settings", .object(settings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
        return DeliveryRequest(
            tenant: "",
            deal: id,
            revision: revision,
            plugin: plugin,
            key: key,
            attempt: attempt,
            body: body.canonical()
        )
    }

    /// A text with what receivers trip over: quotes, line ends that could end a header, markup, marks that turn the
    /// direction of writing, characters beyond the first plane.
    public static let oddText =
        "\"quoted\" \\ back\r\nBcc: everybody@example.org\r\n\r\n<b>&amp;</b> \u{202E}abc\u{202C} 😀 e\u{301} \u{0}end"

    // Reproducible numbers; nothing here must differ between runs.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }
}
