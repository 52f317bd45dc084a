import FoundationEssentials

/// The `Retry-After` header: how long a server asks to wait.
enum RetryAfter {
    /// Longer waits are cut to this: a run that can be repeated should not hang on one header.
    private static let longest: Duration = .seconds(60)

    /// The wait, clamped to 0…60 s; nil for text that is neither a number of seconds nor an HTTP date (held against `now`).
    static func wait(_ header: String, now: Date) -> Duration? {
        if header.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) {
            return Double(header).flatMap(clamped)
        }
        return date(header).flatMap { clamped($0.timeIntervalSince(now)) }
    }

    private static func clamped(_ seconds: Double) -> Duration? {
        guard !seconds.isNaN else { return nil }
        return max(.zero, min(longest, .seconds(min(max(seconds, 0), 60))))
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The date of RFC 9110, section 5.6.7, in the one form that may still be written: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = number(parts[1], in: 1...31),
            let month = months.firstIndex(of: String(parts[2])), let year = number(parts[3], in: 1970...9999)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3, let hour = number(time[0], in: 0...23), let minute = number(time[1], in: 0...59),
            let second = number(time[2], in: 0...60)
        else { return nil }
        var components = DateComponents()
        components.year = year
        components.month = month + 1
        components.day = day
        components.hour = hour
        components.minute = minute
        components.second = second
        var calendar = Calendar(identifier: .gregorian)
        guard let utc = TimeZone(secondsFromGMT: 0) else { return nil }
        calendar.timeZone = utc
        return calendar.date(from: components)
    }

    private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(text), range.contains(value) else {
            return nil
        }
        return value
    }
}
