import Connections
import Ledger
import Planning

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
            "stack": {"type": ["string", "null"], "description": "null for all stacks of a ledger"},
            "runs": {
              "type": "array",
              "description": "The newest first",
              "items": {
                "type": "object",
                "required": [
                  "id", "stack", "kind", "apiURL", "began", "ended", "who", "commit", "configDigest", "patchbayVersion", "state",
                  "outcome", "problem", "summary", "steps", "findings", "found"
                ],
                "properties": {
                  "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                  "stack": {"type": "string"},
                  "kind": {"enum": \(values(Run.Kind.self))},
                  "apiURL": {"type": "string"},
                  "began": {"type": "string", "format": "date-time"},
                  "ended": {"type": ["string", "null"], "description": "null while it is under way, and when it was killed"},
                  "who": {"type": "string"},
                  "commit": {"type": ["string", "null"]},
                  "configDigest": {"type": "string"},
                  "patchbayVersion": {"type": "string"},
                  "state": {"enum": \(values(Run.State.self)), "description": "How it ended, in one word"},
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
                  "findings": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Of a drift run the ids of the findings that were told, which the next run takes for known"
                  },
                  "found": {
                    "type": ["array", "null"],
                    "description": "All that a drift run found; null for a run of a patchbay that did not note it",
                    "items": {
                      "type": "object",
                      "required": ["id", "kind", "type"],
                      "properties": {
                        "id": {"type": "string"},
                        "kind": {"enum": \(values(Drift.Kind.self))},
                        "type": {"enum": \(values(ConnectionType.self))},
                        "name": {"type": "string"}
                      }
                    }
                  }
                }
              }
            }
          }
        }

        """
    }

    static var historyPruneSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What history prune forgot, by patchbay",
          "type": "object",
          "required": ["formatVersion", "stack", "before", "forgotten", "dryRun"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": ["string", "null"], "description": "null for all stacks of the ledger"},
            "before": {"type": "string", "format": "date-time", "description": "Runs that began then or later were kept"},
            "forgotten": {"type": "integer", "minimum": 0, "description": "How many runs; with dryRun how many it would be"},
            "dryRun": {"type": "boolean", "description": "Whether nothing was changed"}
          }
        }

        """
    }
}
