import Connections
import Diagnostics
import Planning

/// A kind of account and files, of any size: what a plan of that size has to put in order.
enum BenchmarkWorld: String, CaseIterable {
    case chain = "one chain of names"
    case circle = "one circle of names"
    case pairs = "pairs that swap names"
    case replaced = "all replaced"
    case created = "all created"
    case deleted = "all deleted"
    case mixed = "some of each"
    case unchanged = "nothing to do"

    struct Input {
        var live: [LiveConnection] = []
        var desired: [DesiredConnection] = []

        func plan() throws -> Plan {
            let planner = Planner(
                rules: PlanningRules(owns: [NameGlob("*")], allowsEmpty: true),
                now: Timestamp(milliseconds: 1_767_225_600_000)
            )
            let origin = Planner.Origin(stack: "benchmark", apiURL: "sandbox", configDigest: "sha256:00")
            let desired = DesiredState(connections: desired)
            return try planner.plan(desired, onto: LiveAccount(connections: live), from: origin)
        }
    }

    func input(of count: Int) -> Input {
        let numbers = 0..<count
        switch self {
        case .chain:
            return Input(live: numbers.map { live($0) }, desired: numbers.map { desired($0 + 1, at: $0) })
        case .circle:
            return Input(live: numbers.map { live($0) }, desired: numbers.map { desired(($0 + 1) % count, at: $0) })
        case .pairs:
            return Input(live: numbers.map { live($0) }, desired: numbers.map { desired($0 ^ 1, at: $0) })
        case .replaced:
            return Input(live: numbers.map { live($0) }, desired: numbers.map { desired($0, at: count + $0) })
        case .created:
            return Input(desired: numbers.map { desired($0, at: $0) })
        case .deleted:
            return Input(live: numbers.map { live($0) })
        case .mixed:
            return mixed(count)
        case .unchanged:
            return Input(live: numbers.map { live($0) }, desired: numbers.map { desired($0, at: $0) })
        }
    }

    /// Of each twelve connections four in a circle, three in a chain, two replaced, one deleted, one created, one as it is.
    private func mixed(_ count: Int) -> Input {
        var input = Input()
        for number in 0..<count {
            let first = number - number % 12
            if number % 12 != 10 { input.live.append(live(number)) }
            switch number % 12 {
            case 0...3: input.desired.append(desired(first + (number % 12 + 1) % 4, at: number))
            case 4...6: input.desired.append(desired(number == first + 6 ? count + number : number + 1, at: number))
            case 7, 8: input.desired.append(desired(number, at: count + number))
            case 9: continue
            default: input.desired.append(desired(number, at: number))
            }
        }
        return input
    }

    private func live(_ number: Int) -> LiveConnection {
        LiveConnection(
            id: ConnectionID("id-\(number)"),
            version: 1,
            name: "name-\(number)",
            details: .aws(location(number)),
            updatedDate: "2026-01-01T00:00:00.000Z"
        )
    }

    private func desired(_ name: Int, at place: Int) -> DesiredConnection {
        DesiredConnection(
            name: "name-\(name)",
            details: .aws(location(place)),
            place: SourcePlace(file: "connections.yaml", line: place + 1, column: 5)
        )
    }

    private func location(_ number: Int) -> AWSLocation {
        let digits = String(number)
        return AWSLocation(accountID: String(repeating: "0", count: 12 - digits.count) + digits, region: "us-east-1")
    }
}
