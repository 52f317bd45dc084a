/// A key and its value in a mapping.
package struct YAMLPair: Sendable, Hashable {
    package let key: YAMLNode
    /// The key's number in its tree; equal keys have equal numbers.
    package let keyNumber: Int
    package let value: YAMLNode
    /// The pair was not written in the mapping, but came into it through `<<`.
    package let isMerged: Bool
}

/// The pairs of a mapping: those written in it, then those merged into it that it does not have itself.
///
/// Keys that are no scalars were reported and are left out.
package struct YAMLPairs: Sequence, IteratorProtocol {
    private let tree: YAMLTree
    private var index: UInt32
    private let end: UInt32
    private var merged: ArraySlice<YAMLPair>

    fileprivate init(tree: YAMLTree, mapping: UInt32) {
        self.tree = tree
        let record = tree.record(mapping)
        index = mapping + 1
        end = record.kind == .mapping ? record.reference : index
        merged = []
        if record.isMerge { merged = MergedPairs(tree, of: mapping).pairs[...] }
    }

    package mutating func next() -> YAMLPair? {
        nextWritten() ?? merged.popFirst()
    }

    private mutating func nextWritten() -> YAMLPair? {
        while index < end {
            let key = index
            let value = tree.end(of: key)
            index = tree.end(of: value)
            let record = tree.record(key)
            if record.isKey, !record.isMerge {
                return YAMLPair(
                    key: YAMLNode(index: key),
                    keyNumber: Int(record.reference),
                    value: YAMLNode(index: value),
                    isMerged: false
                )
            }
        }
        return nil
    }
}

extension YAMLTree {
    /// The pairs of a mapping; nothing for other nodes.
    package func pairs(of node: YAMLNode) -> YAMLPairs {
        YAMLPairs(tree: self, mapping: target(of: node).index)
    }
}

/// What `<<` brings into a mapping: of each key the first value that is met, in the order in which things are written.
private struct MergedPairs {
    private let tree: YAMLTree
    private var taken: Set<Int>
    private(set) var pairs: [YAMLPair] = []

    init(_ tree: YAMLTree, of mapping: UInt32) {
        self.tree = tree
        taken = []
        for (key, _) in written(in: mapping) where tree.record(key).isKey && !tree.record(key).isMerge {
            taken.insert(Int(tree.record(key).reference))
        }
        mergeSources(of: mapping)
    }

    private mutating func mergeSources(of mapping: UInt32) {
        for (key, value) in written(in: mapping) where tree.record(key).isMerge {
            let source = tree.target(of: YAMLNode(index: value))
            switch tree.record(source.index).kind {
            case .mapping:
                merge(source.index)
            case .sequence:
                for item in tree.items(of: source) {
                    merge(tree.target(of: item).index)
                }
            case .plain, .quoted, .block, .alias, .invalid:
                break
            }
        }
    }

    private mutating func merge(_ source: UInt32) {
        guard tree.record(source).kind == .mapping else { return }
        for (key, value) in written(in: source) {
            let record = tree.record(key)
            guard record.isKey, !record.isMerge, taken.insert(Int(record.reference)).inserted else { continue }
            pairs.append(
                YAMLPair(
                    key: YAMLNode(index: key),
                    keyNumber: Int(record.reference),
                    value: YAMLNode(index: value),
                    isMerged: true
                )
            )
        }
        if tree.record(source).isMerge { mergeSources(of: source) }
    }

    private func written(in mapping: UInt32) -> some Sequence<(UInt32, UInt32)> {
        let end = tree.end(of: mapping)
        return sequence(state: mapping + 1) { next in
            guard next < end else { return nil }
            let key = next
            let value = tree.end(of: key)
            next = tree.end(of: value)
            return (key, value)
        }
    }
}
