import Diagnostics

/// Tells which words name secrets, and where in a line the values after them stand.
///
/// It works on text alone, so it also holds for keys that are misspelt, commented out, or in a file that is no YAML.
enum SecretWords {
    private static let parts = ["secret", "token", "password", "passwd", "credential", "authorization"].map {
        Array($0.utf8)
    }
    private static let otherKeys = SettingsKey.names + ["connections"]

    /// Whether a value under this key may be a secret: it is one of our secret fields, near to one, or says so.
    static func isSecret(_ key: String) -> Bool {
        // Lists in lists begin with very many of them.
        guard key.utf8.contains(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }) else { return false }
        if let known = EntryKey(rawValue: key) { return known.isSecret }
        guard !otherKeys.contains(key) else { return false }
        let plain = key.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
        if plain.suffix(3).elementsEqual("key".utf8), !harmlessWords.contains(String(decoding: plain, as: UTF8.self)) {
            return true
        }
        // By its bytes, since a line may have thousands of words, and may be looked at for each problem near it.
        let hasPart = parts.contains { part in
            plain.indices.contains { plain[$0...].starts(with: part) }
        }
        if hasPart { return true }
        return Suggestion.nearest(to: key, among: EntryKey.names).flatMap(EntryKey.init)?.isSecret ?? false
    }

    /// Words of every day that end in `key` and name none.
    private static let harmlessWords: Set = ["donkey", "hockey", "jockey", "mickey", "monkey", "turkey", "whiskey"]

    /// Whether the text is one word and nothing else.
    static func isWord(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isWordScalar) }

    /// Whether the line begins with a key that we know and that names no secret, so that nothing above goes on in it.
    static func beginsWithPlainKey(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
        let rest = line.drop(while: isBeforeKey)
        guard let word = Word(at: rest.startIndex, in: rest), word.valueStart != nil else { return false }
        let text = word.text
        return otherKeys.contains(text) || EntryKey(rawValue: text)?.isSecret == false
    }

    /// What a line gives away unless it is masked.
    struct Scan {
        /// Offsets of what follows a word that names a secret and is not a reference, to the end of the line.
        var hidden: [Range<Int>] = []
        /// The line holds such a word and no reference after it, so that the lines below may belong to its value.
        var opensValue = false

        /// Scans the line; a word at a known offset is a key whose value's extent is known exactly.
        ///
        /// - Parameters:
        ///   - line: What is scanned.
        ///   - isScalar: The line is the text of one scalar, in which no keys stand.
        ///   - isKnown: Whether a word at an offset is such a key.
        init(_ line: ArraySlice<Unicode.Scalar>, isScalar: Bool = false, isKnown: (Int) -> Bool = { _ in false }) {
            var index = line.startIndex
            // Found once, since a line may have a word at every other sign.
            let endOfStart = line.prefix(while: SecretWords.isBeforeKey).endIndex
            let startOfEnd = line.lastIndex { $0 != " " && $0 != "\"" && $0 != "'" }.map { $0 + 1 } ?? line.startIndex
            while index < line.endIndex {
                guard let word = Word(at: index, in: line) else {
                    index += 1
                    continue
                }
                index = word.end
                if word.text.hasPrefix("pictai_") {
                    let key = line[word.start...].prefix { $0 != " " && $0 != "\"" && $0 != "'" }
                    hidden.append(key.startIndex..<key.endIndex)
                }
                // Where a key is to be expected, its colon may have been forgotten.
                let isFirst = word.start <= endOfStart
                let isLast = word.end >= startOfEnd
                guard word.valueStart != nil || isFirst || isLast, SecretWords.isSecret(word.text) else { continue }
                // The word alone says little in the text of a name.
                guard !isScalar || word.text.lowercased() != "key" else { continue }
                let valueStart = word.valueStart ?? line[word.end...].drop { $0 == " " }.startIndex
                if let end = referenceEnd(from: valueStart, in: line) {
                    index = end
                } else if !isKnown(word.start) {
                    opensValue = true
                    if valueStart < line.endIndex { hidden.append(valueStart..<line.endIndex) }
                    return
                }
            }
            hidden += userInfo(in: line)
        }
    }

    /// A run of letters, digits, `_` and `-`.
    private struct Word {
        var start: Int
        var end: Int
        var text: String
        /// Where the value begins when `:` or `=` follows the word, a quote allowed between.
        var valueStart: Int?

        init?(at start: Int, in line: ArraySlice<Unicode.Scalar>) {
            let run = line[start...].prefix(while: SecretWords.isWordScalar)
            guard !run.isEmpty else { return nil }
            self.start = start
            end = run.endIndex
            // Longer words name nothing; the limit keeps a line of one word cheap.
            text = String(String.UnicodeScalarView(run.prefix(64)))
            var after = line[end...]
            if let quote = after.first, quote == "\"" || quote == "'" { after = after.dropFirst() }
            after = after.drop { $0 == " " || $0 == "\t" }
            guard after.first == ":" || after.first == "=" else { return }
            valueStart = after.dropFirst().drop { $0 == " " || $0 == "\t" }.startIndex
        }
    }

    /// What may stand between the start of a line and its first key.
    private static func isBeforeKey(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "-", "?", "{", "[", ",", "\"", "'": true
        default: false
        }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }

    /// The end of the reference that begins at the offset, a quote before it allowed.
    private static func referenceEnd(from start: Int, in line: ArraySlice<Unicode.Scalar>) -> Int? {
        var rest = line[start...]
        if let quote = rest.first, quote == "\"" || quote == "'" { rest = rest.dropFirst() }
        guard rest.starts(with: "${env:".unicodeScalars) || rest.starts(with: "${file:".unicodeScalars) else {
            return nil
        }
        return rest.firstIndex(of: "}").map { $0 + 1 }
    }

    /// The `user:password` of URLs.
    private static func userInfo(in line: ArraySlice<Unicode.Scalar>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var rest = line
        while let slash = rest.firstIndex(of: "/") {
            rest = rest[(slash + 1)...]
            guard rest.first == "/", slash > line.startIndex, line[slash - 1] == ":" else { continue }
            rest = rest.dropFirst()
            // A password that was not percent-encoded may have a slash in it.
            let authority = rest.prefix { $0 != " " && $0 != "\"" && $0 != "'" }
            if let at = authority.lastIndex(of: "@") { found.append(authority.startIndex..<at) }
        }
        return found
    }
}
