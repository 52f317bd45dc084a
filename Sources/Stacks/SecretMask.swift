import Connections
import YAMLTree

/// What must not be shown of a file's lines, because it may be the value of a secret.
///
/// Where the file could be parsed, the values' extents are known, aliases followed. Where it could not, a value is taken
/// to go on until a line begins with a key that is no secret. Text after secret words is hidden in either case.
struct SecretMask {
    /// In scalars; a longer line is hidden as a whole, because scanning it takes too long.
    static let longestLine = 10_000

    private var isParsed = false
    private var extents: [SourceExtent] = []
    /// The keys whose values the extents cover, or whose values may be shown.
    private var keys: Set<SourceSpan> = []

    /// The last node that was looked at because it follows a secret.
    private var lastStray: YAMLNode?

    /// The mask of a file that has no tree.
    static let unparsed = SecretMask()

    /// The mask of a file in which nothing was found wrong while it was read, so that all its secrets are references.
    static let clean = SecretMask(isParsed: true)

    init(of tree: YAMLTree) {
        isParsed = true
        let isSecret = (0..<tree.keyCount).map { number in
            // Comparing words takes its time; a file with so many keys is not one of ours, and may hide all of them.
            tree.keyCount > 1_000
                ? EntryKey(rawValue: tree.key(number))?.isSecret ?? true : SecretWords.isSecret(tree.key(number))
        }
        guard isSecret.contains(true) else { return }
        for mapping in tree.mappings {
            for pair in tree.pairs(of: mapping) where isSecret[pair.keyNumber] && !pair.isMerged {
                let isEmpty = tree.kind(of: pair.value) == .scalar && tree.isEmpty(pair.value)
                if hide(pair.value, of: tree) { hideStrays(after: pair.value, wasEmpty: isEmpty, of: tree) }
                // Not so a key such as `token=abc`, which may have the secret in itself, or one that has lost its value.
                if !isEmpty, SecretWords.isWord(tree.key(pair.keyNumber)) {
                    keys.insert(start(of: tree.span(of: pair.key)))
                }
            }
        }
    }

    private init(isParsed: Bool = false) {
        self.isParsed = isParsed
    }

    /// The offsets in the line that are hidden, sorted and apart; the lines above it come nearest first.
    func hidden(
        in line: [Unicode.Scalar],
        number: UInt32,
        linesAbove: some Sequence<ArraySlice<Unicode.Scalar>>
    ) -> [Range<Int>] {
        if line.count > Self.longestLine || !isParsed && continuesSecret(line[...], linesAbove: linesAbove) {
            return [0..<Int.max]
        }
        let known = { (offset: Int) in
            [UInt32(offset), UInt32(offset) + 1].contains { column in
                column > 0 && keys.contains(SourceSpan(line: number, column: column))
            }
        }
        var ranges = SecretWords.Scan(line[...], isKnown: known).hidden
        for extent in extents where extent.start.line <= number && number <= extent.endLine {
            let start = number == extent.start.line ? Int(extent.start.column) - 1 : 0
            let end = number == extent.endLine ? Int(extent.endColumn) - 1 : Int.max
            if start < end { ranges.append(start..<end) }
        }
        return joined(ranges)
    }

    /// Whether the line may belong to a value that began under a secret word above it.
    private func continuesSecret(
        _ line: ArraySlice<Unicode.Scalar>,
        linesAbove: some Sequence<ArraySlice<Unicode.Scalar>>
    ) -> Bool {
        guard !SecretWords.beginsWithPlainKey(line) else { return false }
        for (distance, above) in linesAbove.enumerated() {
            if distance == 1_000 || above.count > Self.longestLine || SecretWords.Scan(above).opensValue { return true }
            if SecretWords.beginsWithPlainKey(above) { return false }
        }
        return false
    }

    /// - Returns: Whether there was anything to hide: a reference is not.
    @discardableResult
    private mutating func hide(_ value: YAMLNode, of tree: YAMLTree) -> Bool {
        let target = tree.target(of: value)
        if tree.kind(of: target) == .scalar, SecretReference(text: tree.text(of: target)) != nil { return false }
        extents.append(tree.extent(of: value))
        if target != value { extents.append(tree.extent(of: target)) }
        for item in tree.items(of: target) {
            hide(item, of: tree)
        }
        for pair in tree.pairs(of: target) {
            hide(pair.value, of: tree)
        }
        return true
    }

    /// Hides what follows a secret and may be part of it: in `{clientSecret: a,b}` the end of the secret has become a key,
    /// and in `{clientSecret:, a}` all of it.
    private mutating func hideStrays(after value: YAMLNode, wasEmpty: Bool, of tree: YAMLTree) {
        // A stray may look like a secret key itself; what follows it was looked at with it.
        guard tree.kind(of: value) == .scalar, lastStray.map({ $0 < value }) ?? true else { return }
        var next = tree.node(after: value)
        while let node = next {
            lastStray = node
            next = tree.node(after: node)
            if let number = tree.keyNumber(of: node) {
                let hasValue = next.map { tree.kind(of: $0) != .scalar || !tree.isEmpty($0) } ?? false
                guard EntryKey(rawValue: tree.key(number)) == nil, wasEmpty || !hasValue else {
                    return
                }
                extents.append(tree.extent(of: node))
                if let next { hide(next, of: tree) }
                if hasValue { return }
                next = next.flatMap(tree.node(after:))
            } else {
                let holdsMappings = next.map { tree.kind(of: $0) == .mapping } ?? false
                guard wasEmpty else { return }
                guard tree.kind(of: node) == .mapping || tree.kind(of: node) == .sequence && holdsMappings else {
                    hide(node, of: tree)
                    return
                }
            }
        }
    }

    private func start(of span: SourceSpan) -> SourceSpan { SourceSpan(line: span.line, column: span.column) }

    private func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
