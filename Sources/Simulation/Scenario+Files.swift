import Connections
import Diagnostics
import PictoryAPI
import Planning
import Sandbox

extension Scenario.Revision {
    private static let place = SourcePlace(file: "connections.yaml", line: 1, column: 5)

    /// Any files that validation lets pass.
    init(first choices: inout Choices, _ scope: SandboxBehavior.ClashScope) {
        desired = DesiredState()
        rules = PlanningRules()
        let names = choices.shuffle(Scenario.names)
        let places = choices.shuffle(Scenario.places)
        let count = choices.pick(5)
        var free = Array(names.dropFirst(count))
        if !free.isEmpty, choices.happens(oneIn: 4) {
            desired.tombstones = [Tombstone(type: .aws, name: free.removeFirst(), place: Self.place)]
        }
        for index in 0..<count {
            let former = Self.takeSome(of: &free, &choices)
            desired.connections.append(Self.aws(names[index], places[index], former, &choices))
        }
        let vimeo = choices.shuffle(Scenario.names(of: .vimeo, scope))
        let vimeoCount = choices.pick(3)
        free = Array(vimeo.dropFirst(vimeoCount))
        for index in 0..<vimeoCount {
            let former = Self.takeSome(of: &free, &choices)
            desired.connections.append(Self.vimeo(vimeo[index], former, &choices))
        }
        let owned: [[NameGlob]] = [[], [NameGlob("*")], [NameGlob("a")]]
        rules.owns = choices.pick(from: owned)
        rules.allowsEmpty = choices.happens(oneIn: 2)
        let limits: [Int?] = [nil, nil, 1]
        rules.maximumDeletes = choices.pick(from: limits)
        rules.rotate = choices.happens(oneIn: 4) ? [NameGlob("*")] : []
    }

    /// Former names for one entry; no two entries can have been renamed from the same one.
    private static func takeSome(of free: inout [String], _ choices: inout Choices) -> [String] {
        let taken = free.filter { _ in choices.happens(oneIn: 4) }
        free.removeAll(where: taken.contains)
        return taken
    }

    private static func aws(
        _ name: String,
        _ location: AWSLocation,
        _ former: [String],
        _ choices: inout Choices
    ) -> DesiredConnection {
        let grace: [Duration?] = [nil, nil, Scenario.grace]
        return DesiredConnection(
            name: name,
            description: choices.pick(from: ["", "text"]),
            enabled: !choices.happens(oneIn: 4),
            details: .aws(location),
            renamedFrom: former,
            isProtected: choices.happens(oneIn: 8),
            ignored: choices.pick(from: [[], [.description], [.enabled]]),
            replaceOrder: choices.pick(from: [.createFirst, .deleteFirst]),
            grace: choices.pick(from: grace),
            place: place
        )
    }

    private static func vimeo(_ name: String, _ former: [String], _ choices: inout Choices) -> DesiredConnection {
        DesiredConnection(
            name: name,
            description: choices.pick(from: ["", "text"]),
            enabled: !choices.happens(oneIn: 4),
            details: .vimeo(clientIdentifier: "client-\(choices.pick(2))"),
            renamedFrom: former,
            credentials: credentials("wanted-\(name)"),
            place: place
        )
    }

    private static func credentials(_ name: String) -> VimeoCredentials {
        let wanted = RequestCredentials.canary(name)
        return VimeoCredentials(
            clientSecret: CredentialSource(reference: .environment("SECRET"), value: wanted.clientSecret),
            accessToken: CredentialSource(reference: .environment("TOKEN"), value: wanted.accessToken)
        )
    }

    /// Makes the next commit of these files: something is renamed, moved, described, removed, added, perhaps once more, or given
    /// other secrets; or the rules change.
    mutating func change(_ choices: inout Choices, _ scope: SandboxBehavior.ClashScope) {
        guard !desired.connections.isEmpty else { return }
        let index = choices.pick(desired.connections.count)
        let type = desired.connections[index].type
        let used = Set(desired.connections.filter { $0.type == type }.map(\.name) + desired.tombstones.map(\.name))
        let taken = Set(desired.connections.compactMap(\.details.location))
        switch choices.pick(12) {
        case 0:
            desired.connections[index].description = choices.pick(from: ["new text", ""])
        case 1:
            let free = Scenario.names(of: type, scope).filter { !used.contains($0) }
            guard let name = free.first else { return }
            desired.connections[index].renamedFrom = [desired.connections[index].name]
            desired.connections[index].name = name
        case 2:
            guard type == .aws, let place = Scenario.places.first(where: { !taken.contains($0) }) else { return }
            desired.connections[index].details = .aws(place)
        case 3:
            desired.connections.remove(at: index)
        case 4:
            desired.connections[index].enabled.toggle()
        case 5, 6:
            changeSecrets()
        case 7:
            guard let vimeo = desired.connections.firstIndex(where: { $0.type == .vimeo }) else { return }
            desired.connections[vimeo].credentialsRevision = (desired.connections[vimeo].credentialsRevision ?? 0) + 1
        case 8:
            keyNumber += 1
        case 9:
            let names = Set(desired.connections.filter { $0.type == .aws }.map(\.name) + desired.tombstones.map(\.name))
            guard let name = Scenario.names.first(where: { !names.contains($0) }),
                let place = Scenario.places.first(where: { !taken.contains($0) })
            else { return }
            desired.connections.append(Self.aws(name, place, [], &choices))
        case 10:
            desired.connections[index].isProtected.toggle()
        default:
            rules.maximumDeletes = rules.maximumDeletes == nil ? 1 : nil
            rules.owns = rules.owns.isEmpty ? [NameGlob("*")] : []
        }
        // What is declared now is nobody's former name.
        let declared = Set(desired.connections.map { ConnectionKey($0.type, $0.name) })
        for index in desired.connections.indices {
            let type = desired.connections[index].type
            desired.connections[index].renamedFrom.removeAll { declared.contains(ConnectionKey(type, $0)) }
        }
    }

    /// Goes from some secrets to others, and back again the next time.
    private mutating func changeSecrets() {
        guard let vimeo = desired.connections.firstIndex(where: { $0.type == .vimeo }),
            let secret = desired.connections[vimeo].credentials?.clientSecret.value?.exposedForRequest
        else { return }
        let name = String(secret.dropFirst("canary-secret-".count))
        desired.connections[vimeo].credentials = Self.credentials(
            name.hasSuffix("-2") ? String(name.dropLast(2)) : name + "-2"
        )
    }

    /// What must never be in any output, for the mutants that put it there.
    var secrets: String {
        desired.connections.compactMap(\.credentials?.clientSecret.value?.exposedForRequest).joined(separator: " ")
    }
}
