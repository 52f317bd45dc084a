/// Numbers the different keys of a file, so that each is compared as text once and as a number ever after.
///
/// The hash is seeded by the process, so no file can be made to collide.
struct KeyTable {
    struct Key: Sendable {
        /// Where the text begins in the tree's text, and its length in bytes.
        var offset: Int
        var count: Int
        /// The last mapping that was searched for duplicates with this key in it, and the key's node there.
        var seen: (mapping: UInt32, node: UInt32)?
        /// The key that came after this one the last time, and most likely will again.
        var follower: UInt32 = 0
    }

    private(set) var keys: [Key] = []
    /// Open addressing with linear probing; a power of two, never more than half full.
    private var slots = [UInt32](repeating: Self.free, count: 64)
    private static let free = UInt32.max
    private var last: UInt32 = 0

    /// The number of the key whose text is the last `count` bytes of `text`; text of a known key is removed again.
    mutating func number(ofLast count: Int, in text: inout [UInt8]) -> UInt32 {
        let guess = keys.isEmpty ? 0 : keys[Int(last)].follower
        let number = isKey(guess, last: count, of: text) ? guess : findOrAdd(last: count, of: text)
        // Only a new key's text is still needed.
        if keys[Int(number)].offset != text.count - count { text.removeLast(count) }
        keys[Int(last)].follower = number
        last = number
        return number
    }

    /// Whether a key has the text that ends the array.
    private func isKey(_ number: UInt32, last count: Int, of text: [UInt8]) -> Bool {
        guard Int(number) < keys.count, keys[Int(number)].count == count else { return false }
        let start = keys[Int(number)].offset
        return text.hasSame(count, at: start, and: text.count - count)
    }

    private mutating func findOrAdd(last count: Int, of text: [UInt8]) -> UInt32 {
        let offset = text.count - count
        var slot = hash(text[offset...]) & (slots.count - 1)
        while slots[slot] != Self.free {
            if isKey(slots[slot], last: count, of: text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = UInt32(keys.count)
        slots[slot] = number
        keys.append(Key(offset: offset, count: count))
        if keys.count * 2 > slots.count { grow(text) }
        return number
    }

    /// Notes that a mapping has the key at a node.
    ///
    /// - Returns: The node where the same mapping had it before; nil when it is the first.
    mutating func see(_ number: UInt32, at node: UInt32, in mapping: UInt32) -> UInt32? {
        if let seen = keys[Int(number)].seen, seen.mapping == mapping { return seen.node }
        keys[Int(number)].seen = (mapping, node)
        return nil
    }

    private mutating func grow(_ text: [UInt8]) {
        slots = [UInt32](repeating: Self.free, count: slots.count * 2)
        for (number, key) in keys.enumerated() {
            var slot = hash(text[key.offset..<(key.offset + key.count)]) & (slots.count - 1)
            while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number)
        }
    }

    private func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        var filled = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte)
            filled += 1
            if filled == 8 {
                hasher.combine(word)
                word = 0
                filled = 0
            }
        }
        hasher.combine(word)
        return hasher.finalize()
    }
}
