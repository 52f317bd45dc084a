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
    /// Scalar: where its text begins. Key: its number. Alias: the node it stands for. List, mapping: the index after its
    /// last descendant.
    var reference: UInt32 = 0
    /// Scalar: bytes of text. List, mapping: nodes directly in it, keys counted.
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
