import CLibYAML

/// What libyaml saw next, without any of its memory.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias
        case scalar
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
    }

    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        case block
    }

    var kind: Kind
    /// Of a scalar; `.plain` otherwise.
    var style = Style.plain
    var tag = YAMLTag.none
    /// The name that `&` gives a node, or that `*` refers to.
    var anchor: String?
    /// How many bytes of text the scalar has; they were appended to the caller's array.
    var textCount = 0
    /// Of a scalar: it holds nothing but line breaks, if anything.
    var isBlank = false
    /// Of a plain scalar: it is `-` and nothing else.
    var isDash = false
    /// Of a list or mapping: it is written in brackets.
    var isFlow = false
    var span: SourceSpan
    /// Behind its last character, as libyaml counts: of a block text, where the line after it begins.
    var end: (line: UInt32, column: UInt32)
}

/// Where and why libyaml gave up.
struct YAMLSyntaxError: Error {
    var problem: String
    var span: SourceSpan
    /// What it was reading, and where that began.
    var context: (text: String, span: SourceSpan)?
    /// The next character is a tab.
    var isAtTab = false
}

/// A document's stream of events: the only place that touches libyaml's memory.
@safe
final class LibYAMLParser {
    // libyaml keeps pointers into the parser, so both stay where they are until `deinit`.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let inputEnd: SourceSpan

    /// Begins to read; `end` is the place behind the last byte, where libyaml may count one more line.
    ///
    /// The bytes have to stay where they are until `deinit`.
    init(_ bytes: UnsafeBufferPointer<UInt8>, end: SourceSpan) {
        inputEnd = end
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        // SAFETY: the call writes the whole struct; it fails only for want of memory.
        let initialized = unsafe yaml_parser_initialize(parser)
        precondition(initialized == 1, "no memory for a YAML parser")
        // SAFETY: the parser is initialised, and the input lives until `deinit`.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // SAFETY: as above; the caller keeps the bytes.
        unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        // SAFETY: `init` initialised the parser and allocated both; nothing else frees them.
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe event.deallocate()
    }

    /// Reads the next event and appends a scalar's text; not to be called after `streamEnd` or an error.
    func next(appendingTextTo text: inout [UInt8]) throws(YAMLSyntaxError) -> YAMLEvent {
        // SAFETY: both are allocated and the parser is initialised; on success the event is initialised.
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw syntaxError() }
        let start = unsafe event.pointee.start_mark
        let end = unsafe event.pointee.end_mark
        let type = unsafe event.pointee.type
        var result = YAMLEvent(
            kind: .streamStart,
            span: span(from: start, to: end),
            end: (UInt32(truncatingIfNeeded: end.line + 1), UInt32(truncatingIfNeeded: end.column + 1))
        )
        switch type {
        case YAML_SCALAR_EVENT:
            result.kind = .scalar
            // SAFETY: the type says which member of the union is set; its strings live until the event is deleted.
            let scalar = unsafe event.pointee.data.scalar
            result.style = unsafe style(of: scalar.style)
            unsafe describe(&result, anchor: scalar.anchor, tag: scalar.tag)
            result.textCount = unsafe scalar.length
            // SAFETY: libyaml gives `length` bytes at `value`.
            unsafe text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
            if result.style == .block {
                result.isBlank = text[(text.count - result.textCount)...].allSatisfy { $0 == UInt8(ascii: "\n") }
            } else if result.style == .plain {
                result.isDash = result.textCount == 1 && text.last == UInt8(ascii: "-")
            }
        case YAML_MAPPING_START_EVENT:
            result.kind = .mappingStart
            // SAFETY: as for a scalar.
            let mapping = unsafe event.pointee.data.mapping_start
            unsafe describe(&result, anchor: mapping.anchor, tag: mapping.tag)
            result.isFlow = unsafe mapping.style == YAML_FLOW_MAPPING_STYLE
            result.span.length = 1
        case YAML_SEQUENCE_START_EVENT:
            result.kind = .sequenceStart
            // SAFETY: as for a scalar.
            let sequence = unsafe event.pointee.data.sequence_start
            unsafe describe(&result, anchor: sequence.anchor, tag: sequence.tag)
            result.isFlow = unsafe sequence.style == YAML_FLOW_SEQUENCE_STYLE
            result.span.length = 1
        case YAML_ALIAS_EVENT:
            result.kind = .alias
            // SAFETY: as for a scalar.
            unsafe describe(&result, anchor: event.pointee.data.alias.anchor, tag: nil)
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
        case YAML_STREAM_END_EVENT: result.kind = .streamEnd
        default: break
        }
        // SAFETY: the event is initialised, and nothing of it was kept.
        unsafe yaml_event_delete(event)
        return result
    }

    /// Reads the two optional C strings of a node.
    private func describe(_ event: inout YAMLEvent, anchor: UnsafePointer<UInt8>?, tag: UnsafePointer<UInt8>?) {
        if let anchor = unsafe anchor {
            // SAFETY: libyaml ends its strings with NUL.
            event.anchor = unsafe String(cString: anchor)
        }
        if let tag = unsafe tag {
            // SAFETY: as above.
            event.tag = unsafe YAMLTag(String(cString: tag))
        }
    }

    private func style(of style: yaml_scalar_style_t) -> YAMLEvent.Style {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: .plain
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        default: .block
        }
    }

    private func span(from start: yaml_mark_t, to end: yaml_mark_t) -> SourceSpan {
        guard start.line < Int(inputEnd.line) else { return inputEnd }
        return SourceSpan(
            line: UInt32(truncatingIfNeeded: start.line + 1),
            column: UInt32(truncatingIfNeeded: start.column + 1),
            length: end.line == start.line
                ? UInt32(truncatingIfNeeded: end.column - start.column) : SourceSpan.toEndOfLine
        )
    }

    private func syntaxError() -> YAMLSyntaxError {
        // SAFETY: after a failure the parser's problem and context are NUL-terminated constants of libyaml, or nil.
        let state = unsafe parser.pointee
        var error = YAMLSyntaxError(
            problem: unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory",
            span: unsafe span(from: state.problem_mark, to: state.problem_mark)
        )
        if unsafe state.buffer.pointer != state.buffer.last {
            // SAFETY: between these two are characters that were decoded and not yet used, at least one.
            error.isAtTab = unsafe state.buffer.pointer.pointee == UInt8(ascii: "\t")
        }
        if let context = unsafe state.context {
            // SAFETY: as above.
            error.context = unsafe (String(cString: context), span(from: state.context_mark, to: state.context_mark))
        }
        return error
    }
}
