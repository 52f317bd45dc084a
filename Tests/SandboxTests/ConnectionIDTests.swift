import Connections
import Sandbox
import TestSupport
import Testing

@Suite("A new connection's id")
struct ConnectionIDTests {
    @Test("begins with the moment, and chance ends it")
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
