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

    /// Matches many names, one after the other.
    ///
    /// What a character of ASCII leads to is a state that is worked out once, as long as there is room for more of them; a name that
    /// leads beyond them is matched without from there on.
    struct Matcher {
        private struct State {
            /// Places of ``Instruction/scalar(_:)`` and ``Instruction/end``, in ascending order; the last place alone is a match.
            var places: [Int]
            /// Whether the pattern matches whatever follows; nil where it depends on that.
            var verdict: Bool?
            /// The pattern matches if the name ends here.
            var isMatchAtEnd: Bool
        }

        private static let mostStates = 1_000
        /// Those of all states together, which each may have as many as the pattern is long.
        private static let mostPlaces = 100_000
        private static let unknown: Int16 = -1

        private let program: [Instruction]
        /// The first is where names begin; no character leads back to it.
        private var states: [State] = []
        private var placeCount = 0
        /// For each state the one behind each ASCII character.
        private var following: [Int16] = []
        private var numbers: [[Int]: Int16] = [:]
        private var threads: Threads

        init(_ pattern: NamePattern) {
            program = pattern.program
            threads = Threads(program.count)
            let isMatch = threads.add(0, of: program, isStart: true, isEnd: false)
            add(isMatch ? [program.count - 1] : threads.places.sorted(), isStart: true)
        }

        /// Whether the pattern matches anywhere in the name.
        mutating func occurs(in name: String) -> Bool {
            var state = 0
            var rest = name.unicodeScalars.makeIterator()
            while let scalar = rest.next() {
                if let verdict = states[state].verdict { return verdict }
                let known = scalar.isASCII ? following[state * 128 + Int(scalar.value)] : Self.unknown
                if known != Self.unknown {
                    state = Int(known)
                } else if let new = follow(scalar, from: state) {
                    state = new
                } else {
                    return occurs(in: rest, after: scalar, from: states[state].places)
                }
            }
            return states[state].isMatchAtEnd
        }

        private mutating func occurs(
            in rest: String.UnicodeScalarView.Iterator,
            after scalar: Unicode.Scalar,
            from places: [Int]
        ) -> Bool {
            var (rest, scalar, places) = (rest, scalar, places)
            while true {
                let following = rest.next()
                if step(over: scalar, from: places, isEnd: following == nil) { return true }
                guard let following, !threads.places.isEmpty else { return false }
                scalar = following
                swap(&places, &threads.places)
            }
        }

        /// - Returns: nil where there is no room for the state.
        private mutating func follow(_ scalar: Unicode.Scalar, from state: Int) -> Int? {
            let isMatch = step(over: scalar, from: states[state].places, isEnd: false)
            let places = isMatch ? [program.count - 1] : threads.places.sorted()
            let number: Int16
            if let known = numbers[places] {
                number = known
            } else {
                guard states.count < Self.mostStates, placeCount < Self.mostPlaces else { return nil }
                number = Int16(states.count)
                numbers[places] = number
                add(places, isStart: false)
            }
            if scalar.isASCII { following[state * 128 + Int(scalar.value)] = number }
            return Int(number)
        }

        /// - Returns: Whether the pattern matches now; where it does not, the places that are reached are in `threads`.
        private mutating func step(over scalar: Unicode.Scalar, from places: [Int], isEnd: Bool) -> Bool {
            threads.removeAll()
            // The pattern may begin anywhere.
            if threads.add(0, of: program, isStart: false, isEnd: isEnd) { return true }
            for place in places {
                guard case .scalar(let set) = program[place], set.contains(scalar) else { continue }
                if threads.add(place + 1, of: program, isStart: false, isEnd: isEnd) { return true }
            }
            return false
        }

        private mutating func add(_ places: [Int], isStart: Bool) {
            threads.removeAll()
            var isMatchAtEnd = false
            for place in places where !isMatchAtEnd {
                isMatchAtEnd = threads.add(place, of: program, isStart: isStart, isEnd: true)
            }
            let isMatch = places == [program.count - 1]
            let verdict = isMatch ? true : places.isEmpty ? false : nil
            states.append(State(places: places, verdict: verdict, isMatchAtEnd: isMatchAtEnd))
            placeCount += places.count
            following.append(contentsOf: repeatElement(Self.unknown, count: 128))
        }
    }

    /// The places in the program that are reached without a character, each once.
    private struct Threads {
        var places: [Int] = []
        /// When each place was reached last: now, if it is the present time.
        private var times: [Int]
        private var time = 1
        /// Places that are to be followed.
        private var waiting: [Int] = []

        init(_ count: Int) {
            times = Array(repeating: 0, count: count)
        }

        mutating func removeAll() {
            time += 1
            places.removeAll(keepingCapacity: true)
            waiting.removeAll(keepingCapacity: true)
        }

        /// Adds a place, and follows what takes no character.
        ///
        /// - Returns: Whether that ends in a match.
        mutating func add(_ place: Int, of program: [Instruction], isStart: Bool, isEnd: Bool) -> Bool {
            waiting.append(place)
            while let place = waiting.popLast() {
                guard times[place] != time else { continue }
                times[place] = time
                switch program[place] {
                case .scalar: places.append(place)
                case .split(let first, let second):
                    waiting.append(second)
                    waiting.append(first)
                case .jump(let target): waiting.append(target)
                case .start: if isStart { waiting.append(place + 1) }
                case .end: if isEnd { waiting.append(place + 1) } else { places.append(place) }
                case .match: return true
                }
            }
            return false
        }
    }
}
