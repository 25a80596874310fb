import Testing
import Turnpike
import TurnpikeValues
import TurnpikeWeb

@Suite("What an answer means for a delivery")
struct RetryTests {
    private let now = Instant("1994-11-06T08:49:00Z") ?? .min

    @Test("success is 200 to 299", arguments: [200, 201, 202, 204, 299])
    func success(status: Int) { #expect(HTTPAnswer(status).deliveryError(from: "it", now: now) == nil) }

    @Test("busy or broken is tried again", arguments: [408, 409, 423, 425, 429, 500, 502, 503, 504, 507, 599])
    func temporary(status: Int) {
        #expect(HTTPAnswer(status).deliveryError(from: "it", now: now)?.kind == .temporary)
    }

    @Test(
        "refusals and redirects are given up",
        arguments: [100, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422, 501, 505, 600]
    )
    func permanent(status: Int) {
        let answer = HTTPAnswer(status, headers: [.init("Location", "http://127.0.0.1/")])
        #expect(answer.deliveryError(from: "it", now: now)?.kind == .permanent)
    }

    @Test(
        "Retry-After is read in both of its forms and never beyond a day",
        arguments: [
            ("0", 0), ("7", 7), ("120", 120), ("99999999", 86_400), ("999999999999999999999999", 86_400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sun, 06 Nov 1994 08:48:37 GMT", 0),
            ("Mon, 06 Nov 2034 08:49:37 GMT", 86_400),
        ]
    )
    func rest(text: String, seconds: Int64) {
        let answer = HTTPAnswer(429, headers: [.init("retry-AFTER", text)])
        #expect(answer.deliveryError(from: "it", now: now)?.retryAfter == .seconds(seconds))
    }

    @Test(
        "a Retry-After that cannot be read says nothing",
        arguments: [
            "", "soon", "-1", "1.5", "0x10", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov",
        ]
    )
    func noRest(text: String) {
        #expect(HTTPAnswer(503, headers: [.init("Retry-After", text)]).rest(now: now) == nil)
    }

    @Test("only an address that may not be called is given up at once", arguments: HTTPFailure.Kind.allCases)
    func failure(kind: HTTPFailure.Kind) {
        #expect((HTTPFailure(kind, "x").deliveryError.kind == .permanent) == (kind == .forbidden))
    }

    @Test("settings that are wrong or unknown are all found at once")
    func settings() {
        var reader = SettingsReader(["count": 7, "list": [], "typo": 1, "flag": "yes", "url": "nonsense"], folder: "")
        _ = reader.integer("count", 1...5)
        _ = reader.texts("list")
        _ = reader.flag("flag")
        _ = reader.address("url")
        _ = reader.address("other")
        let findings = reader.finish()
        #expect(findings.count == 6)
        #expect(findings.contains { $0.hasPrefix("typo is not known") })
    }
}
