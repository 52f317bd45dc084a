/// The two kinds of connection a Pictory account has; `aws` sorts before `vimeo` everywhere.
package enum ConnectionType: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case aws
    case vimeo

    /// The one that it is not.
    package var other: Self { self == .aws ? .vimeo : .aws }

    package static func < (left: Self, right: Self) -> Bool { left == .aws && right == .vimeo }
}
