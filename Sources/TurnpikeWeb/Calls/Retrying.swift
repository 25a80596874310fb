public import Turnpike
public import TurnpikeValues

extension HTTPFailure {
    /// The same to a dispatcher: only an address that may not be called is given up at once.
    public var deliveryError: DeliveryError {
        switch kind {
        case .forbidden: .permanent(message)
        case .unreachable, .timedOut, .answerTooLong: .temporary(message)
        }
    }
}

extension HTTPAnswer {
    /// The longest time for which a receiver may ask to be left alone.
    public static let longestRest: Duration = .seconds(24 * 3_600)

    /// What a status means for a delivery; nil for success (200 to 299).
    ///
    /// Tried again are 408, 409, 423, 425, 429 and everything from 500 but 501 and 505. The rest is given up: redirects, which
    /// are never followed, and refusals.
    ///
    /// - Parameters:
    ///   - receiver: Who answered, for the message.
    ///   - now: The time, which a `Retry-After` with a date is counted from.
    public func deliveryError(from receiver: String, now: Instant) -> DeliveryError? {
        switch status {
        case 200...299: return nil
        case 300...399:
            return .permanent(
                "\(receiver) answered \(status), a redirect; redirects are not followed: set the new address"
            )
        case 408, 409, 423, 425, 429, 500, 502...504, 506...599:
            return .temporary("\(receiver) answered \(status)", retryAfter: rest(now: now))
        default: return .permanent("\(receiver) answered \(status)")
        }
    }

    /// What the header `Retry-After` asks for (RFC 9110, section 10.2.3), at most a day; nil where it says nothing readable.
    ///
    /// - Parameter now: The time that a date is counted from.
    public func rest(now: Instant) -> Duration? {
        guard let text = header("retry-after") else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            // So many digits that they fit no number ask for a long time as well.
            guard let seconds = Int64(text) else { return Self.longestRest }
            return min(.seconds(min(seconds, 1 << 32)), Self.longestRest)
        }
        guard let date = HTTPDate.read(text) else { return nil }
        return min(max(now.duration(to: date), .zero), Self.longestRest)
    }
}

/// The dates of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7; only that form, which is the one that
/// senders must use).
public enum HTTPDate: Sendable {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads a date; nil for another form.
    ///
    /// - Parameter text: The header's value.
    public static func read(_ text: String) -> Instant? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", parts[1].utf8.count == 2,
            let month = months.firstIndex(of: String(parts[2])), parts[3].utf8.count == 4, parts[4].utf8.count == 8
        else { return nil }
        let number = month + 1
        return Instant("\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}
