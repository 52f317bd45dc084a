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
        let scalars = Array(name.unicodeScalars)
        var current = Threads(program.count)
        var next = Threads(program.count)
        for position in 0...scalars.count {
            if add(0, to: &current, at: position, of: scalars.count) { return true }
            guard position < scalars.count else { break }
            next.removeAll()
            for place in current.places {
                guard case .scalar(let set) = program[place], set.contains(scalars[position]) else { continue }
                if add(place + 1, to: &next, at: position + 1, of: scalars.count) { return true }
            }
            swap(&current, &next)
        }
        return false
    }

    /// The places in the program that the name so far leads to, each once.
    private struct Threads {
        private(set) var places: [Int] = []
        private var isIn: [Bool]
        /// Places that are to be followed; kept, since making room for them is most of what matching a short name costs.
        var waiting: [Int] = []

        init(_ count: Int) {
            isIn = Array(repeating: false, count: count)
        }

        mutating func insert(_ place: Int) -> Bool {
            guard !isIn[place] else { return false }
            isIn[place] = true
            places.append(place)
            return true
        }

        mutating func removeAll() {
            for place in places { isIn[place] = false }
            places.removeAll(keepingCapacity: true)
        }
    }

    /// Follows what takes no character.
    ///
    /// - Returns: Whether that ends in a match.
    private func add(_ place: Int, to threads: inout Threads, at position: Int, of count: Int) -> Bool {
        threads.waiting.append(place)
        while let place = threads.waiting.popLast() {
            guard threads.insert(place) else { continue }
            switch program[place] {
            case .scalar: break
            case .split(let first, let second):
                threads.waiting.append(second)
                threads.waiting.append(first)
            case .jump(let target): threads.waiting.append(target)
            case .start: if position == 0 { threads.waiting.append(place + 1) }
            case .end: if position == count { threads.waiting.append(place + 1) }
            case .match: return true
            }
        }
        return false
    }
}
