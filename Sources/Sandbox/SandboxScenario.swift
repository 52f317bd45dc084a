/// What a faults file says: how the sandbox behaves, and what goes wrong.
package struct SandboxScenario: Sendable {
    package var behavior: SandboxBehavior
    package var faults: [Fault]

    package init(behavior: SandboxBehavior = SandboxBehavior(), faults: [Fault] = []) {
        self.behavior = behavior
        self.faults = faults
    }
}

extension SandboxScenario: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case behavior
        case faults
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        behavior = try container.decodeIfPresent(SandboxBehavior.self, forKey: .behavior) ?? SandboxBehavior()
        faults = try container.decodeIfPresent([Fault].self, forKey: .faults) ?? []
    }
}
