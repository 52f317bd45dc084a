import Crypto
import FoundationEssentials

/// Tells whether two readings saw the same: SHA-256 over bytes, for several files over their names and digests.
package enum ConfigDigest {
    /// - Parameter files: In any order.
    /// - Returns: `sha256:` and 64 hexadecimal digits.
    static func digest(of files: [FileDigest]) -> String {
        var hash = SHA256()
        for file in files.sorted(by: { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }) {
            // With the length written out, nothing can move from a name to the digest behind it unnoticed.
            hash.update(data: Array("\(file.file.utf8.count):\(file.file)\(file.digest)".utf8))
        }
        return text(of: hash.finalize())
    }

    /// The digest of one file's bytes: `sha256:` and 64 hexadecimal digits.
    package static func digest(of bytes: [UInt8]) -> String { text(of: SHA256.hash(data: bytes)) }

    private static func text(of digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "sha256:" + String(decoding: hexadecimal, as: UTF8.self)
    }
}
