import Glibc

/// A fault that only some inputs show, one of each kind that the fuzzer has to notice.
enum PlantedFault: String {
    /// A harness says that something does not hold.
    case promise
    /// The program goes on beyond the end of memory, which only the address sanitizer sees.
    case memory
    /// The program never comes back.
    case time

    /// Strikes on an input that begins with a tilde, as no seed does.
    func strike(_ input: [UInt8]) {
        guard input.first == UInt8(ascii: "~") else { return }
        switch self {
        case .promise: fatalError("a planted fault")
        case .memory:
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: input.count)
            unsafe bytes.initialize(repeating: 0, count: input.count)
            // SAFETY: there is none, which is what this is for.
            unsafe bytes[input.count] = UInt8(truncatingIfNeeded: getpid())
            unsafe bytes.deallocate()
        case .time: while getpid() > 0 {}
        }
    }
}
