extension String {
    /// Whether its UTF-8 has no other bytes than these.
    func consists(of isOne: (UInt8) -> Bool) -> Bool {
        // Nearly all texts lie in memory in one piece, and going through that takes a fraction of what their indices do.
        // SAFETY: the bytes are looked at within the closure alone.
        unsafe utf8.withContiguousStorageIfAvailable { bytes in unsafe bytes.allSatisfy(isOne) }
            ?? utf8.allSatisfy(isOne)
    }

    /// Whether it has no other characters than 0 to 9.
    var consistsOfDigits: Bool {
        consists { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
