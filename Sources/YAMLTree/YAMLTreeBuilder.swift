/// Turns libyaml's events into a tree and finds what libyaml lets pass: duplicate keys, foreign tags, aliases without
/// end, nesting without end.
struct YAMLTreeBuilder {
    /// A list or mapping that is not closed yet.
    private struct Open {
        var node: UInt32
        var isMapping: Bool
        var count: UInt32 = 0
        var hasMerge = false
        /// How deep its content goes, itself counted.
        var height = 1
        /// The number of its anchor.
        var anchor: Int?
        /// ``aliasedNodes`` when it was opened.
        var aliasedBefore: Int

        /// Whether the next node in it is a key.
        var awaitsKey: Bool { isMapping && count.isMultiple(of: 2) }
    }

    /// A node that aliases can stand for.
    private struct Anchor {
        var node: UInt32
        /// How many nodes it stands for, aliases in it followed; nil while it is not closed.
        var nodes: Int?
        /// How deep it goes; 0 for a scalar.
        var height = 0
    }

    private let limits: YAMLLimits
    private let aliasedNodesAllowed: Int
    private var documents: [YAMLNode] = []
    private var records: [NodeRecord] = []
    private var text: [UInt8] = []
    private var keys = KeyTable()
    private var open: [Open] = []
    private var anchors: [Anchor] = []
    /// The latest anchor of each name in this document.
    private var anchorNumbers: [String: Int] = [:]
    /// How many nodes the aliases so far stand for.
    private var aliasedNodes = 0
    /// Where the document began.
    private var documentSpan = SourceSpan(line: 1, column: 1)
    private(set) var problems: YAMLProblemList

    init(limits: YAMLLimits, byteCount: Int) {
        self.limits = limits
        aliasedNodesAllowed = max(limits.aliasedNodes, byteCount)
        problems = YAMLProblemList(limit: limits.problems)
        // A little more than what files of short entries need; both arrays grow when it is not enough.
        records.reserveCapacity(byteCount / 12)
        text.reserveCapacity(byteCount / 2)
    }

    /// Reads all events.
    ///
    /// - Returns: The tree, also when there are problems in it; nil when reading had to stop before the end, or it is no YAML.
    mutating func tree(from parser: LibYAMLParser, of bytes: ArraySlice<UInt8>) -> YAMLTree? {
        var looseSyntax = LooseSyntax(bytes)
        var isYAML = true
        do throws(YAMLSyntaxError) {
            while true {
                let event = try parser.next(appendingTextTo: &text)
                let count = problems.count
                looseSyntax.take(event, reporting: &problems)
                if problems.count > count { isYAML = false }
                if event.kind == .streamEnd { break }
                guard take(event) else { return nil }
            }
        } catch {
            problems.addLast(.syntax(error))
            return nil
        }
        // What libyaml made of the rest is no one's guess.
        guard isYAML else { return nil }
        return YAMLTree(documents: documents, records: records, text: text, keys: keys.keys)
    }

    /// Adds what the event tells.
    ///
    /// - Returns: false when the file asks for more than the limits allow.
    private mutating func take(_ event: YAMLEvent) -> Bool {
        switch event.kind {
        case .streamStart, .streamEnd, .documentEnd:
            break
        case .documentStart:
            anchorNumbers.removeAll()
            documentSpan = event.span
            documents.append(YAMLNode(index: UInt32(records.count)))
        case .scalar:
            addScalar(event)
        case .alias:
            return addAlias(event)
        case .sequenceStart, .mappingStart:
            return openContainer(event)
        case .sequenceEnd, .mappingEnd:
            close()
        }
        guard records.count <= limits.nodes else {
            problems.addLast(.tooManyNodes(limit: limits.nodes, at: event.span))
            return false
        }
        return true
    }

    // MARK: Scalars

