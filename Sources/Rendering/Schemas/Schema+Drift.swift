import Connections
import Planning

extension Schema {
    static var driftSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Drift found by patchbay",
          "type": "object",
          "required": ["formatVersion", "stack", "apiURL", "configDigest", "summary", "findings"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "apiURL": {"type": "string", "description": "The base URL of the account that was read, or sandbox"},
            "configDigest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
            "summary": {
              "type": "object",
              "description": "How many findings are listed of each kind, how many are known and left out, and the rest",
              "required": \(list(Drift.Kind.allCases.map(\.rawValue) + ["known", "unchanged", "waiting"])),
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "newOnly": {
              "type": "object",
              "description": "With --new-only: when the run began with which this one is compared",
              "required": ["since"],
              "properties": {"since": {"type": ["string", "null"], "format": "date-time"}}
            },
            "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
          },
          "$defs": {
            "value": {"type": ["string", "boolean", "null"]},
            "finding": {
              "type": "object",
              "required": ["id", "kind", "type", "name", "connectionId", "version", "action", "reason", "blocked", "source",
                "fields"],
              "properties": {
                "id": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "The same in every run that finds it"},
                "kind": {"enum": \(values(Drift.Kind.self))},
                "type": {"enum": \(values(ConnectionType.self))},
                "name": {"type": ["string", "null"]},
                "connectionId": {"type": ["string", "null"]},
                "version": {"type": ["integer", "null"], "minimum": 1},
                "recordedVersion": {"type": "integer", "minimum": 1, "description": "Hidden: what the last apply left"},
                "hasSecrets": {"type": "boolean", "description": "Hidden: whether secrets may have been rewritten"},
                "action": {"enum": \(nullable(Change.Action.self)), "description": "What an apply would do"},
                "reason": {"enum": \(nullable(Change.Reason.self))},
                "recovery": {"enum": \(values(Change.Recovery.self))},
                "credentials": {"enum": \(values(Change.Credentials.self))},
                "blocked": {
                  "oneOf": [
                    {"type": "null"},
                    {
                      "type": "object",
                      "required": ["code", "message", "remedies"],
                      "properties": {
                        "code": {"enum": \(values(Block.Code.self))},
                        "message": {"type": "string"},
                        "remedies": {"type": "array", "items": {"type": "string"}}
                      }
                    }
                  ]
                },
                "problem": {"type": "string", "description": "Why the connection could not be managed at all"},
                "source": {
                  "oneOf": [
                    {"type": "null"},
                    {
                      "type": "object",
                      "required": ["file", "line", "column"],
                      "properties": {
                        "file": {"type": "string"},
                        "line": {"type": "integer", "minimum": 1},
                        "column": {"type": "integer", "minimum": 1}
                      }
                    }
                  ]
                },
                "fields": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["field", "before", "after", "forcesReplacement", "sensitive"],
                    "properties": {
                      "field": {"enum": \(values(ConnectionField.self))},
                      "before": {"$ref": "#/$defs/value"},
                      "after": {"$ref": "#/$defs/value"},
                      "forcesReplacement": {"type": "boolean"},
                      "sensitive": {"type": "boolean"},
                      "movedBy": {"enum": \(values(MovedBy.self))}
                    },
                    "if": {"properties": {"sensitive": {"const": true}}},
                    "then": {"properties": {"before": {"type": "null"}, "after": {"type": "null"}}}
                  }
                }
              }
            }
          }
        }

        """
    }

    private static func nullable<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> String {
        "\(values(type).dropLast()), null]"
    }
}
