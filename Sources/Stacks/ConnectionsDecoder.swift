import Connections
import Diagnostics
import YAMLTree

/// Reads what one file declares under `connections`, in each of its documents.
struct ConnectionsDecoder {
    private static let key = "connections"
    private static let emptyHint = "to declare that there are no connections, write 'connections: []'"

    private let reader: NodeReader
    private let largestCount: Int
    private var entries: EntryDecoder?

    /// Reads the file that the reader is for; `largestCount` is how many entries all files may have together.
    init(
        _ reader: NodeReader,
        fileName: String,
        policy: StackSettings.Policy,
        secrets: SecretFields,
        largestCount: Int
    ) {
        self.reader = reader
        self.largestCount = largestCount
        if !reader.tree.documents.isEmpty {
            entries = EntryDecoder(reader, fileName: fileName, policy: policy, secrets: secrets)
        }
    }

    /// Adds what the file declares; `count` is how many entries were read from all files so far.
    mutating func decode(into desired: inout DesiredState, claims: inout Claims, count: inout Int) {
        let tree = reader.tree
        guard !tree.documents.isEmpty else {
            let start = Spot(file: reader.file, span: SourceSpan(line: 1, column: 1))
            reader.findings.error(.emptyDocument, at: start, "the file declares nothing", hint: Self.emptyHint)
            return
        }
        for document in tree.documents {
            guard let list = connections(of: document) else { continue }
            let expected = desired.connections.count + tree.count(of: list)
            if expected > desired.connections.capacity {
                // At least twice as many, since a file may have as many documents as connections.
                desired.connections.reserveCapacity(max(expected, 2 * desired.connections.capacity))
            }
            for item in tree.items(of: list) {
                count += 1
                guard count <= largestCount else {
                    reader.report(
                        .tooManyConnections,
                        item,
                        "the stack has more than \(largestCount) connections",
                        hint: "split it into several stacks"
                    )
                    return
                }
                decode(item, into: &desired, claims: &claims)
            }
        }
    }

    /// The list under the document's only key; nil after a report.
    private func connections(of document: YAMLNode) -> YAMLNode? {
        let tree = reader.tree
        if reader.isNull(document) || tree.kind(of: document) == .mapping && tree.isEmpty(document) {
            reader.report(.emptyDocument, document, "the document declares nothing", hint: Self.emptyHint)
            return nil
        }
        guard tree.kind(of: document) == .mapping else {
            if tree.kind(of: document) != .invalid {
                reader.report(
                    .wrongType,
                    document,
                    "the document has to be a mapping with the key 'connections'",
                    hint: "write 'connections:' in the first line and indent the list of connections below it"
                )
            }
            return nil
        }
        var list: YAMLNode?
        for pair in tree.pairs(of: document) {
            if tree.key(pair.keyNumber) == Self.key {
                list = list ?? pair.value
            } else {
                reader.reportUnknownKey(pair, among: [Self.key])
            }
        }
        return list.flatMap(checkedList)
    }

    private func checkedList(_ list: YAMLNode) -> YAMLNode? {
        if reader.isNull(list) {
            reader.report(.emptyDocument, list, "'connections' has nothing in it", hint: Self.emptyHint)
            return nil
        }
        switch reader.tree.kind(of: list) {
        case .sequence: return list
        case .invalid: return nil
        case .scalar, .mapping:
            reader.report(
                .wrongType,
                list,
                "'connections' has to be a list",
                hint: "begin each connection with '- ', such as '- type: aws'"
            )
            return nil
        }
    }

    private mutating func decode(_ item: YAMLNode, into desired: inout DesiredState, claims: inout Claims) {
        if reader.isNull(item) {
            reader.report(
                .emptyItem,
                item,
                "there is nothing after this '-'",
                hint: "remove the line, or write the connection; was the file saved in full?"
            )
        } else if reader.isMapping(
            item,
            subject: "a connection",
            hint: "write '- type: aws' and the other keys below it"
        ) {
            entries?.decode(item, into: &desired, claims: &claims)
        }
    }
}
