/// The name of an S3 bucket, as new buckets may be called.
package struct BucketName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// - Throws: ``BucketNameProblem`` for what no new bucket can be called, or for more than a bucket's name.
    package init(_ text: String) throws(BucketNameProblem) {
        if let reason = Self.problem(of: text) { throw BucketNameProblem(reason: reason) }
        description = text
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }

    /// In an Amazon resource name, which has neither region nor account.
    package var arn: String { "arn:aws:s3:::\(description)" }

    /// Kept by AWS for names that it makes itself, and for its examples.
    private static let reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"]
    private static let reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    /// Follows "'…' is no name of a bucket: ".
    private static func problem(of text: String) -> String? {
        if text.contains("/") {
            return "it has a '/'; the role is for whole buckets, so leave out what comes after the name"
        }
        guard (3...63).contains(text.utf8.count) else { return "names have 3 to 63 characters" }
        let isAllowed = { (byte: UInt8) in
            isLetterOrDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
        guard text.utf8.allSatisfy(isAllowed) else {
            return "names have lower case letters, digits, '.' and '-' only"
        }
        guard let first = text.utf8.first, let last = text.utf8.last, isLetterOrDigit(first), isLetterOrDigit(last)
        else {
            return "names begin and end with a letter or a digit"
        }
        if text.contains("..") { return "names have no two dots in a row" }
        if isAddress(text) { return "names cannot look like an IP address" }
        if let prefix = reservedPrefixes.first(where: text.hasPrefix) {
            return "AWS keeps names that begin with '\(prefix)'"
        }
        if let suffix = reservedSuffixes.first(where: text.hasSuffix) {
            return "AWS keeps names that end in '\(suffix)'"
        }
        return nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x3A && $0 > 0x2F } }
    }
}

/// Why a text is no name of a bucket.
package struct BucketNameProblem: Error, Sendable, Hashable {
    /// In lower case, without the text itself.
    package var reason: String
}
