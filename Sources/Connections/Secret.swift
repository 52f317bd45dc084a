/// A value that is written to the API and to nothing else.
///
/// It prints and reflects as `<redacted>` and does not encode; only request encoders ask for ``exposedForRequest``.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, for the body of a request and for masking it in what the API answers.
    package let exposedForRequest: String

    package init(_ value: String) {
        exposedForRequest = value
    }

    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