    private mutating func addScalar(_ event: YAMLEvent) {
        let kind: NodeRecord.Kind =
            switch event.style {
            case .plain: .plain
            case .singleQuoted, .doubleQuoted: .quoted
            case .block: .block
            }
        var record = NodeRecord(kind: kind, tag: event.tag, span: event.span)
        // A document with nothing in it is said to end where the next one begins, or the file.
        if open.isEmpty, kind == .plain, event.textCount == 0, event.tag == .none { record.span = documentSpan }
        let offset = text.count - event.textCount
        if event.textCount > limits.scalarBytes {
            problems.add(.scalarTooLong(limit: limits.scalarBytes, at: event.span))
            record.kind = .invalid
        } else if event.style == .doubleQuoted, let forbidden = forbiddenScalar(from: offset) {
            problems.add(.forbiddenCharacter(forbidden.0, forbidden.1, isEscaped: true, at: event.span))
            record.kind = .invalid
        } else if !event.tag.fits(.scalar) {
            problems.add(.tag(event.tag, at: event.span))
            record.kind = .invalid
        }
        if record.kind == .invalid {
            text.removeLast(event.textCount)
        } else if open.last?.awaitsKey == true {
            record.isKey = true
            record.isMerge = isMergeKey(event, from: offset)
            record.reference = keys.number(ofLast: event.textCount, in: &text)
        } else {
            record.reference = UInt32(offset)
            record.count = UInt32(event.textCount)
        }
        append(record)
        if let name = event.anchor { setAnchor(name, Anchor(node: UInt32(records.count - 1), nodes: 1)) }
    }

    private func isMergeKey(_ event: YAMLEvent, from offset: Int) -> Bool {
        event.style == .plain && event.tag == .none && event.textCount == 2
            && text[offset] == UInt8(ascii: "<") && text[offset + 1] == UInt8(ascii: "<")
    }

    /// The first character of the text that only an escape can have brought in.
    private func forbiddenScalar(from offset: Int) -> (ForbiddenCharacter, Unicode.Scalar)? {
        guard text[offset...].contains(where: { $0 < 0x20 || $0 > 0x7E }) else { return nil }
        for scalar in String(decoding: text[offset...], as: UTF8.self).unicodeScalars {
            if let forbidden = ForbiddenCharacter(scalar) { return (forbidden, scalar) }
        }
        return nil
    }

    // MARK: Lists and mappings

    private mutating func openContainer(_ event: YAMLEvent) -> Bool {
        guard open.count < limits.depth else {
            problems.addLast(.tooDeep(limit: limits.depth, at: event.span))
            return false
        }
        let isMapping = event.kind == .mappingStart
        if open.last?.awaitsKey == true { problems.add(.nonScalarKey(at: event.span)) }
        if !event.tag.fits(isMapping ? .mapping : .sequence) { problems.add(.tag(event.tag, at: event.span)) }
        let record = NodeRecord(kind: isMapping ? .mapping : .sequence, tag: event.tag, span: event.span)
        append(record)
        let node = UInt32(records.count - 1)
        var container = Open(node: node, isMapping: isMapping, aliasedBefore: aliasedNodes)
        if let name = event.anchor { container.anchor = setAnchor(name, Anchor(node: node)) }
        open.append(container)
        return true
    }

    private mutating func close() {
        guard let closed = open.popLast() else { return }
        let end = UInt32(records.count)
        records[Int(closed.node)].reference = end
        records[Int(closed.node)].count = closed.count
        records[Int(closed.node)].isMerge = closed.hasMerge
        if closed.isMapping { checkKeys(of: closed) }
        if let anchor = closed.anchor {
            anchors[anchor].nodes = Int(end - closed.node) + aliasedNodes - closed.aliasedBefore
            anchors[anchor].height = closed.height
        }
        if !open.isEmpty { open[open.count - 1].height = max(open[open.count - 1].height, closed.height + 1) }
    }

