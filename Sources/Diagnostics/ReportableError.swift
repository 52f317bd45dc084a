/// An error that can be shown to people and scripts alike: what was being done, the cause, and the next step.
package protocol ReportableError: Error, Sendable {
    var report: ErrorReport { get }
}

/// What an error says, from which every format is made.
package struct ErrorReport: Sendable, Hashable {
    /// What an error means for the process, from which the exit status follows (product contract, section 7).
    package enum Category: String, Sendable, Hashable {
        case general
        case invalidInput
        case unauthorized
        case blocked
        case stale
        case partial
        case usage
        case interrupted
    }

    package var code: ErrorCode
    package var category: Category
    /// What went wrong, in lower case; names the place (file, host, connection).
    package var message: String
    /// Why, as far as it is known; may hold text from outside, which renderers escape.
    package var cause: String?
    /// What to do now.
    package var nextStep: String?

    package init(
        _ code: ErrorCode,
        _ category: Category,
        _ message: String,
        cause: String? = nil,
        nextStep: String? = nil
    ) {
        self.code = code
        self.category = category
        self.message = message
        self.cause = cause
        self.nextStep = nextStep
    }
}
