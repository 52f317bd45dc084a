import Connections
import Foundation
import Sandbox
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
        #expect(timestamp.rfc3339 == date)
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
            let date = Timestamp(milliseconds: seconds * 1000).rfc3339
            #expect(date == expected.dropLast() + ".000Z", "\(random)")
        }
    }

    @Test("begins the id of a new connection, and chance ends it")
    func ids() {
        var random = SeededRandom(seed: 7)
        let time = Timestamp(milliseconds: 1_765_958_816_862)
        let first = ConnectionID.random(at: time, using: &random)
        let second = ConnectionID.random(at: time, using: &random)
        #expect(first != second)
        #expect(first.rawValue.count == 32)
        #expect(first.rawValue.hasPrefix("20251217080656862"))
        #expect(first.rawValue.allSatisfy { $0.isNumber || ("a"..."z").contains($0) })
        var again = SeededRandom(seed: 7)
        #expect(ConnectionID.random(at: time, using: &again) == first)
    }
}

@Suite("Chance in tests")
struct SeededRandomTests {
    @Test("is SplitMix64")
    func vector() {
        var random = SeededRandom(seed: 1_234_567)
        let numbers = (0..<3).map { _ in random.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("names its seed")
    func description() {
        #expect("\(SeededRandom(seed: 42))" == "PATCHBAY_SEED=42")
    }
}
