extension String {
    /// Stands before a text that is written otherwise than it is; it is for private use, so that hardly a text begins with it by chance.
    private static let sign: Unicode.Scalar = "\u{E000}"

    /// The text as databases can hold it that end texts at NUL, or refuse it; ``init(stored:)`` gives it back.
    ///
    /// A text without NUL stays as it is. No connection of ours has NUL in its name, but others can name theirs as they like.
    package var storable: String {
        guard utf8.contains(0) || unicodeScalars.first == Self.sign else { return self }
        var stored = UnicodeScalarView([Self.sign])
        for scalar in unicodeScalars {
            switch scalar {
            case "\0": stored.append(contentsOf: "%00".unicodeScalars)
            case "%": stored.append(contentsOf: "%25".unicodeScalars)
            default: stored.append(scalar)
            }
        }
        return String(stored)
    }

    /// The text that ``storable`` was made of.
    package init(stored text: String) {
        guard text.unicodeScalars.first == Self.sign else {
            self = text
            return
        }
        var scalars = UnicodeScalarView()
        var rest = text.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                scalars.append(scalar)
                continue
            }
            scalars.append(rest.starts(with: "00".unicodeScalars) ? "\0" : "%")
            rest = rest.dropFirst(2)
        }
        self = String(scalars)
    }
}
