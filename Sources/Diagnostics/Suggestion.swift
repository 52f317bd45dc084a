/// Finds the word that someone probably meant.
package enum Suggestion {
    /// The nearest of the words, or nil when none is near.
    ///
    /// Case, `_` and `-` do not count; otherwise a third of the letters may be wrong, and a part of at least four letters
    /// (`region` for `awsRegion`) is near as well.
    package static func nearest(to text: String, among words: [String]) -> String? {
        let given = plain(text)
        guard !given.isEmpty, given.count <= 40 else { return nil }
        let most = max(1, given.count / 3)
        var best: (word: String, distance: Int)?
        for word in words {
            let letters = plain(word)
            // What is so much longer or shorter is not near, however alike.
            guard abs(letters.count - given.count) <= most else { continue }
            let distance = distance(given, letters)
            if distance <= most, distance < best?.distance ?? .max { best = (word, distance) }
        }
        if let best { return best.word }
        guard given.count >= 4 else { return nil }
        return words.first { contains(plain($0), given) }
    }

    /// For example `did you mean 'awsRegion'?`.
    package static func hint(for text: String, among words: [String]) -> String? {
        nearest(to: text, among: words).map { "did you mean '\($0)'?" }
    }

    private static func plain(_ text: String) -> [UInt8] {
        text.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    }

    private static func contains(_ word: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= word.count else { return false }
        return (0...(word.count - part.count)).contains { word[$0..<($0 + part.count)].elementsEqual(part) }
    }

    /// Damerau-Levenshtein (optimal string alignment): letters left out, added, changed, or swapped with their neighbour.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
