import Connections
import Foundation
import TestSupport
import Testing

@Suite("A timestamp")
struct TimestampTests {
    @Test(
        "is written as the API writes dates, and as ids begin",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z", "19700101000000000"),
            (1_765_958_816_862, "2025-12-17T08:06:56.862Z", "20251217080656862"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z", "20000228235959999"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z", "20000229000000000"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000Z", "20240301000000000"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z", "21000301000000000"),
            (-1, "1969-12-31T23:59:59.999Z", "19691231235959999"),
        ]
    )
    func forms(milliseconds: Int, date: String, digits: String) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(timestamp.description == date)
        #expect(timestamp.digits == digits)
    }

    @Test("keeps the milliseconds of a date", arguments: [862, 1, 999, 500, 7])
    func milliseconds(of part: Int) {
        let date = Date(timeIntervalSince1970: 1_765_958_816 + Double(part) / 1000)
        #expect(Timestamp(date).milliseconds == 1_765_958_816_000 + part)
    }

    @Test("agrees with the system's calendar", arguments: SeededRandom.seeds(20))
    func calendar(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let formatter = ISO8601DateFormatter()
        for _ in 0..<50 {
            let seconds = Int.random(in: 0..<7_258_118_400, using: &random)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            let date = Timestamp(milliseconds: seconds * 1000).description
            #expect(date == expected.dropLast() + ".000Z", "\(random)")
        }
    }

    @Test(
        "is read with and without a fraction, and in no other form",
        arguments: [
            ("2025-12-17T08:06:56.862Z", 1_765_958_816_862),
            ("2025-12-17T08:06:56Z", 1_765_958_816_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2025-12-17T08:06:56", nil),
            ("2025-12-17", nil),
            ("yesterday", nil),
            ("", nil),
        ]
    )
    func reading(text: String, milliseconds: Int?) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test("reads what it writes, and comes back from a date", arguments: SeededRandom.seeds(5))
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let time = Timestamp(milliseconds: Int.random(in: 0..<7_258_118_400_000, using: &random))
            #expect(Timestamp(time.description) == time, "\(random)")
            #expect(Timestamp(time.date) == time, "\(random)")
        }
    }

    @Test(
        "moves by a duration, and no further than there are moments",
        arguments: [
            (0, .seconds(72 * 3600), 259_200_000),
            (1000, .milliseconds(-1), 999),
            (5, .nanoseconds(1_999_999), 6),
            (Int.max - 1, .milliseconds(2), Int.max),
            (Int.min + 1, .milliseconds(-2), Int.min),
            (0, .seconds(Int64.max), Int.max),
            (0, .seconds(Int64.min), Int.min),
        ] as [(Int, Duration, Int)]
    )
    func addition(start: Int, duration: Duration, end: Int) {
        #expect(Timestamp(milliseconds: start) + duration == Timestamp(milliseconds: end))
    }
}