    /// Reports keys that the mapping has twice, and merges of anything but mappings.
    private mutating func checkKeys(of mapping: Open) {
        var key = mapping.node + 1
        while key < records.count {
            let value = records.end(of: key)
            let record = records[Int(key)]
            if record.isKey, let first = keys.see(record.reference, at: key, in: mapping.node) {
                let name = keyText(record)
                problems.add(.duplicateKey(name, at: record.span, first: records[Int(first)].span))
            }
            if record.isMerge, record.isKey, !isMergeable(value) {
                problems.add(.merge(at: records[Int(value)].span))
            }
            key = records.end(of: value)
        }
    }

    /// Whether `<<` can take the value: a mapping, an alias of one, or a list of those.
    private func isMergeable(_ value: UInt32) -> Bool {
        let source = target(of: value)
        switch records[Int(source)].kind {
        case .mapping, .invalid:
            return true
        case .sequence:
            var item = source + 1
            while item < records.end(of: source) {
                let kind = records[Int(target(of: item))].kind
                guard kind == .mapping || kind == .invalid else { return false }
                item = records.end(of: item)
            }
            return true
        case .plain, .quoted, .block, .alias:
            return false
        }
    }

    private func target(of node: UInt32) -> UInt32 {
        records[Int(node)].kind == .alias ? records[Int(node)].reference : node
    }

    private func keyText(_ record: NodeRecord) -> String {
        let key = keys.keys[Int(record.reference)]
        return String(decoding: text[key.offset..<(key.offset + key.count)], as: UTF8.self)
    }

    // MARK: Aliases

    private mutating func addAlias(_ event: YAMLEvent) -> Bool {
        var record = NodeRecord(kind: .invalid, span: event.span)
        if let number = event.anchor.flatMap({ anchorNumbers[$0] }) {
            let anchor = anchors[number]
            guard let nodes = anchor.nodes else {
                problems.add(.selfReference(at: event.span, anchor: records[Int(anchor.node)].span))
                append(record)
                return true
            }
            guard open.count + anchor.height <= limits.depth else {
                problems.addLast(.tooDeep(limit: limits.depth, at: event.span))
                return false
            }
            aliasedNodes += nodes
            guard aliasedNodes <= aliasedNodesAllowed else {
                problems.addLast(.tooMuchAliased(limit: aliasedNodesAllowed, at: event.span))
                return false
            }
            record = reference(to: anchor, at: event.span)
            if !open.isEmpty { open[open.count - 1].height = max(open[open.count - 1].height, anchor.height + 1) }
        } else {
            problems.add(.unknownAnchor(at: event.span))
        }
        append(record)
        return true
    }

    /// An alias of the anchored node; as a key, a copy of it, since keys have to be scalars of their own.
    private mutating func reference(to anchor: Anchor, at span: SourceSpan) -> NodeRecord {
        let anchored = records[Int(anchor.node)]
        guard open.last?.awaitsKey == true else {
            return anchored.kind == .invalid
                ? NodeRecord(kind: .invalid, span: span)
                : NodeRecord(kind: .alias, reference: anchor.node, span: span)
        }
        var key = anchored
        key.span = span
        switch anchored.kind {
        case .plain, .quoted, .block:
            if !anchored.isKey {
                let start = Int(anchored.reference)
                text.append(contentsOf: text[start..<(start + Int(anchored.count))])
                key.reference = keys.number(ofLast: Int(anchored.count), in: &text)
                key.isKey = true
            }
            key.isMerge = false
        case .sequence, .mapping, .alias, .invalid:
            problems.add(.nonScalarKey(at: span))
            key = NodeRecord(kind: .invalid, span: span)
        }
        return key
    }

    @discardableResult
    private mutating func setAnchor(_ name: String, _ anchor: Anchor) -> Int {
        anchors.append(anchor)
        anchorNumbers[name] = anchors.count - 1
        return anchors.count - 1
    }

    /// Adds a node to the innermost open list or mapping.
    private mutating func append(_ record: NodeRecord) {
        records.append(record)
        guard !open.isEmpty else { return }
        open[open.count - 1].count += 1
        if record.isKey, record.isMerge { open[open.count - 1].hasMerge = true }
    }
}
