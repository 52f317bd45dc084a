/// A regular expression over names, of the kind that is matched in time proportional to pattern × name.
///
/// The pattern comes from a file that anyone may propose to change, so one that takes exponential time, as backtracking
/// engines allow, must not exist. Back references and lookaround are therefore not part of it.
package struct NamePattern: Sendable, Hashable, CustomStringConvertible {
    package struct Invalid: Error, Hashable {
        /// In lower case, to stand after "is not a pattern: ".
        package var reason: String
    }

    /// A step of the automaton that the pattern is compiled to.
    enum Instruction: Sendable, Hashable {
        case scalar(ScalarSet)
        /// Goes on at both places at once.
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    /// The characters that one place of a pattern takes.
    struct ScalarSet: Sendable, Hashable {
        var ranges: [ClosedRange<Unicode.Scalar>]
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// As it was written.
    package let text: String
    private let program: [Instruction]

    package init(_ text: String) throws(Invalid) {
        self.text = text
        var parser = NamePatternParser(text)
        program = try parser.program()
    }

    package var description: String { text }

    /// Whether the pattern matches anywhere in the name.
    package func occurs(in name: String) -> Bool {
        var matcher = Matcher(self)
        return matcher.occurs(in: name)
    }

    /// Matches many names, one after the other: where a character leads to is worked out once.
    struct Matcher {
        /// What the characters so far may have led to.
        private struct State {
            /// Places of ``Instruction/scalar(_:)`` and ``Instruction/end``, in ascending order; the last place alone is a match.
            var places: [Int]
            var isMatch: Bool
            /// The pattern matches if the name ends here.
            var isMatchAtEnd: Bool
        }

        /// A name can lead to a state for each of its characters, and there are no more than this at a time.
        private static let mostStates = 200
        private static let unknown = -1

        private let program: [Instruction]
        /// The first is where names begin; no character leads back to it.
        private var states: [State] = []
        /// For each state the one behind each ASCII character.
        private var following: [Int] = []
        private var numbers: [[Int]: Int] = [:]

        init(_ pattern: NamePattern) {
            program = pattern.program
            _ = add(places(from: [0], isStart: true, isEnd: false), isStart: true)
        }

        /// Whether the pattern matches anywhere in the name.
        mutating func occurs(in name: String) -> Bool {
            var state = 0
            for scalar in name.unicodeScalars {
                if states[state].isMatch { return true }
                let known = scalar.isASCII ? following[state * 128 + Int(scalar.value)] : Self.unknown
                state = known != Self.unknown ? known : follow(scalar, from: state)
            }
            return states[state].isMatch || states[state].isMatchAtEnd
        }

        private mutating func follow(_ scalar: Unicode.Scalar, from state: Int) -> Int {
            // The pattern may begin anywhere.
            var next = [0]
            for place in states[state].places {
                if case .scalar(let set) = program[place], set.contains(scalar) { next.append(place + 1) }
            }
            let places = places(from: next, isStart: false, isEnd: false)
            if let number = numbers[places] {
                if scalar.isASCII { following[state * 128 + Int(scalar.value)] = number }
                return number
            }
            if states.count == Self.mostStates {
                states.removeLast(states.count - 1)
                following = Array(repeating: Self.unknown, count: 128)
                numbers.removeAll()
                return add(places, isStart: false)
            }
            let number = add(places, isStart: false)
            if scalar.isASCII { following[state * 128 + Int(scalar.value)] = number }
            return number
        }

        private mutating func add(_ places: [Int], isStart: Bool) -> Int {
            let number = states.count
            let isMatch = places == [program.count - 1]
            let atEnd = self.places(from: places, isStart: isStart, isEnd: true)
            states.append(State(places: places, isMatch: isMatch, isMatchAtEnd: atEnd == [program.count - 1]))
            following.append(contentsOf: repeatElement(Self.unknown, count: 128))
            if !isStart { numbers[places] = number }
            return number
        }

        /// The places that are reached without a character; of a match its place alone.
        private func places(from places: [Int], isStart: Bool, isEnd: Bool) -> [Int] {
            var isIn = Array(repeating: false, count: program.count)
            var waiting = places
            var reached: [Int] = []
            while let place = waiting.popLast() {
                guard !isIn[place] else { continue }
                isIn[place] = true
                switch program[place] {
                case .scalar: reached.append(place)
                case .split(let first, let second): waiting += [first, second]
                case .jump(let target): waiting.append(target)
                case .start: if isStart { waiting.append(place + 1) }
                case .end: if isEnd { waiting.append(place + 1) } else { reached.append(place) }
                case .match: return [place]
                }
            }
            return reached.sorted()
        }
    }
}
