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
              "description": "How many findings are listed of each kind, how many are left out and why, and the rest",
              "required": \(list(Drift.Kind.allCases.map(\.rawValue) + ["known", "unchanged", "waiting"])),
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "newOnly": {
              "type": "object",
              "description": "With --new-only: when the run began with which this one is compared",
              "required": ["since"],
              "properties": {
                "since": {"type": ["string", "null"], "format": "date-time"},
                "comparable": {"type": "boolean", "description": "False when nobody can tell what was found before"}
              }
            },
            "usesLedger": {"type": "boolean"},
            "secretsUnknown": {
              "type": "integer",
              "minimum": 0,
              "description": "With --with-secrets: of how many Vimeo connections the secrets cannot be compared"
            },
            "mayBeOtherAccount": {"const": true, "description": "None of the connections that the ledger knows is live"},
            "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
          },
          "$defs": {
            \(changeDefinitions),
            "finding": {
              "type": "object",
              "required": ["id", "kind", "type", "name", "connectionId", "version", "action", "reason", "blocked", "source",
                "fields"],
              "properties": {
                "id": {"type": "string", "pattern": "^[0-9a-f]{16}$", "description": "The same in every run that finds it"},
                "kind": {"enum": \(values(Drift.Kind.self))},
                "type": {"$ref": "#/$defs/type"},
                "name": {"type": ["string", "null"]},
                "connectionId": {"type": ["string", "null"]},
                "version": {"type": ["integer", "null"], "minimum": 1},
                "recordedVersion": {"type": "integer", "minimum": 1, "description": "Hidden: what the last apply left"},
                "hasSecrets": {"type": "boolean", "description": "Hidden: whether secrets may have been rewritten"},
                "action": {"enum": \(nullable(Change.Action.self)), "description": "What an apply would do"},
                "reason": {"enum": \(nullable(Change.Reason.self))},
                "recovery": {"enum": \(values(Change.Recovery.self))},
                "credentials": {"enum": \(values(Change.Credentials.self))},
                "credentialsRevision": {"type": "integer", "minimum": 0, "description": "Raised, which asks for them"},
                "unrecorded": {"const": true, "description": "An apply was about to write it, and nobody knows how that ended"},
                "nowCalled": {"$ref": "#/$defs/renamed"},
                "mayBeRenameOf": {"type": "string", "description": "What an apply would delete, and may be meant"},
                "wasCalled": {"type": "string", "description": "Of what an apply would delete: the entry as which one left it"},
                "blocked": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/block"}]},
                "problem": {"type": "string", "description": "Why the connection could not be managed at all"},
                "source": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/place"}]},
                "fields": {"type": "array", "items": {"$ref": "#/$defs/fieldChange"}}
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
