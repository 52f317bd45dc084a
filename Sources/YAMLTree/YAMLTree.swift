/// A file's documents as nodes with places: lists and mappings, and scalars that are text until a schema types them.
///
/// All nodes stand in one array in the order of the file, and all text in one array of bytes; a ``YAMLNode`` is an index.
/// Aliases and merges are kept as references and followed on access.
package struct YAMLTree: Sendable {
    package enum Kind: Sendable, Hashable {
        case scalar
        case sequence
        case mapping
        /// A node whose problem was reported already; say no more about it.
        case invalid
    }

    /// How a scalar was written.
    package enum Style: Sendable, Hashable {
        case plain
        case quoted
        /// After `|` or `>`.
        case block
    }

    /// One reference to count instead of four, since trees are passed around for every node.
    private final class Storage: Sendable {
        let documents: [YAMLNode]
        let records: [NodeRecord]
        let text: [UInt8]
        let keys: [KeyTable.Key]

        init(documents: [YAMLNode], records: [NodeRecord], text: [UInt8], keys: [KeyTable.Key]) {
            self.documents = documents
            self.records = records
            self.text = text
            self.keys = keys
        }
    }

    private let storage: Storage

    init(documents: [YAMLNode], records: [NodeRecord], text: [UInt8], keys: [KeyTable.Key]) {
        storage = Storage(documents: documents, records: records, text: text, keys: keys)
    }

    /// The root of each document, in the order of the file.
    package var documents: [YAMLNode] { storage.documents }

    private var records: [NodeRecord] { storage.records }

    private var text: [UInt8] { storage.text }

    private var keys: [KeyTable.Key] { storage.keys }

    package func kind(of node: YAMLNode) -> Kind {
        switch resolved(node).kind {
        case .plain, .quoted, .block: .scalar
        case .sequence: .sequence
        case .mapping: .mapping
        case .alias, .invalid: .invalid
        }
    }

    /// The style of a scalar; `.plain` for other nodes.
    package func style(of node: YAMLNode) -> Style {
        switch resolved(node).kind {
        case .quoted: .quoted
        case .block: .block
        case .plain, .sequence, .mapping, .alias, .invalid: .plain
        }
    }

    package func tag(of node: YAMLNode) -> YAMLTag { resolved(node).tag }

    /// The decoded text of a scalar; empty for other nodes.
    package func text(of node: YAMLNode) -> String {
        let range = textRange(of: resolved(node))
        // SAFETY: the text outlives the closure, and `extracting` checks the bounds.
        return unsafe storage.text.withUnsafeBufferPointer {
            unsafe String(decoding: $0.extracting(range), as: UTF8.self)
        }
    }

    /// Whether any scalar or key has the byte in its text.
    package func hasText(with byte: UInt8) -> Bool { text.contains(byte) }

    /// Whether a scalar has exactly this text.
    package func isText(of node: YAMLNode, _ expected: StaticString) -> Bool {
        let range = textRange(of: resolved(node))
        // SAFETY: the bytes are compared within the closure, which a literal outlives.
        return range.count == expected.utf8CodeUnitCount
            && expected.withUTF8Buffer { unsafe storage.text[range].elementsEqual($0) }
    }

    /// Whether a list or mapping has nothing in it, or a scalar no text; an alias counts as what it stands for.
    package func isEmpty(_ node: YAMLNode) -> Bool { resolved(node).count == 0 }

    /// How many elements a list has, or how many keys and values a mapping has written in it.
    package func count(of node: YAMLNode) -> Int { Int(resolved(node).count) }

    /// Where the node is written; for an alias the place of the alias.
    package func span(of node: YAMLNode) -> SourceSpan { records[node.position].span }

    /// All that the node may have written: exact for a scalar on one line, else up to where the next node begins.
    package func extent(of node: YAMLNode) -> SourceExtent {
        let record = records[node.position]
        let isContainer = record.kind == .sequence || record.kind == .mapping
        if !isContainer, record.span.length != SourceSpan.toEndOfLine {
            let endColumn = record.span.column + record.span.length
            return SourceExtent(start: record.span, endLine: record.span.line, endColumn: endColumn)
        }
        let next = Int(end(of: node.index))
        guard next < records.count else { return SourceExtent(start: record.span, endLine: .max, endColumn: .max) }
        return SourceExtent(start: record.span, endLine: records[next].span.line, endColumn: records[next].span.column)
    }

    /// The elements of a list; nothing for other nodes.
    package func items(of node: YAMLNode) -> YAMLItems {
        let container = target(of: node)
        let record = records[container.position]
        guard record.kind == .sequence else { return YAMLItems(tree: self, index: 0, end: 0) }
        return YAMLItems(tree: self, index: container.index + 1, end: record.reference)
    }

    /// All mappings of the file, those in lists and mappings included, in its order.
    package var mappings: some Sequence<YAMLNode> {
        records.indices.lazy.filter { records[$0].kind == .mapping }.map { YAMLNode(index: UInt32($0)) }
    }

    /// The node that is written next: the first in a list or mapping, else the one behind it.
    package func node(after node: YAMLNode) -> YAMLNode? {
        node.position + 1 < records.count ? YAMLNode(index: node.index + 1) : nil
    }

    /// What an alias stands for; any other node itself.
    package func target(of node: YAMLNode) -> YAMLNode {
        let record = records[node.position]
        return record.kind == .alias ? YAMLNode(index: record.reference) : node
    }

    // MARK: Keys

    /// How many different keys the file has; their numbers count from 0.
    package var keyCount: Int { keys.count }

    /// The text of a key by its number.
    package func key(_ number: Int) -> String {
        let key = keys[number]
        return String(decoding: text[key.offset..<(key.offset + key.count)], as: UTF8.self)
    }

    /// The number of a node that is a key; nil for other nodes.
    package func keyNumber(of node: YAMLNode) -> Int? {
        records[node.position].isKey ? Int(records[node.position].reference) : nil
    }

    // MARK: Within the module

    /// The index after the node and all that is in it.
    func end(of index: UInt32) -> UInt32 { records.end(of: index) }

    func record(_ index: UInt32) -> NodeRecord { records[Int(index)] }

    private func resolved(_ node: YAMLNode) -> NodeRecord { records[target(of: node).position] }

    private func textRange(of record: NodeRecord) -> Range<Int> {
        switch record.kind {
        case .plain, .quoted, .block:
            let key = record.isKey ? storage.keys[Int(record.reference)] : nil
            let start = key?.offset ?? Int(record.reference)
            return start..<(start + (key?.count ?? Int(record.count)))
        case .sequence, .mapping, .alias, .invalid:
            return 0..<0
        }
    }
}

/// A node of the tree it came from; nodes of a tree are in the order in which they are written.
package struct YAMLNode: Sendable, Hashable, Comparable {
    let index: UInt32

    var position: Int { Int(index) }

    package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The elements of a list.
package struct YAMLItems: Sequence, IteratorProtocol {
    fileprivate let tree: YAMLTree
    fileprivate var index: UInt32
    fileprivate let end: UInt32

    package mutating func next() -> YAMLNode? {
        guard index < end else { return nil }
        defer { index = tree.end(of: index) }
        return YAMLNode(index: index)
    }
}
