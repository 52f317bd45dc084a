import Connections
import Diagnostics

// Written out because scripts rely on `null` where the synthesised form leaves the key away.
extension Drift.Finding {
    private enum CodingKeys: String, CodingKey {
        case id, kind, type, name, connectionId, version, recordedVersion, hasSecrets
        case action, reason, recovery, credentials, credentialsRevision, unrecorded, nowCalled, mayBeRenameOf, wasCalled
        case blocked, problem, source, fields
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encode(type, forKey: .type)
        try container.encode(name, forKey: .name)
        try container.encode(connectionId, forKey: .connectionId)
        try container.encode(version, forKey: .version)
        try container.encodeIfPresent(recordedVersion, forKey: .recordedVersion)
        try container.encodeIfPresent(hasSecrets, forKey: .hasSecrets)
        try container.encode(action, forKey: .action)
        try container.encode(reason, forKey: .reason)
        try container.encodeIfPresent(recovery, forKey: .recovery)
        try container.encodeIfPresent(credentials, forKey: .credentials)
        try container.encodeIfPresent(credentialsRevision, forKey: .credentialsRevision)
        try container.encodeIfPresent(unrecorded, forKey: .unrecorded)
        try container.encodeIfPresent(nowCalled, forKey: .nowCalled)
        try container.encodeIfPresent(mayBeRenameOf, forKey: .mayBeRenameOf)
        try container.encodeIfPresent(wasCalled, forKey: .wasCalled)
        try container.encode(blocked, forKey: .blocked)
        try container.encodeIfPresent(problem, forKey: .problem)
        try container.encode(source, forKey: .source)
        try container.encode(fields, forKey: .fields)
    }
}

extension Drift.Baseline {
    private enum CodingKeys: String, CodingKey {
        case since, comparable
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(since, forKey: .since)
        try container.encode(comparable, forKey: .comparable)
    }
}
