import Connections

/// The faults that wait for requests, and how many matching ones each has seen.
struct FaultSchedule: Sendable {
    private struct Entry {
        var fault: Fault
        /// How many matching requests have arrived.
        var seen = 0

        var isStriking: Bool { seen >= fault.nth && fault.times.map { seen - fault.nth < $0 } ?? true }
        var isOver: Bool { fault.times.map { seen - fault.nth + 1 >= $0 } ?? false }
    }

    private var entries: [Entry] = []

    init(_ faults: [Fault] = []) {
        add(faults)
    }

    mutating func add(_ faults: [Fault]) {
        entries += faults.map { Entry(fault: $0) }
    }

    mutating func removeAll() {
        entries = []
    }

    /// Counts the request, and says what the faults make of it.
    ///
    /// The name is the one in its body, or the live name of its connection; nil when it has none.
    mutating func course(of request: SandboxRequest, name: String?) -> RequestCourse {
        var course = RequestCourse()
        for index in entries.indices where entries[index].fault.filter.matches(request, name: name) {
            entries[index].seen += 1
            if entries[index].isStriking {
                course.add(entries[index].fault.effect)
            }
        }
        entries.removeAll(where: \.isOver)
        return course
    }
}

extension Fault.Filter {
    func matches(_ request: SandboxRequest, name: String?) -> Bool {
        if let operation, operation != request.operation { return false }
        if let type, type != request.type { return false }
        if let id, id != request.id { return false }
        if writesOnly, !request.operation.isWrite { return false }
        guard let pattern = self.name else { return true }
        return name.map(pattern.matches) ?? false
    }
}
