package import FoundationEssentials

/// A moment as the API writes it: RFC 3339 in UTC with milliseconds, `2025-12-17T08:06:56.862Z`.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var date: Date

    package init(_ date: Date) {
        self.date = date
    }

    /// Reads a moment with or without a fraction of the second; nil for any other text.
    package init?(_ text: String) {
        let precise = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? precise.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
        self.date = date
    }

    package var description: String { Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(date) }

    package static func + (start: Self, duration: Duration) -> Self {
        Timestamp(start.date.addingTimeInterval(duration / .seconds(1)))
    }

    package static func < (left: Self, right: Self) -> Bool { left.date < right.date }
}
