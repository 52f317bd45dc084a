package import FoundationEssentials

/// A moment in whole milliseconds, the precision of the API's dates and ids; written as RFC 3339 in UTC.
///
/// Whole numbers, because a `Date` that is formatted to milliseconds may come out one too low.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z.
    package var milliseconds: Int

    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    /// The nearest millisecond.
    package init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        self.milliseconds = Int(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max)
    }

    /// Reads RFC 3339 with or without a fraction of the second; nil for any other text.
    package init?(_ text: String) {
        let precise = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? precise.parse(text)) ?? (try? Date.ISO8601FormatStyle().parse(text)) else { return nil }
        self.init(date)
    }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Drops what is less than a millisecond of the duration, and stays at the first or last moment that there is.
    package static func + (start: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooFar) = Int(seconds).multipliedReportingOverflow(by: 1000)
        let (sum, isBeyond) = whole.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
        let (end, isOut) = start.milliseconds.addingReportingOverflow(sum)
        guard !isTooFar, !isBeyond, !isOut else { return Timestamp(milliseconds: duration < .zero ? .min : .max) }
        return Timestamp(milliseconds: end)
    }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// For example `2025-12-17T08:06:56.862Z`.
    package var description: String {
        let parts = calendarParts
        let day = "\(padded(parts.year, to: 4))-\(padded(parts.month, to: 2))-\(padded(parts.day, to: 2))"
        let time = "\(padded(parts.hour, to: 2)):\(padded(parts.minute, to: 2)):\(padded(parts.second, to: 2))"
        return "\(day)T\(time).\(padded(parts.millisecond, to: 3))Z"
    }

    /// For example `20251217080656862`, as connection ids begin.
    package var digits: String {
        String(description.unicodeScalars.filter { ("0"..."9").contains($0) }.map(Character.init))
    }

    private struct CalendarParts {
        var year: Int
        var month: Int
        var day: Int
        var hour: Int
        var minute: Int
        var second: Int
        var millisecond: Int
    }

    /// The proleptic Gregorian calendar in UTC, counted in years that begin in March so that leap days come last.
    private var calendarParts: CalendarParts {
        let (days, inDay) = flooredDivision(milliseconds, 86_400_000)
        let (era, dayOfEra) = flooredDivision(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return CalendarParts(
            year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1,
            hour: inDay / 3_600_000,
            minute: inDay / 60_000 % 60,
            second: inDay / 1000 % 60,
            millisecond: inDay % 1000
        )
    }
}

private func flooredDivision(_ number: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
