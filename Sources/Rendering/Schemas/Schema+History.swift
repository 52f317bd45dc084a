import Connections
import Ledger

extension Schema {
    static var historySchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Past runs of a stack, by patchbay",
          "type": "object",
          "required": ["formatVersion", "stack", "runs"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "runs": {
              "type": "array",
              "description": "The newest first",
              "items": {
                "type": "object",
                "required": [
                  "id", "kind", "apiURL", "began", "ended", "who", "commit", "configDigest", "patchbayVersion", "outcome",
                  "problem", "summary", "steps", "findings"
                ],
                "properties": {
                  "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                  "kind": {"enum": \(values(Run.Kind.self))},
                  "apiURL": {"type": "string"},
                  "began": {"type": "string", "format": "date-time"},
                  "ended": {"type": ["string", "null"], "description": "null while it is under way, and when it was killed"},
                  "who": {"type": "string"},
                  "commit": {"type": ["string", "null"]},
                  "configDigest": {"type": "string"},
                  "patchbayVersion": {"type": "string"},
                  "outcome": {
                    "type": ["string", "null"],
                    "description": "The verdict of an apply, or clean or drifted; null without a result"
                  },
                  "problem": {"type": ["string", "null"], "description": "The error that it ended with"},
                  "summary": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
                  "steps": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["id", "operation", "type", "name", "outcome"],
                      "properties": {
                        "id": {"type": "integer", "minimum": 1},
                        "operation": {"type": "string"},
                        "type": {"enum": \(values(ConnectionType.self))},
                        "name": {"type": "string"},
                        "connectionId": {"type": "string"},
                        "outcome": {"enum": ["done", "conflict", "failed", "skipped", "not-attempted"]},
                        "detail": {"type": "string"}
                      }
                    }
                  },
                  "findings": {"type": "array", "items": {"type": "string"}, "description": "The ids of a drift run's"}
                }
              }
            }
          }
        }

        """
    }
}
