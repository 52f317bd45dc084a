import Glibc

extension ArraySlice<UInt8> {
    /// Whether the sign of ASCII is among the bytes.
    ///
    /// Every file is looked through for signs that hardly any has, so the C library does it, with what the processor has for it.
    package func hasSign(_ sign: Unicode.Scalar) -> Bool {
        // SAFETY: the buffer is not kept.
        unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return false }
            // SAFETY: memchr looks at no more than the buffer's count of bytes.
            return unsafe memchr(start, Int32(sign.value), bytes.count) != nil
        }
    }
}

extension [UInt8] {
    /// Whether as many bytes at one place are the same as at another; both lie within the array.
    func hasSame(_ count: Int, at one: Int, and other: Int) -> Bool {
        precondition(count >= 0 && one >= 0 && other >= 0 && Swift.max(one, other) + count <= self.count)
        // SAFETY: the buffer is not kept, and both places lie within it.
        return unsafe withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return true }
            return unsafe memcmp(start + one, start + other, count) == 0
        }
    }
}
