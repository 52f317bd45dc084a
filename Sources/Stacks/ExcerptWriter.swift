import Diagnostics
import YAMLTree

/// Cuts the lines of one file into excerpts, bounded in width and with everything masked that may be secret.
struct ExcerptWriter {
    /// Stands for a masked stretch of any length.
    private static let masked = "***"
    private static let width = 120
    /// How much of a long line is shown before the place.
    private static let lead = 40

    private struct Line {
        var number: UInt32
        var scalars: [Unicode.Scalar]
        var hidden: [Range<Int>]
    }

    private let lines: SourceLines
    private let mask: SecretMask
    /// The line that was asked for last: many mistakes may stand in one long line.
    private var last: Line?

    init(_ bytes: [UInt8], mask: SecretMask) {
        self.mask = mask
        lines = SourceLines(bytes, longest: SecretMask.longestLine + 1)
    }

    /// Whether the place stands in a masked stretch.
    mutating func hides(_ span: SourceSpan) -> Bool {
        let offset = Int(span.column) - 1
        return line(span.line).hidden.contains { $0.contains(offset) }
    }

    /// The line of the span; nil when the file has no such line.
    mutating func excerpt(of span: SourceSpan) -> Diagnostic.Excerpt? {
        guard Int(span.line) <= lines.count else { return nil }
        let line = line(span.line)
        let place = Int(span.column) - 1
        var start = max(0, line.scalars.count <= Self.width ? 0 : place - Self.lead)
        // A mask has a width of its own, so that only text without one before the place keeps the caret in its column.
        for range in line.hidden where range.lowerBound < place {
            start = max(start, min(range.upperBound, place))
        }
        let end = min(line.scalars.count, start + Self.width)
        var text = String.UnicodeScalarView()
        var index = start
        for range in line.hidden where range.upperBound > start && range.lowerBound < max(end, place + 1) {
            if range.lowerBound > index { text.append(contentsOf: line.scalars[index..<range.lowerBound]) }
            text.append(contentsOf: Self.masked.unicodeScalars)
            index = min(range.upperBound, end)
        }
        if index < end { text.append(contentsOf: line.scalars[index..<end]) }
        return Diagnostic.Excerpt(
            line: String(text),
            firstColumn: start + 1,
            length: markedLength(of: span, in: line, before: end)
        )
    }

    private func markedLength(of span: SourceSpan, in line: Line, before end: Int) -> Int {
        let place = Int(span.column) - 1
        if line.hidden.contains(where: { $0.contains(place) }) { return Self.masked.count }
        let shownEnd = line.hidden.first { $0.lowerBound > place }.map { min($0.lowerBound, end) } ?? end
        return max(1, min(Int(span.length), shownEnd - place))
    }

    private mutating func line(_ number: UInt32) -> Line {
        if let last, last.number == number { return last }
        let scalars = lines[Int(number)]
        let above = (1..<max(1, Int(number))).reversed().lazy.map { [lines] in lines[$0][...] }
        let line = Line(
            number: number,
            scalars: scalars,
            hidden: mask.hidden(in: scalars, number: number, linesAbove: above)
        )
        last = line
        return line
    }
}
