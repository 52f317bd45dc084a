/// FNV-1a of a text in 64 bits, for the ids of many texts that must not be taken for each other by chance; no protection
/// against texts that are made to have the same one.
///
/// See the FNV draft: <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>.
package struct LongDigest: Sendable, Hashable {
    /// Sixteen digits of base 16, lower case.
    package let digits: String

    package init(of text: String) {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        let hex = String(hash, radix: 16)
        digits = String(repeating: "0", count: 16 - hex.count) + hex
    }
}
