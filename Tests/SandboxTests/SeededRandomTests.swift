import TestSupport
import Testing

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
