extension String {
    /// How many columns of a terminal the text takes, which is to be ``terminalSafe`` already.
    var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// With spaces behind it until it takes `width` columns.
    func padded(toColumns width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - columns))
    }

    /// As much of its beginning as takes at most `width` columns.
    func beginning(columns width: Int) -> String {
        var taken = 0
        let shown = unicodeScalars.prefix { scalar in
            taken += scalar.columns
            return taken <= width
        }
        return String(shown)
    }

    /// As much of its end as takes at most `width` columns.
    func ending(columns width: Int) -> String {
        var taken = 0
        let left = unicodeScalars.reversed().prefix { scalar in
            taken += scalar.columns
            return taken <= width
        }
        return String(unicodeScalars.suffix(left.count))
    }

    /// Its parts that take at most `width` columns each, which are all of it; one empty part when it is empty.
    ///
    /// A part is longer where the next one would be a command to those who read the lines of a log.
    func broken(toColumns width: Int) -> [String] {
        var parts = [String.UnicodeScalarView()]
        var taken = 0
        let scalars = Array(unicodeScalars)
        // From the end: of a row of white space each would be gone through for each.
        var beginsCommand = Array(repeating: false, count: scalars.count)
        for index in scalars.indices.reversed().dropFirst() {
            beginsCommand[index] =
                scalars[index] == ":" && scalars[index + 1] == ":"
                || scalars[index].properties.isWhitespace && beginsCommand[index + 1]
        }
        for (scalar, beginsCommand) in zip(scalars, beginsCommand) {
            if taken > 0, taken + scalar.columns > width, !beginsCommand {
                parts.append(String.UnicodeScalarView())
                taken = 0
            }
            parts[parts.count - 1].append(scalar)
            taken += scalar.columns
        }
        return parts.map { String($0) }
    }
}

extension Unicode.Scalar {
    /// As terminals have it: none for marks above other letters, two for the wide letters of East Asia and for pictures.
    fileprivate var columns: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return properties.isEmojiPresentation ? 2 : 1
        }
    }
}
