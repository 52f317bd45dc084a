/// FNV-1a of a text in 32 bits: spread well enough to tell a few texts apart, and the same everywhere; no protection against
/// texts that are made to have the same one.
///
/// See the FNV draft: <https://datatracker.ietf.org/doc/draft-eastlake-fnv/>.
package struct ShortDigest: Sendable, Hashable {
    /// Eight digits of base 16, lower case.
    package let digits: String

    package init(of text: String) {
        var hash: UInt32 = 2_166_136_261
        for byte in text.utf8 {
            hash = (hash ^ UInt32(byte)) &* 16_777_619
        }
        let hex = String(hash, radix: 16)
        digits = String(repeating: "0", count: 8 - hex.count) + hex
    }
}
