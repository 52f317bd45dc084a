package import Connections

extension ConnectionID {
    /// An id of the vendor's form: the moment in digits of UTC, then 15 random digits of base 36.
    package static func random(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> Self {
        let tail = (0..<15).map { _ in String(Int.random(in: 0..<36, using: &generator), radix: 36) }
        return Self(time.digits + tail.joined())
    }
}
