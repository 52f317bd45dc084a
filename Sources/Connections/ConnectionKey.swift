/// A name within its type: names are unique per type, so this is how people point at a connection.
package struct ConnectionKey: Sendable, Hashable, Comparable {
    package var type: ConnectionType
    package var name: String

    package init(_ type: ConnectionType, _ name: String) {
        self.type = type
        self.name = name
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.type == right.type ? left.name < right.name : left.type < right.type
    }
}
