import Connections
import FoundationEssentials

/// What a `nextPageKey` stands for; to clients it is opaque.
struct PageKey: Sendable, Hashable {
    var type: ConnectionType
    /// By cursor: the write that created the last connection seen; by offset: how many were seen.
    var position: Int
    /// Counted from 0; makes two keys with one position differ, as after an empty page.
    var page: Int

    static func start(of type: ConnectionType) -> Self { Self(type: type, position: 0, page: 0) }

    init(type: ConnectionType, position: Int, page: Int) {
        self.type = type
        self.position = position
        self.page = page
    }

    /// Base64 that always has `+`, `/` and `=` in it, so that a client which does not encode them fails here first.
    var encoded: String {
        var bytes = Self.prefix + Array("\(type.rawValue):\(position):\(page):".utf8)
        if bytes.count.isMultiple(of: 3) {
            bytes.append(UInt8(ascii: ":"))
        }
        return Data(bytes).base64EncodedString()
    }

    /// nil for what is no key.
    init?(_ encoded: String) {
        guard let data = Data(base64Encoded: encoded), data.starts(with: Self.prefix) else { return nil }
        let parts = String(decoding: data.dropFirst(Self.prefix.count), as: UTF8.self).split(separator: ":")
        guard parts.count == 3,
            let type = ConnectionType(rawValue: String(parts[0])),
            let position = Int(parts[1]), position >= 0,
            let page = Int(parts[2]), page >= 0, page < Int.max
        else { return nil }
        self.init(type: type, position: position, page: page)
    }

    /// In base64 these two bytes begin with `+/`.
    private static let prefix: [UInt8] = [0xFB, 0xFF]
}
