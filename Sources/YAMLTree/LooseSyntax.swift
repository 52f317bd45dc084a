/// Finds what libyaml lets pass though it is no YAML, or takes for something else than YAML 1.2 does.
///
/// It looks at what stands between scalars, and at lines within brackets and quotes; what is in a scalar is libyaml's.
struct LooseSyntax {
    /// A list or mapping that is not closed yet.
    private struct Open {
        var isFlow: Bool
        /// Of the block's keys or dashes; 0 where none is around.
        var column: UInt32
        /// The column is that of the key which comes next.
        var awaitsKey: Bool
        /// Where it begins.
        var line: UInt32
    }

    private let bytes: ArraySlice<UInt8>
    /// Whether a sign that can be wrong between scalars occurs at all; most files have none and are not walked through.
    private let hasSuspects: Bool
    private var open: [Open] = []
    private var flowDepth = 0
    /// Where every line begins; found when it is first needed.
    private var lineStarts: [Int] = []

    // The walk: what comes next, and whether it stands in a comment.
    private var offset: Int
    private var line: UInt32 = 1
    private var column: UInt32 = 1
    private var isComment = false

    /// Begins at the first of the bytes, which are valid UTF-8.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
        hasSuspects = Self.hasSuspects(bytes)
    }

    /// Looks at what stands before the event, and at the event; what is wrong is added to the problems.
    mutating func take(_ event: YAMLEvent, reporting problems: inout YAMLProblemList) {
        if hasSuspects { walk(to: (event.span.line, event.span.column), reporting: &problems) }
        switch event.kind {
        case .scalar:
            checkScalar(event, reporting: &problems)
            noteColumn(event)
            if hasSuspects {
                if event.style == .block { checkHeader(reporting: &problems) }
                skip(to: event.end)
            }
        case .alias:
            if event.anchor != nil { checkName(after: UInt8(ascii: "*"), reporting: &problems) }
            noteColumn(event)
            if hasSuspects { skip(to: event.end) }
        case .sequenceStart, .mappingStart:
            noteColumn(event)
            begin(event, reporting: &problems)
        case .sequenceEnd, .mappingEnd:
            end(event, reporting: &problems)
        case .streamStart, .streamEnd, .documentStart, .documentEnd:
            break
        }
    }

    // MARK: Between scalars

    /// Whether a `#` stands behind something, a `?` before something, or there may be anchors.
    private static func hasSuspects(_ bytes: ArraySlice<UInt8>) -> Bool {
        // In most files there is none of them.
        guard ["#", "?", "&", "*"].contains(where: bytes.hasSign) else { return false }
        var previous = UInt8(ascii: "\n")
        for byte in bytes {
            if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") { return true }
            if byte == UInt8(ascii: "#"), previous > 0x20 { return true }
            if previous == UInt8(ascii: "?"), byte > 0x20 { return true }
            previous = byte
        }
        return false
    }

    private func isBefore(_ place: (line: UInt32, column: UInt32)) -> Bool {
        offset < bytes.endIndex && (line, column) < (place.line, place.column)
    }

    private mutating func step() {
        let byte = bytes[offset]
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
            isComment = false
        } else if offset == bytes.endIndex || bytes[offset] & 0xC0 != 0x80 {
            column += 1
        }
    }

    /// Passes over a scalar.
    private mutating func skip(to place: (line: UInt32, column: UInt32)) {
        while isBefore(place) { step() }
    }

    /// Looks at every sign up to a place, in which no scalar stands.
    private mutating func walk(to place: (line: UInt32, column: UInt32), reporting problems: inout YAMLProblemList) {
        while isBefore(place) {
            let byte = bytes[offset]
            if !isComment {
                if byte == UInt8(ascii: "#") {
                    if offset > bytes.startIndex, bytes[offset - 1] > 0x20 { problems.add(.gluedComment(at: here)) }
                    isComment = true
                } else if byte == UInt8(ascii: "?"), offset + 1 < bytes.endIndex, bytes[offset + 1] > 0x20 {
                    problems.add(.gluedQuestionMark(at: here))
                }
            }
            step()
        }
    }

    /// Looks behind the sign with which a block text begins.
    private mutating func checkHeader(reporting problems: inout YAMLProblemList) {
        while offset < bytes.endIndex, bytes[offset] != UInt8(ascii: "\n"), bytes[offset] != UInt8(ascii: "#") {
            step()
        }
        if offset < bytes.endIndex, bytes[offset] == UInt8(ascii: "#"), bytes[offset - 1] > 0x20 {
            problems.add(.gluedComment(at: here))
        }
    }

    private var here: SourceSpan { SourceSpan(line: line, column: column) }

    // MARK: Scalars

    private mutating func checkScalar(_ event: YAMLEvent, reporting problems: inout YAMLProblemList) {
        if event.anchor != nil { checkName(after: UInt8(ascii: "&"), reporting: &problems) }
        switch event.style {
        case .plain:
            if flowDepth > 0, event.isDash { problems.add(.loneDash(at: event.span)) }
        case .singleQuoted, .doubleQuoted:
            guard flowDepth == 0, event.end.line > event.span.line else { return }
            checkLines(from: event.span.line, to: event.end.line, isFlow: false, reporting: &problems)
        case .block:
            checkLeadingLines(event, reporting: &problems)
        }
    }

    /// Looks behind the name at which the walk has arrived: YAML 1.1 ends it at a colon, where YAML 1.2 goes on with it.
    private func checkName(after sign: UInt8, reporting problems: inout YAMLProblemList) {
        var index = offset
        // A tag may stand before the anchor.
        while index < bytes.endIndex, bytes[index] != sign, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        index += 1
        while index < bytes.endIndex, Self.isNameByte(bytes[index]) { index += 1 }
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: ":") { problems.add(.gluedName(at: here)) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Blank lines that are indented further than the first line of a block text make that line a comment for libyaml.
    private mutating func checkLeadingLines(_ event: YAMLEvent, reporting problems: inout YAMLProblemList) {
        guard event.isBlank else { return }
        var number = event.span.line + 1
        var deepest = 0
        while let indentation = indentation(ofLine: number) {
            guard indentation.first != nil else {
                deepest = max(deepest, indentation.spaces)
                number += 1
                continue
            }
            if indentation.first == UInt8(ascii: "#"), indentation.spaces >= Int(blockColumn),
                indentation.spaces < deepest
            {
                problems.add(
                    .deeperBlankLine(at: SourceSpan(line: number, column: UInt32(indentation.spaces + 1)))
                )
            }
            return
        }
    }

    // MARK: Lists and mappings

    /// A mapping's column is that of its first key, which may stand behind its anchor.
    private mutating func noteColumn(_ event: YAMLEvent) {
        guard let last = open.last, last.awaitsKey else { return }
        open[open.count - 1].column = event.span.column
        open[open.count - 1].awaitsKey = false
    }

    private mutating func begin(_ event: YAMLEvent, reporting problems: inout YAMLProblemList) {
        let isBare = event.anchor == nil && event.tag == .none
        if event.anchor != nil { checkName(after: UInt8(ascii: "&"), reporting: &problems) }
        // A list's dash is not told behind an anchor; what is around it is known all the same.
        open.append(
            Open(
                isFlow: event.isFlow,
                column: event.isFlow ? 0 : isBare ? event.span.column : blockColumn,
                awaitsKey: !event.isFlow && !isBare && event.kind == .mappingStart,
                line: event.span.line
            )
        )
        if event.isFlow { flowDepth += 1 }
    }

    private mutating func end(_ event: YAMLEvent, reporting problems: inout YAMLProblemList) {
        guard let closed = open.popLast(), closed.isFlow else { return }
        flowDepth -= 1
        guard flowDepth == 0, event.span.line > closed.line else { return }
        checkLines(from: closed.line, to: event.span.line, isFlow: true, reporting: &problems)
    }

    /// The column that lines within a value have to be behind; 0 where there is none.
    private var blockColumn: UInt32 { open.last { !$0.isFlow && $0.column > 0 }?.column ?? 0 }

    /// Expects every line after the first to be indented further than what it belongs to.
    ///
    /// A bracket that closes may stand below the key that its list belongs to: that is no YAML either, but is written often,
    /// and cannot be read in two ways.
    private mutating func checkLines(
        from first: UInt32,
        to last: UInt32,
        isFlow: Bool,
        reporting problems: inout YAMLProblemList
    ) {
        let needed = Int(blockColumn)
        guard needed > 0 else { return }
        for number in (first + 1)...last {
            guard let indentation = indentation(ofLine: number), let first = indentation.first,
                indentation.spaces < needed
            else { continue }
            if isFlow {
                if first == UInt8(ascii: "#") { continue }
                let closes = first == UInt8(ascii: "]") || first == UInt8(ascii: "}")
                if closes, indentation.spaces == needed - 1 { continue }
            }
            problems.add(.shallowLine(at: SourceSpan(line: number, column: UInt32(indentation.spaces + 1))))
            return
        }
    }

    // MARK: Lines

    /// How many spaces a line begins with, and the byte behind them; nil when that is the end of the line.
    ///
    /// - Returns: nil behind the last line.
    private mutating func indentation(ofLine number: UInt32) -> (spaces: Int, first: UInt8?)? {
        let start = start(ofLine: number)
        guard start < bytes.endIndex else { return nil }
        var index = start
        while index < bytes.endIndex, bytes[index] == UInt8(ascii: " ") { index += 1 }
        let spaces = index - start
        // A line of white space is blank, whatever it is made of.
        var rest = index
        while rest < bytes.endIndex, bytes[rest] == UInt8(ascii: "\t") || bytes[rest] == UInt8(ascii: " ") { rest += 1 }
        let isBlank = rest == bytes.endIndex || bytes[rest] == UInt8(ascii: "\n") || bytes[rest] == UInt8(ascii: "\r")
        return (spaces, isBlank ? nil : bytes[index])
    }

    /// The end of the bytes for lines that there are none of.
    private mutating func start(ofLine number: UInt32) -> Int {
        if lineStarts.isEmpty {
            lineStarts.append(bytes.startIndex)
            for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { lineStarts.append(index + 1) }
        }
        return number >= 1 && Int(number) <= lineStarts.count ? lineStarts[Int(number) - 1] : bytes.endIndex
    }
}
