import Planning

/// Names made of letters and digits of ASCII and a separator, one for each of some names, no two of them the same.
///
/// A name gets the same whatever its neighbours are, unless theirs would be the same: then all of these end in digits that
/// come from the name.
struct PlainNames {
    private var plain: [String: String] = [:]

    /// Makes them no longer than `longest` characters, not counting the digits; none is one of `reserved`.
    init(
        _ names: [String],
        separator: Character,
        isUpperCase: Bool = false,
        longest: Int = .max,
        reserved: Set<String> = []
    ) {
        let names = Set(names).sorted()
        let stems = names.map { Self.stem(of: $0, separator, isUpperCase) }
        let counts = Dictionary(stems.map { ($0, 1) }, uniquingKeysWith: +)
        var taken = reserved
        var crowded: [(name: String, stem: String)] = []
        for (name, stem) in zip(names, stems) {
            if counts[stem] == 1, !stem.isEmpty, stem.count <= longest, !reserved.contains(stem) {
                plain[name] = stem
                taken.insert(stem)
            } else {
                var cut = stem.prefix(longest)
                while cut.last == separator { cut.removeLast() }
                crowded.append((name, String(cut)))
            }
        }
        for (name, stem) in crowded {
            let digits = ShortDigest(of: name).digits
            let first = (stem.isEmpty ? "" : "\(stem)\(separator)") + (isUpperCase ? digits.uppercased() : digits)
            var (candidate, number) = (first, 1)
            while !taken.insert(candidate).inserted {
                number += 1
                candidate = "\(first)\(separator)\(number)"
            }
            plain[name] = candidate
        }
    }

    /// Of one of the names that it was made from.
    subscript(name: String) -> String { plain[name] ?? "" }

    /// Everything but letters and digits becomes the separator, of which none stands at an end or beside another.
    private static func stem(of name: String, _ separator: Character, _ isUpperCase: Bool) -> String {
        var stem = ""
        var isApart = false
        for scalar in name.unicodeScalars {
            guard scalar.isASCII, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else {
                isApart = true
                continue
            }
            if isApart, !stem.isEmpty { stem.append(separator) }
            isApart = false
            let letter = String(scalar)
            stem += isUpperCase ? letter.uppercased() : letter.lowercased()
        }
        return stem
    }
}
