package import Connections

/// The paths of the API below its base URL, with every part percent-encoded.
package enum WirePath {
    /// The longest id that is put into a path, in bytes; the ones the API gives have about 33.
    private static let longestID = 1024

    /// For example `/v1/awsconnections`.
    package static func list(_ type: ConnectionType) -> String {
        switch type {
        case .aws: "/v1/awsconnections"
        case .vimeo: "/v1/vimeo-connections"
        }
    }

    /// For example `/v1/awsconnections/2025…`; nil for an id that cannot stand in a path.
    package static func connection(_ id: ConnectionID, of type: ConnectionType) -> String? {
        canHold(id) ? "\(list(type))/\(encoded(id.rawValue))" : nil
    }

    /// Whether a path can name the id: "." and ".." mean other paths even when they are encoded.
    package static func canHold(_ id: ConnectionID) -> Bool {
        let length = id.rawValue.utf8.count
        return length > 0 && length <= longestID && id.rawValue != "." && id.rawValue != ".."
    }

    /// The text with all but RFC 3986's unreserved characters percent-encoded.
    package static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return result
    }
}
