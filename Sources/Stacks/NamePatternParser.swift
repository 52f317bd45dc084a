/// Compiles the text of a pattern: literals, `.`, `[a-z]`, `[^a-z]`, `\d \w \s`, `( )`, `|`, `^`, `$`, `* + ?` and `{2,5}`.
struct NamePatternParser {
    private static let longestProgram = 2_000
    private static let deepestGroup = 20
    private static let largestCount = 1_000

    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    mutating func program() throws(NamePattern.Invalid) -> [NamePattern.Instruction] {
        let program = try alternatives()
        guard rest.isEmpty else { throw .init(reason: "there is no '(' for a ')'") }
        return program + [.match]
    }

    // MARK: Structure. Jumps and splits are relative to the fragment's start, and moved when fragments are joined.

    private typealias Fragment = [NamePattern.Instruction]

    private mutating func alternatives() throws(NamePattern.Invalid) -> Fragment {
        var result = try sequence()
        while take("|") {
            let other = try sequence()
            let end = result.count + other.count + 2
            result =
                [.split(1, result.count + 2)] + moved(result, by: 1) + [.jump(end)] + moved(other, by: result.count + 2)
        }
        return result
    }

    private mutating func sequence() throws(NamePattern.Invalid) -> Fragment {
        var result: Fragment = []
        while let next = rest.first, next != "|", next != ")" {
            let item = try repeated(atom())
            result += moved(item, by: result.count)
            guard result.count <= Self.longestProgram else { throw .init(reason: "it is too large") }
        }
        return result
    }

    private mutating func repeated(_ atom: Fragment) throws(NamePattern.Invalid) -> Fragment {
        var result = atom
        while let range = try repetition() {
            // Whether more or less is taken first makes no difference to whether the pattern occurs.
            _ = take("?")
            guard (result.count + 2) * max(range.upperBound ?? range.lowerBound + 1, 1) <= Self.longestProgram else {
                throw .init(reason: "it is too large")
            }
            result = copies(of: result, range)
        }
        return result
    }

    private func copies(of item: Fragment, _ range: (lowerBound: Int, upperBound: Int?)) -> Fragment {
        var result: Fragment = []
        for _ in 0..<range.lowerBound { result += moved(item, by: result.count) }
        guard let upperBound = range.upperBound else {
            let start = result.count
            return result + [.split(start + 1, start + item.count + 2)] + moved(item, by: start + 1) + [.jump(start)]
        }
        let end = result.count + (upperBound - range.lowerBound) * (item.count + 1)
        for _ in range.lowerBound..<upperBound {
            result += [.split(result.count + 1, end)] + moved(item, by: result.count + 1)
        }
        return result
    }

    private func moved(_ fragment: Fragment, by offset: Int) -> Fragment {
        fragment.map { instruction in
            switch instruction {
            case .split(let first, let second): .split(first + offset, second + offset)
            case .jump(let target): .jump(target + offset)
            case .scalar, .start, .end, .match: instruction
            }
        }
    }

    // MARK: Pieces

    private mutating func atom() throws(NamePattern.Invalid) -> Fragment {
        switch rest.popFirst() {
        case "(": return try group()
        case "[": return [.scalar(try set())]
        case ".": return [.scalar(.init(ranges: [], isNegated: true))]
        case "^": return [.start]
        case "$": return [.end]
        case "\\": return [.scalar(try escape())]
        case "*", "+", "?", "{":
            throw .init(reason: "there is nothing before a '*', '+', '?' or '{' that it could repeat")
        case let scalar?: return [.scalar(.init(ranges: [scalar...scalar]))]
        case nil: return []
        }
    }

    private mutating func group() throws(NamePattern.Invalid) -> Fragment {
        if take("?"), !take(":") { throw .init(reason: "of the groups that begin with '(?' only '(?:' is supported") }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestGroup else { throw .init(reason: "its groups are nested too deep") }
        let inner = try alternatives()
        guard take(")") else { throw .init(reason: "a '(' is not closed") }
        return inner
    }

    /// nil when no repetition follows; no upper bound means any number.
    private mutating func repetition() throws(NamePattern.Invalid) -> (lowerBound: Int, upperBound: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        let lowerBound = try count()
        var upperBound: Int? = lowerBound
        if take(",") { upperBound = rest.first == "}" ? nil : try count() }
        guard take("}"), upperBound.map({ $0 >= lowerBound }) ?? true else {
            throw .init(reason: "a '{' is not followed by counts such as '{2}', '{2,}' or '{2,5}'")
        }
        return (lowerBound, upperBound)
    }

    private mutating func count() throws(NamePattern.Invalid) -> Int {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[digits.endIndex...]
        guard let count = Int(String(digits)), count <= Self.largestCount else {
            throw .init(reason: "a '{' is not followed by a count from 0 to \(Self.largestCount)")
        }
        return count
    }

    private mutating func set() throws(NamePattern.Invalid) -> NamePattern.ScalarSet {
        var set = NamePattern.ScalarSet(ranges: [], isNegated: take("^"))
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]", !isFirst { return set }
            isFirst = false
            guard scalar != "\\" else {
                set.ranges += try escapeInSet().ranges
                continue
            }
            var after = rest
            guard after.popFirst() == "-", let end = after.popFirst(), end != "]" else {
                set.ranges.append(scalar...scalar)
                continue
            }
            guard end != "\\", scalar <= end else { throw .init(reason: "a range in '[ ]' goes backwards") }
            rest = after
            set.ranges.append(scalar...end)
        }
        throw .init(reason: "a '[' is not closed")
    }

    private mutating func escapeInSet() throws(NamePattern.Invalid) -> NamePattern.ScalarSet {
        let set = try escape()
        guard !set.isNegated else { throw .init(reason: "'\\D', '\\W' and '\\S' can't stand in '[ ]'") }
        return set
    }

    private mutating func escape() throws(NamePattern.Invalid) -> NamePattern.ScalarSet {
        guard let scalar = rest.popFirst() else { throw .init(reason: "it ends with a single '\\'") }
        let digits = [Unicode.Scalar("0")...Unicode.Scalar("9")]
        let letters: [ClosedRange<Unicode.Scalar>] = ["a"..."z", "A"..."Z", "_"..."_"]
        let spaces: [ClosedRange<Unicode.Scalar>] = [" "..." ", "\t"..."\r"]
        switch scalar {
        case "d": return .init(ranges: digits)
        case "D": return .init(ranges: digits, isNegated: true)
        case "w": return .init(ranges: letters + digits)
        case "W": return .init(ranges: letters + digits, isNegated: true)
        case "s": return .init(ranges: spaces)
        case "S": return .init(ranges: spaces, isNegated: true)
        default:
            guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
                throw .init(reason: "'\\\(scalar)' is not supported")
            }
            return .init(ranges: [scalar...scalar])
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
