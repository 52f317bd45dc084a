package import Connections

/// Masks secrets in text that comes from outside, in whatever way the text has written them down.
///
/// It finds a secret and any run of ``window`` bytes of one, regardless of ASCII case: plain, or escaped as in JSON,
/// URLs or HTML, also one inside the other; and its base64, standard or URL-safe, at any alignment. So a secret that
/// was cut in the middle is found as well; of a longer secret, less than ``window`` bytes in a row are let through.
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

    package init(_ secrets: [Secret]) {
        for secret in secrets where !secret.exposedForRequest.isEmpty {
            let bytes = Array(secret.exposedForRequest.utf8)
            if bytes.count < Self.window { shortSecrets.append(bytes.map(Self.lowercased)) }
            Self.eachWindow(of: bytes.map(Self.lowercased)) { windows.insert($1) }
            for offset in 0..<3 {
                Self.eachWindow(of: Base64.core(of: bytes, at: offset)) { base64Windows.insert($1) }
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
        Self.eachWindow(of: bytes.map(Base64.standard)) { range, value in
            if base64Windows.contains(value) { ranges.append(range) }
        }
        for secret in shortSecrets {
            for start in folded.indices.dropLast(secret.count - 1) {
                let range = start..<(start + secret.count)
                if folded[range].elementsEqual(secret) { ranges.append(range) }
            }
        }
        return ranges
    }

    private static func eachWindow(of bytes: [UInt8], _ body: (Range<Int>, UInt64) -> Void) {
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt64(byte)
            let end = index + 1
            if end >= window { body((end - window)..<end, value) }
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: byte
        }
    }
}

/// What masking needs of base64.
private enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The characters that encode nothing but the bytes when `offset` (0…2) unknown bytes precede them in a group of three.
    static func core(of bytes: [UInt8], at offset: Int) -> [UInt8] {
        let bitCount = bytes.count * 8
        // The unknown bytes take the first bits; the first sextet that is free of them begins here.
        let firstBit = (6 - offset * 8 % 6) % 6
        return stride(from: firstBit, through: bitCount - 6, by: 6).map { start in
            var sextet = 0
            for bit in start..<(start + 6) {
                sextet = sextet << 1 | Int(bytes[bit / 8] >> UInt8(7 - bit % 8) & 1)
            }
            return alphabet[sextet]
        }
    }

    /// The same character of the standard alphabet for one of the URL-safe alphabet; every other byte as it is.
    static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }
}
