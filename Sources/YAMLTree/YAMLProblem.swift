package import Diagnostics

/// Something that makes a file unfit to be read, in terms of the file alone.
///
/// It quotes nothing of the file but keys, because it can't know which values are secret.
package struct YAMLProblem: Sendable, Hashable {
    /// A second place that the message speaks of.
    package struct Note: Sendable, Hashable {
        package var span: SourceSpan
        package var message: String

        package init(span: SourceSpan, message: String) {
            self.span = span
            self.message = message
        }
    }

    package var code: ErrorCode
    package var message: String
    package var span: SourceSpan
    package var notes: [Note]
    package var hint: String

    package init(_ code: ErrorCode, _ message: String, at span: SourceSpan, notes: [Note] = [], hint: String) {
        self.code = code
        self.message = message
        self.span = span
        self.notes = notes
        self.hint = hint
    }
}

/// The first problems of a file, and the count of the others: a file of garbage must not fill the memory with messages.
struct YAMLProblemList {
    private(set) var problems: [YAMLProblem] = []
    private(set) var omitted = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var isEmpty: Bool { problems.isEmpty }

    /// Of all that were added.
    var count: Int { problems.count + omitted }

    /// Keeps the problem, or only counts it without making its message.
    mutating func add(_ problem: @autoclosure () -> YAMLProblem) {
        if problems.count < limit {
            problems.append(problem())
        } else {
            omitted += 1
        }
    }

    /// Keeps the problem that ended the reading, however many there were before it.
    mutating func addLast(_ problem: YAMLProblem) {
        problems.append(problem)
    }
}
