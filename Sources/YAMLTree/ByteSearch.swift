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
