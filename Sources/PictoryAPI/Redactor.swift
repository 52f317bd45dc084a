package import Connections

/// Masks secrets in text that comes from outside, in whatever way the text has written them down.
///
/// It finds a secret and any run of ``window`` bytes of one, regardless of ASCII case: plain, or escaped as in JSON,
/// programs, URLs, HTML or mails, also one inside the other; in hexadecimal digits; and its base64 or that of its JSON,
/// standard or URL-safe, at any alignment. So a secret that was cut in the middle is found as well; of a longer secret,
/// less than ``window`` bytes in a row are let through. It takes time in proportion to the text.
package struct Redactor: Sendable {
    /// What stands in place of a secret; without angle brackets, so that it survives the removal of HTML tags.
    package static let mask = "[redacted]"

    /// How many bytes in a row give a secret away; as many as a UInt64 holds, which makes looking them up cheap.
    package static let window = 8

    /// Every window of the secrets that are that long, in lower case.
    private var windows: Set<UInt64> = []
    /// Every window of the base64 of the secrets, in the standard alphabet.
    private var base64Windows: Set<UInt64> = []
    /// The secrets that are shorter than a window, in lower case; they are found only as a whole.
    private var shortSecrets: [[UInt8]] = []
    /// What masks other secrets.
    private var others: [Redactor] = []

    /// Masks these secrets, and those of the others.
    package init(_ secrets: [Secret], and others: [Redactor] = []) {
        self.others = others
        for secret in secrets where !secret.exposedForRequest.isEmpty {
            let bytes = Array(secret.exposedForRequest.utf8)
            if bytes.count < Self.window { shortSecrets.append(bytes.map(Self.lowercased)) }
            Self.eachWindow(of: bytes.map(Self.lowercased)) { windows.insert($1) }
            let json = Base64Core.escapedForJSON(bytes)
            for form in json == bytes ? [bytes] : [bytes, json] {
                for offset in 0..<3 {
                    Self.eachWindow(of: Base64Core.characters(of: form, at: offset)) { base64Windows.insert($1) }
                }
            }
        }
    }

    /// The text with ``mask`` in place of every run that belongs to a secret.
    package func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        for view in UnescapedView.all(of: bytes) {
            for range in secretRanges(in: view.bytes) {
                for index in view.source(of: range) { isSecret[index] = true }
            }
        }
        guard isSecret.contains(true) else { return text }
        var result: [UInt8] = []
        for index in bytes.indices {
            if !isSecret[index] {
                result.append(bytes[index])
            } else if index == 0 || !isSecret[index - 1] {
                result.append(contentsOf: Self.mask.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func secretRanges(in bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        let folded = bytes.map(Self.lowercased)
        Self.eachWindow(of: folded) { range, value in
            if windows.contains(value) { ranges.append(range) }
        }
        Self.eachWindow(of: bytes.map(Base64Core.standard)) { range, value in
            if base64Windows.contains(value) { ranges.append(range) }
        }
        if !windows.isEmpty {
            HexDump.eachWindow(of: bytes) { range, value in
                if windows.contains(Self.lowercased(value)) { ranges.append(range) }
            }
        }
        for secret in shortSecrets {
            for start in folded.indices.dropLast(secret.count - 1) {
                let range = start..<(start + secret.count)
                if folded[range].elementsEqual(secret) { ranges.append(range) }
            }
        }
        return others.reduce(into: ranges) { $0 += $1.secretRanges(in: bytes) }
    }

    private static func eachWindow(of bytes: [UInt8], _ body: (Range<Int>, UInt64) -> Void) {
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt64(byte)
            let end = index + 1
            if end >= window { body((end - window)..<end, value) }
        }
    }

    private static func lowercased(_ window: UInt64) -> UInt64 {
        (0..<8).reduce(into: 0) { $0 |= UInt64(lowercased(UInt8(truncatingIfNeeded: window >> ($1 * 8)))) << ($1 * 8) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}
