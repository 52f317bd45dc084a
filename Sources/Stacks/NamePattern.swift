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

    /// Matches many names, one after the other: making room for it is most of what matching a short name costs.
    struct Matcher {
        let pattern: NamePattern
        private var current: Threads
        private var next: Threads

        init(_ pattern: NamePattern) {
            self.pattern = pattern
            current = Threads(pattern.program.count)
            next = Threads(pattern.program.count)
        }

        /// Whether the pattern matches anywhere in the name.
        mutating func occurs(in name: String) -> Bool {
            let program = pattern.program
            // What can begin at the start alone begins nowhere else.
            let beginsAnywhere = program.first != .start
            var rest = name.unicodeScalars.makeIterator()
            var following = rest.next()
            var isStart = true
            current.removeAll()
            while true {
                if isStart || beginsAnywhere {
                    if current.add(0, of: program, isStart: isStart, isEnd: following == nil) { return true }
                } else if current.places.isEmpty {
                    return false
                }
                guard let scalar = following else { return false }
                following = rest.next()
                isStart = false
                next.removeAll()
                for place in current.places {
                    guard case .scalar(let set) = program[place], set.contains(scalar) else { continue }
                    if next.add(place + 1, of: program, isStart: false, isEnd: following == nil) { return true }
                }
                swap(&current, &next)
            }
        }
    }

    /// The places in the program that the name so far leads to, each once.
    private struct Threads {
        private(set) var places: [Int] = []
        private var isIn: [Bool]
        /// Places that are to be followed.
        private var waiting: [Int] = []

        init(_ count: Int) {
            isIn = Array(repeating: false, count: count)
        }

        mutating func removeAll() {
            for place in places { isIn[place] = false }
            places.removeAll(keepingCapacity: true)
            waiting.removeAll(keepingCapacity: true)
        }

        /// Adds a place, and follows what takes no character.
        ///
        /// - Returns: Whether that ends in a match.
        mutating func add(_ place: Int, of program: [Instruction], isStart: Bool, isEnd: Bool) -> Bool {
            waiting.append(place)
            while let place = waiting.popLast() {
                guard !isIn[place] else { continue }
                isIn[place] = true
                places.append(place)
                switch program[place] {
                case .scalar: break
                case .split(let first, let second):
                    waiting.append(second)
                    waiting.append(first)
                case .jump(let target): waiting.append(target)
                case .start: if isStart { waiting.append(place + 1) }
                case .end: if isEnd { waiting.append(place + 1) }
                case .match: return true
                }
            }
            return false
        }
    }
}
