/// A pattern of a policy, in which `*` is any text and `?` any one character.
struct WildcardPattern {
    /// How much of what is needed a pattern matches.
    enum Coverage: Int, Comparable {
        case none
        case part
        case whole

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private let pattern: [Unicode.Scalar]

    init(_ text: String) {
        // Several `*` in a row mean what one does, and would cost time.
        pattern = text.unicodeScalars.reduce(into: []) { pattern, scalar in
            if scalar != "*" || pattern.last != "*" { pattern.append(scalar) }
        }
    }

    /// Whether it matches all of a text.
    func matches(_ text: String) -> Bool { states(after: text).contains(pattern.count) }

    /// How many of the texts that begin with `prefix` and go on it matches; none of these is the prefix itself.
    func coverage(ofAllFrom prefix: String) -> Coverage {
        let rests = states(after: prefix).map { pattern[$0...] }.filter { !$0.isEmpty }
        // What goes on has at least one character, so one `?` beside a `*` leaves nothing out.
        let isOpen = { (rest: ArraySlice<Unicode.Scalar>) in
            rest.contains("*") && rest.allSatisfy { $0 == "*" || $0 == "?" } && rest.count(where: { $0 == "?" }) <= 1
        }
        if rests.contains(where: isOpen) { return .whole }
        return rests.isEmpty ? .none : .part
    }

    /// Where in the pattern one may be after a text.
    private func states(after text: String) -> Set<Int> {
        var states = closure([0])
        for scalar in text.unicodeScalars {
            var next: Set<Int> = []
            for state in states where state < pattern.count {
                switch pattern[state] {
                case "*": next.insert(state)
                case "?", scalar: next.insert(state + 1)
                default: break
                }
            }
            states = closure(next)
        }
        return states
    }

    /// With the places that are reached without a character, since a `*` may be nothing.
    private func closure(_ states: Set<Int>) -> Set<Int> {
        var closure = states
        for state in states {
            var next = state
            while next < pattern.count, pattern[next] == "*" {
                next += 1
                closure.insert(next)
            }
        }
        return closure
    }
}
