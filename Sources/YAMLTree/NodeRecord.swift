/// A node as the tree keeps it: 24 bytes.
struct NodeRecord {
    enum Kind: UInt8 {
        case plain
        case quoted
        case block
        case sequence
        case mapping
        case alias
        /// Reported already.
        case invalid
    }

    var kind: Kind
    var tag = YAMLTag.none
    /// A scalar that names a value of a mapping.
    var isKey = false
    /// A plain `<<` key; on a mapping, that it has one.
    var isMerge = false
    /// Where a scalar's text begins, a key's number, an alias's node, or the index after a container's last descendant.
    var reference: UInt32 = 0
    /// A scalar's bytes of text, or the nodes directly in a list or mapping, keys counted.
    var count: UInt32 = 0
    var span: SourceSpan
}

extension [NodeRecord] {
    /// The index after the node and all that is in it.
    func end(of index: UInt32) -> UInt32 {
        let record = self[Int(index)]
        return record.kind == .sequence || record.kind == .mapping ? record.reference : index + 1
    }
}
