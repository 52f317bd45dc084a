/// Finds bytes that are written in hexadecimal digits: one after the other, or in groups with `0x`, spaces, colons, dashes or
/// commas in between.
struct HexDump {
    private static let count = Redactor.window * 2

    /// Where the last digits stand, a ring of as many as a window has.
    private var places = [Int](repeating: 0, count: Self.count)
    private var value: UInt64 = 0
    /// How many digits in a row belong together.
    private var length = 0
    /// How many of them stand behind the last separator.
    private var group = 0

    private init() {}

    /// Calls `body` with every window of bytes, in the order of their digits, and where in the text these stand.
    static func eachWindow(of text: [UInt8], _ body: (Range<Int>, UInt64) -> Void) {
        var dump = HexDump()
        for (index, byte) in text.enumerated() {
            guard dump.take(byte, at: index), dump.length >= count else { continue }
            body(dump.places[dump.length % count]..<(index + 1), dump.value)
        }
    }

    /// - Returns: Whether it is one more digit.
    private mutating func take(_ byte: UInt8, at index: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): add(byte - UInt8(ascii: "0"), at: index)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): add(byte - UInt8(ascii: "a") + 10, at: index)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): add(byte - UInt8(ascii: "A") + 10, at: index)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            removePrefix()
            return false
        case UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ","):
            if group % 2 == 1 { length = 0 }
            group = 0
            return false
        default:
            (length, group) = (0, 0)
            return false
        }
        return true
    }

    private mutating func add(_ digit: UInt8, at index: Int) {
        value = value << 4 | UInt64(digit)
        places[length % Self.count] = index
        length += 1
        group += 1
    }

    /// Takes back the digit of `0x` at the start of a group.
    private mutating func removePrefix() {
        guard group == 1, value & 0xF == 0 else {
            (length, group) = (0, 0)
            return
        }
        value >>= 4
        (length, group) = (length - 1, 0)
    }
}
