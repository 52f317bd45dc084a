/// What finding secrets needs of base64.
enum Base64Core {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The characters that encode nothing but the bytes when `offset` (0…2) unknown bytes precede them in a group of three.
    static func characters(of bytes: [UInt8], at offset: Int) -> [UInt8] {
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

    /// As the encoders of most libraries write it, before it is in base64.
    static func escapedForJSON(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            [UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(byte) ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
