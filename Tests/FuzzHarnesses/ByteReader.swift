/// Takes small decisions out of an input, one after the other; zeros once it is used up.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func flag() -> Bool { byte() & 1 == 1 }

    /// From 0 on; 0 where nothing is below the limit.
    mutating func number(below limit: Int) -> Int {
        guard limit > 0 else { return 0 }
        let number = Int(byte()) << 16 | Int(byte()) << 8 | Int(byte())
        return number % limit
    }

    mutating func choice<Value>(of values: [Value]) -> Value { values[Int(byte()) % values.count] }

    /// Up to so many bytes, before one that UTF-8 does not have, with what is no UTF-8 replaced.
    mutating func text(longest: Int = 32) -> String {
        let bytes = rest.prefix(longest).prefix { $0 != 0xFF }
        rest = rest.dropFirst(bytes.count + 1)
        return String(decoding: bytes, as: UTF8.self)
    }
}
