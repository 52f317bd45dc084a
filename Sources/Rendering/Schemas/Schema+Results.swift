import Applying
import Connections
import Diagnostics
import Planning

extension Schema {
    static var reportSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What an apply of patchbay did",
          "type": "object",
          "required": ["formatVersion", "stack", "apiURL", "verdict", "summary", "steps", "idChanges"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "apiURL": {"type": "string"},
            "verdict": {"enum": \(values(ApplyReport.Verdict.self))},
            "summary": {
              "type": "object",
              "required": ["done", "conflicts", "failed", "skipped", "notAttempted"],
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "steps": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["id", "operation", "type", "name", "status"],
                "properties": {
                  "id": {"type": "integer", "minimum": 1},
                  "operation": {"enum": \(values(Step.Operation.self))},
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "status": {"enum": ["done", "conflict", "failed", "skipped", "not-attempted"]},
                  "connectionId": {"type": "string"},
                  "version": {"type": "integer", "minimum": 1},
                  "wasDone": {"type": "boolean"},
                  "normalised": {"type": "array", "items": {"enum": \(values(ConnectionField.self))}},
                  "skippedBecauseOf": {"type": "integer", "minimum": 1},
                  "conflict": {
                    "type": "object",
                    "required": ["kind", "fields"],
                    "properties": {
                      "kind": {"enum": \(values(Conflict.Kind.self))},
                      "connectionId": {"type": "string"},
                      "version": {"type": "integer", "minimum": 1},
                      "fields": {
                        "type": "array",
                        "items": {
                          "type": "object",
                          "required": ["field", "planned", "live"],
                          "properties": {
                            "field": {"enum": \(values(ConnectionField.self))},
                            "planned": {"type": "string"},
                            "live": {"type": "string"},
                            "desired": {"type": "string"}
                          }
                        }
                      }
                    }
                  },
                  "error": {"$ref": "#/$defs/error"},
                  "outcomeUnknown": {"type": "boolean"},
                  "leftDisabled": {"type": "boolean"}
                }
              }
            },
            "idChanges": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["type", "name", "from", "to"],
                "properties": {
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "from": {"type": "string"},
                  "to": {"type": "string"},
                  "graceSeconds": {"type": "integer", "minimum": 0}
                }
              }
            },
            "leftAlone": {"type": "integer", "minimum": 0}
          },
          "$defs": {\(errorDefinition)}
        }

        """
    }

    static var validationSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What patchbay validate found",
          "type": "object",
          "required": ["formatVersion", "stack", "valid", "connections", "diagnostics", "omitted"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "valid": {"type": "boolean"},
            "connections": {"type": "integer", "minimum": 0},
            "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
            "omitted": {"type": "integer", "minimum": 0}
          },
          "$defs": {\(diagnosticDefinition)}
        }

        """
    }

    static var failureSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Why patchbay could not work on a stack",
          "type": "object",
          "required": ["formatVersion", "stack", "error", "diagnostics"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "error": {"$ref": "#/$defs/error"},
            "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
            "stale": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["kind", "message"],
                "properties": {
                  "kind": {"enum": \(values(StaleReason.Kind.self))},
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "message": {"type": "string"}
                }
              }
            },
            "staleOmitted": {"type": "integer", "minimum": 0}
          },
          "$defs": {\(errorDefinition),\(diagnosticDefinition)}
        }

        """
    }

    static var errorDefinition: String {
        """

            "error": {
              "type": "object",
              "required": ["code", "message"],
              "properties": {
                "code": {"enum": \(values(ErrorCode.self))},
                "message": {"type": "string"},
                "cause": {"type": "string"},
                "nextStep": {"type": "string"}
              }
            }
        """
    }

    private static var diagnosticDefinition: String {
        """

            "source": {
              "type": "object",
              "required": ["file", "line", "column"],
              "properties": {
                "file": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1}
              }
            },
            "diagnostic": {
              "type": "object",
              "required": ["code", "severity", "message", "notes"],
              "properties": {
                "code": {"enum": \(values(ErrorCode.self))},
                "severity": {"enum": ["error", "warning"]},
                "message": {"type": "string"},
                "source": {"$ref": "#/$defs/source"},
                "hint": {"type": "string"},
                "notes": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["message", "source"],
                    "properties": {"message": {"type": "string"}, "source": {"$ref": "#/$defs/source"}}
                  }
                }
              }
            }
        """
    }
}
