package import Connections
package import Planning

/// A small account and files for it, made by chance, in which names, places and ids collide often.
package struct RandomWorld: Sendable {
    package var live: [LiveConnection] = []
    package var desired: [DesiredConnection] = []
    package var tombstones: [Tombstone] = []
    package var rules = PlanningRules()

    private static let names = ["a", "b", "c", "d", "e"]
    private static let locations = ["1:us-east-1", "1:eu-west-1", "2:us-east-1", "2:eu-west-1", "3:us-east-1"]

    package init(using random: inout SeededRandom) {
        addLive(&random)
        addDesired(&random)
        rules.owns = Bool.random(using: &random) ? [NameGlob("*")] : []
    }

    private mutating func addLive(_ random: inout SeededRandom) {
        let names = Self.names.shuffled(using: &random)
        let locations = Self.locations.shuffled(using: &random)
        for index in 0..<Int.random(in: 0...4, using: &random) {
            var connection = Sample.live(
                names[index],
                at: locations[index],
                id: "aws-\(index)",
                version: Int.random(in: 1...9, using: &random),
                description: Bool.random(using: &random) ? "text" : "",
                enabled: Bool.random(using: &random)
            )
            park(&connection, &random)
            live.append(connection)
        }
        for index in 0..<Int.random(in: 0...3, using: &random) {
            var connection = Sample.liveVimeo(
                names[index],
                client: "client-\(Int.random(in: 0...1, using: &random))",
                id: "vimeo-\(index)",
                version: Int.random(in: 1...9, using: &random)
            )
            park(&connection, &random)
            live.append(connection)
        }
    }

    private func park(_ connection: inout LiveConnection, _ random: inout SeededRandom) {
        guard Int.random(in: 0..<6, using: &random) == 0 else { return }
        let purposes: [ParkedName.Purpose] = connection.type == .aws ? [.moving, .retired] : [.moving]
        let purpose = purposes.randomElement(using: &random) ?? .moving
        connection.name = ParkedName.name(for: purpose, of: connection.name, id: connection.id)
    }

    private mutating func addDesired(_ random: inout SeededRandom) {
        let names = Self.names.shuffled(using: &random)
        let locations = Self.locations.shuffled(using: &random)
        let count = Int.random(in: 0...4, using: &random)
        for index in 0..<count {
            desired.append(
                Sample.desired(
                    names[index],
                    at: locations[index],
                    description: Bool.random(using: &random) ? "text" : "",
                    enabled: Bool.random(using: &random),
                    renamedFrom: names.dropFirst(count).filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
                    replaceOrder: Bool.random(using: &random) ? .createFirst : .deleteFirst
                )
            )
        }
        let pins = live.filter { $0.type == .vimeo }.map(\.id.rawValue).shuffled(using: &random)
        let vimeoCount = Int.random(in: 0...3, using: &random)
        for index in 0..<vimeoCount {
            let isPinned = index < pins.count && Bool.random(using: &random)
            desired.append(
                Sample.desiredVimeo(
                    names[index],
                    client: "client-\(Int.random(in: 0...1, using: &random))",
                    id: isPinned ? pins[index] : nil,
                    renamedFrom: isPinned ? [] : names.dropFirst(vimeoCount).filter { _ in Bool.random(using: &random) }
                )
            )
        }
        if Int.random(in: 0..<3, using: &random) == 0, count < names.count {
            tombstones.append(Tombstone(type: .aws, name: names[count], place: Sample.place))
        }
    }

    /// The entries that declare exactly what a live connection is.
    package static func entry(for live: LiveConnection) -> DesiredConnection {
        switch live.details {
        case .aws(let location):
            Sample.desired(
                live.name,
                at: "\(location.accountID):\(location.region)",
                description: live.description,
                enabled: live.enabled
            )
        case .vimeo(let client):
            Sample.desiredVimeo(live.name, client: client, description: live.description, enabled: live.enabled)
        }
    }
}
