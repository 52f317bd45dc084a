import Diagnostics
import YAMLTree

/// A stretch of one of the files that are being read.
struct Spot: Hashable {
    /// The file's number, in the order of reading.
    var file: Int
    var span: SourceSpan
}

extension Spot: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        (left.file, left.span.line, left.span.column) < (right.file, right.span.line, right.span.column)
    }
}

/// A mistake before its excerpt is cut, which only those that are shown need.
struct Finding {
    struct Note {
        var spot: Spot
        var message: String
    }

    var code: ErrorCode
    var severity = Diagnostic.Severity.error
    var message: String
    var spot: Spot
    var notes: [Note] = []
    var hint: String
}

/// Collects the mistakes of all files, keeps the first of each severity by place and counts the rest.
///
/// A class, because every part of reading adds to the same list.
final class Findings {
    static let limit = 50

    private var errors = Bounded()
    private var warnings = Bounded()
    /// Those that have no line to show.
    private var ready: [Diagnostic] = []
    private var omittedReady = 0

    var errorCount: Int { errors.count + ready.count + omittedReady }

    /// Notes an error; its message is made only if it may be shown.
    func error(
        _ code: ErrorCode,
        at spot: Spot,
        _ message: @autoclosure () -> String,
        notes: @autoclosure () -> [Finding.Note] = [],
        hint: @autoclosure () -> String
    ) {
        errors.add(code, at: spot) {
            Finding(code: code, message: message(), spot: spot, notes: notes(), hint: hint())
        }
    }

    /// Notes a warning, as ``error(_:at:_:notes:hint:)`` does an error.
    func warning(
        _ code: ErrorCode,
        at spot: Spot,
        _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String
    ) {
        warnings.add(code, at: spot) {
            Finding(code: code, severity: .warning, message: message(), spot: spot, hint: hint())
        }
    }

    /// Notes an error of a file as a whole.
    func report(_ diagnostic: Diagnostic) {
        if ready.count < Self.limit { ready.append(diagnostic) } else { omittedReady += 1 }
    }

    /// Counts errors whose text was not kept.
    func omit(_ count: Int) {
        errors.omit(count)
    }

    /// Whether anything was found in the file.
    func concern(file: Int) -> Bool { errors.files.contains(file) || warnings.files.contains(file) }

    /// What is shown of the errors of lines, and of files as a whole, and how many errors are not.
    func shownErrors() -> (findings: [Finding], ready: [Diagnostic], omitted: Int) {
        let kept = errors.first(Self.limit - ready.count)
        return (kept.findings, ready, kept.omitted + omittedReady)
    }

    /// What is shown of the warnings, and how many are not.
    func shownWarnings() -> (findings: [Finding], omitted: Int) { warnings.first(Self.limit) }
}

/// The first findings by place, in a bounded amount of memory for any number of them.
private struct Bounded {
    private struct Mark: Hashable {
        var code: ErrorCode
        var spot: Spot
    }

    /// Enough that sorting it now and then costs little.
    private static let capacity = Findings.limit * 8

    private(set) var count = 0
    private(set) var files: Set<Int> = []
    private var kept: [Finding] = []
    /// The same mistake may be met again through each alias of its node, and is one mistake.
    private var marks: Set<Mark> = []
    /// Nothing at or after this spot is among the first any more.
    private var cutoff: Spot?

    mutating func add(_ code: ErrorCode, at spot: Spot, _ finding: () -> Finding) {
        if marks.count < 100_000 {
            guard marks.insert(Mark(code: code, spot: spot)).inserted else { return }
        }
        count += 1
        files.insert(spot.file)
        if let cutoff, cutoff <= spot { return }
        kept.append(finding())
        if kept.count == Self.capacity { cut() }
    }

    mutating func omit(_ omitted: Int) {
        count += omitted
    }

    /// The first findings by place, and how many are left out.
    func first(_ limit: Int) -> (findings: [Finding], omitted: Int) {
        let first = Array(sorted().prefix(max(limit, 0)))
        return (first, count - first.count)
    }

    private mutating func cut() {
        kept = Array(sorted().prefix(Findings.limit))
        cutoff = kept.last?.spot
    }

    private func sorted() -> [Finding] {
        kept.sorted { ($0.spot, $0.code.rawValue, $0.message) < ($1.spot, $1.code.rawValue, $1.message) }
    }
}
