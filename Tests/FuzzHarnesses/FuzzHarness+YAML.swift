import YAMLTree

extension FuzzHarness {
    /// Bytes → tree: what is refused has a place in the text, and what is read has its nodes there.
    static let yaml = FuzzHarness("yaml") { bytes in
        let reading = YAMLReading(bytes)
        try promise(reading.tree != nil || !reading.problems.isEmpty, "no tree, and no reason why")
        let places = TextPlaces(bytes)
        for problem in reading.problems {
            try promise(!problem.message.isEmpty && !problem.hint.isEmpty, "a problem says nothing")
            for span in [problem.span] + problem.notes.map(\.span) { try places.contain(span, problem.message) }
        }
        guard let tree = reading.tree else { return }
        var walk = TreeWalk(tree: tree, places: places)
        for document in tree.documents { try walk.visit(document, depth: 0) }
        if reading.problems.isEmpty { try promise(String(validating: bytes, as: UTF8.self) != nil, "it is no UTF-8") }
    }
}

/// Goes through all that a tree has, as often as aliases stand for it.
private struct TreeWalk {
    /// What aliases may multiply a short text to, and some more for what is written.
    private static let mostVisits = 100_000

    let tree: YAMLTree
    let places: TextPlaces
    private var visits = 0

    init(tree: YAMLTree, places: TextPlaces) {
        self.tree = tree
        self.places = places
    }

    mutating func visit(_ node: YAMLNode, depth: Int) throws {
        visits += 1
        try promise(visits <= Self.mostVisits, "aliases multiply a short text beyond \(Self.mostVisits) nodes")
        // The root is a level of its own, and a key or a scalar in the deepest list another one.
        try promise(depth <= YAMLLimits().depth + 2, "it is nested \(depth) deep")
        try places.contain(tree.span(of: node), "a node")
        switch tree.kind(of: node) {
        case .scalar:
            for scalar in tree.text(of: node).unicodeScalars where ForbiddenCharacter(scalar) != nil {
                throw BrokenPromise("a scalar has U+\(String(scalar.value, radix: 16)) in it")
            }
        case .sequence:
            for item in tree.items(of: node) { try visit(item, depth: depth + 1) }
        case .mapping:
            var keys: Set<Int> = []
            for pair in tree.pairs(of: node) {
                try promise(keys.insert(pair.keyNumber).inserted || !pair.isMerged, "a merged key stands twice")
                try promise(pair.keyNumber < tree.keyCount, "a key has no number")
                try visit(pair.key, depth: depth + 1)
                try visit(pair.value, depth: depth + 1)
            }
        case .invalid:
            break
        }
    }
}

extension TextPlaces {
    fileprivate func contain(_ span: SourceSpan, _ message: String) throws {
        try contain(line: Int(span.line), column: Int(span.column), of: message)
    }
}
