#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IPv4 or IPv6 address in its usual notation.
struct IPAddress: Sendable, Hashable {
    /// Four or sixteen bytes, the first one first.
    let bytes: [UInt8]

    var isIPv6: Bool { bytes.count == 16 }

    /// 127.0.0.0/8, ::1, and the former written as IPv6.
    var isLoopback: Bool {
        switch bytes.count {
        case 4: bytes[0] == 127
        default: bytes == [UInt8](repeating: 0, count: 15) + [1]
        }
    }

    /// nil for anything but four decimal numbers, or an IPv6 address without brackets and zone.
    ///
    /// Other notations of IPv4 (`127.1`, `0x7f.1`) are names here, so that they never count as loopback.
    init?(_ text: some StringProtocol) {
        let isIPv6 = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        // SAFETY: inet_pton writes 16 or 4 bytes, as many as the array has, and keeps no pointer.
        guard unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, String(text), &bytes) == 1 else { return nil }
        self.bytes = bytes
    }

    /// Whether the first `bits` bits are those of the other address.
    func isInside(_ network: IPAddress, prefix bits: Int) -> Bool {
        guard bytes.count == network.bytes.count, bits <= bytes.count * 8 else { return false }
        return (0..<bits).allSatisfy { bit in
            (bytes[bit / 8] ^ network.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }
}
