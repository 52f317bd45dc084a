import Connections
import PictoryAPI
import Planning

extension Schema {
    static var eventsSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "One line of what patchbay writes with --events",
          "type": "object",
          "required": ["event", "time"],
          "properties": {
            "event": {"enum": \(values(RunEvent.Name.self))},
            "time": {"type": "string", "description": "RFC 3339, in UTC"},
            "stack": {"type": "string", "description": "Left out where the event is about the whole run"},
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "version": {"type": "string"},
            "command": {"enum": ["plan", "apply", "drift"]},
            "stacks": {"type": "integer", "minimum": 0},
            "files": {"type": "array", "items": {"type": "string"}},
            "connections": {"type": "integer", "minimum": 0},
            "type": {"enum": \(values(ConnectionType.self))},
            "page": {"type": "integer", "minimum": 1},
            "isLast": {"type": "boolean"},
            "reason": {"enum": \(values(APIError.Kind.self))},
            "request": {"type": "string"},
            "seconds": {"type": "number", "minimum": 0},
            "until": {"type": "string", "description": "RFC 3339, in UTC"},
            "summary": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
            "steps": {"type": "integer", "minimum": 0},
            "step": {
              "type": "object",
              "required": ["id", "operation", "type", "name"],
              "properties": {
                "id": {"type": "integer", "minimum": 1},
                "operation": {"enum": \(values(Step.Operation.self))},
                "type": {"enum": \(values(ConnectionType.self))},
                "name": {"type": "string"},
                "status": {"enum": ["done", "conflict", "failed"]},
                "connectionId": {"type": "string"},
                "version": {"type": "integer", "minimum": 1},
                "error": {"$ref": "#/$defs/error"}
              }
            },
            "ended": {"type": "integer", "minimum": 1},
            "total": {"type": "integer", "minimum": 1},
            "exitCode": {"type": "integer", "minimum": 0},
            "error": {"$ref": "#/$defs/error"}
          },
          "allOf": [
            \(rules)
          ],
          "$defs": {\(errorDefinition)}
        }

        """
    }

    /// Which keys an event has besides those of all.
    private static var rules: String {
        RunEvent.Name.allCases.map { name in
            """
            {"if": {"properties": {"event": {"const": "\(name.rawValue)"}}}, \
            "then": {"required": \(list(name.requiredKeys))}}
            """
        }
        .joined(separator: ",\n    ")
    }
}

extension RunEvent.Name {
    /// The keys that every such event has, besides `event` and `time`.
    package var requiredKeys: [String] {
        switch self {
        case .runStarted: ["formatVersion", "version", "command", "stacks"]
        case .filesRead: ["stack", "files", "connections"]
        case .listPage: ["stack", "type", "page", "connections", "isLast"]
        case .waiting: ["stack", "reason", "request", "seconds", "until"]
        case .plan: ["stack", "summary", "steps"]
        case .drift: ["stack", "summary"]
        case .applyStarted: ["stack", "steps"]
        case .stepStarted: ["stack", "step"]
        case .stepFinished: ["stack", "step", "ended", "total"]
        case .stackFinished: ["stack", "exitCode"]
        case .runFinished: ["exitCode"]
        }
    }
}
