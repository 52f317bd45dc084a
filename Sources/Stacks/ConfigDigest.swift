import Crypto
import FoundationEssentials

/// Tells whether two readings saw the same: SHA-256 over bytes, for several files over their names, too.
package enum ConfigDigest {
    /// - Parameter files: In any order.
    /// - Returns: `sha256:` and 64 hexadecimal digits.
    static func digest(of files: [(name: String, bytes: [UInt8])]) -> String {
        var hash = SHA256()
        for (name, bytes) in files.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            // With the lengths written out, no bytes can move from one file to the next unnoticed.
            hash.update(data: Array("\(name.utf8.count):\(name)\(bytes.count):".utf8))
            hash.update(data: bytes)
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
