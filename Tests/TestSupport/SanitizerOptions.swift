import Foundation

/// What ThreadSanitizer or AddressSanitizer was told for this run, such as where it writes its reports.
///
/// Programs that tests start have an environment of their own, and would tell nobody of what they find without these.
package enum SanitizerOptions {
    /// Empty where nothing was told, as in a run without sanitizers.
    package static let variables = ProcessInfo.processInfo.environment
        .filter { ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key) }
}
