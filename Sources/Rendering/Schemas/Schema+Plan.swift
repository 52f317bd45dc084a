import Connections
import Planning

extension Schema {
    static var planSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A plan of patchbay",
          "type": "object",
          "required": ["formatVersion", "stack", "apiURL", "configDigest", "summary", "changes", "steps", "unmanaged", "waiting"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "apiURL": {"type": "string", "description": "The base URL the plan was made for, or sandbox"},
            "configDigest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
            "summary": {
              "type": "object",
              "required": \(list(summaryKeys)),
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "base": {
              "type": "object",
              "description": "With --base: changes of this checkout, of the base too, and of the base alone",
              "required": ["introduced", "pending", "withdrawn"],
              "properties": {
                "introduced": {"type": "integer", "minimum": 0},
                "pending": {"type": "integer", "minimum": 0},
                "withdrawn": {"type": "integer", "minimum": 0},
                "problem": {"type": "string", "description": "Why nothing of the base could be planned"}
              }
            },
            "changes": {"type": "array", "items": {"$ref": "#/$defs/change"}},
            "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}},
            "unmanaged": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["type"],
                "properties": {
                  "type": {"$ref": "#/$defs/type"},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "reason": {"type": "string", "description": "Why it could not be managed at all"}
                }
              }
            },
            "waiting": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["type", "name", "connectionId"],
                "properties": {
                  "type": {"$ref": "#/$defs/type"},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "replacedBy": {"type": "string", "description": "The id that consumers must take up"},
                  "until": {"type": "string", "format": "date-time"}
                }
              }
            },
            "hidden": {
              "type": "array",
              "description": "Written by somebody since an apply left them, though nothing visible differs",
              "items": {
                "type": "object",
                "required": ["type", "name", "connectionId", "recordedVersion", "version", "hasSecrets"],
                "properties": {
                  "type": {"$ref": "#/$defs/type"},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "recordedVersion": {"type": "integer"},
                  "version": {"type": "integer", "minimum": 1},
                  "hasSecrets": {"type": "boolean", "description": "Whether it has secrets, which may be others now"},
                  "source": {"$ref": "#/$defs/place"}
                }
              }
            },
            "storedOtherwise": {
              "type": "array",
              "minItems": 1,
              "description": "Of which the API keeps a text otherwise than it was sent, and would again",
              "items": {
                "type": "object",
                "required": ["type", "name", "connectionId", "fields"],
                "properties": {
                  "type": {"$ref": "#/$defs/type"},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "fields": {"type": "array", "minItems": 1, "items": {"enum": ["description", "clientIdentifier"]}}
                }
              }
            },
            "usesLedger": {"type": "boolean", "description": "Left out where it is false"},
            "secretsUnknown": {
              "type": "integer",
              "minimum": 1,
              "description": "Of how many Vimeo connections nobody can tell whether their secrets are those of the files"
            }
          },
          "$defs": {
            \(changeDefinitions),
            "change": {
              "type": "object",
              "required": ["type", "name", "action", "reason", "connectionId", "version", "irreversible", "idChanges", "blocked",
                "source", "fields"],
              "properties": {
                "type": {"$ref": "#/$defs/type"},
                "name": {"type": "string"},
                "action": {"enum": \(values(Change.Action.self))},
                "reason": {"enum": \(values(Change.Reason.self))},
                "recovery": {"enum": \(values(Change.Recovery.self))},
                "connectionId": {"type": ["string", "null"]},
                "replacedBy": {"type": "string"},
                "version": {"type": ["integer", "null"], "minimum": 1},
                "irreversible": {"type": "boolean"},
                "idChanges": {"type": "boolean"},
                "replaceOrder": {"enum": ["createFirst", "deleteFirst"]},
                "graceSeconds": {"type": "integer", "minimum": 0},
                "mayBeRenameOf": {"type": "string", "description": "What the same plan deletes, and may be meant"},
                "nowCalled": {"$ref": "#/$defs/renamed"},
                "wasCalled": {"type": "string", "description": "Of a delete: the entry as which an apply left it"},
                "introduced": {"type": "boolean", "description": "With --base: whether this checkout brings the change"},
                "credentials": {"enum": \(values(Change.Credentials.self)), "description": "Why secrets are sent"},
                "credentialsRevision": {"type": "integer", "minimum": 0, "description": "Raised, which asks for them"},
                "unrecorded": {"const": true, "description": "An apply was about to write it, and nobody knows how that ended"},
                "resent": {
                  "type": "array",
                  "minItems": 1,
                  "items": {"enum": ["description", "clientIdentifier"]},
                  "description": "Texts that an update sends along though the API stored them otherwise"
                },
                "blocked": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/block"}]},
                "source": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/place"}]},
                "fields": {"type": "array", "items": {"$ref": "#/$defs/fieldChange"}}
              }
            },
            "step": {
              "type": "object",
              "required": ["id", "operation", "type", "name", "connectionId", "expectedVersion", "sets", "after", "irreversible"],
              "properties": {
                "id": {"type": "integer", "minimum": 1},
                "operation": {"enum": \(values(Step.Operation.self))},
                "type": {"$ref": "#/$defs/type"},
                "name": {"type": "string"},
                "connectionId": {"type": ["string", "null"]},
                "expectedVersion": {"type": ["integer", "null"], "minimum": 1},
                "sets": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["field", "value"],
                    "properties": {"field": {"$ref": "#/$defs/field"}, "value": {"$ref": "#/$defs/value"}}
                  }
                },
                "after": {"type": "array", "items": {"type": "integer", "minimum": 1}},
                "irreversible": {"type": "boolean"}
              }
            }
          }
        }

        """
    }

    private static let summaryKeys = [
        "create", "update", "replace", "delete", "unchanged", "unmanaged", "blocked", "waiting",
    ]
}
