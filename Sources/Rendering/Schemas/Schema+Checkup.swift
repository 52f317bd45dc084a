import Checks

extension Schema {
    static var checkupSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What patchbay doctor found",
          "type": "object",
          "required": ["formatVersion", "patchbayVersion", "checkedAt", "summary", "checks"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "patchbayVersion": {"type": "string"},
            "checkedAt": {"type": "string", "format": "date-time"},
            "summary": {
              "type": "object",
              "required": \(values(Check.Status.self)),
              "additionalProperties": {"type": "integer", "minimum": 0}
            },
            "checks": {
              "type": "array",
              "description": "What all stacks have in common first, then stack by stack",
              "items": {
                "type": "object",
                "required": ["check", "status", "stack", "subject", "message", "nextStep", "code"],
                "properties": {
                  "check": {"enum": \(values(Check.Kind.self))},
                  "status": {"enum": \(values(Check.Status.self))},
                  "stack": {"type": ["string", "null"], "description": "null for what is common to all"},
                  "subject": {"type": ["string", "null"], "description": "A connection, a bucket or a principal"},
                  "message": {"type": "string"},
                  "nextStep": {"type": ["string", "null"], "description": "What to do about it"},
                  "code": {"type": ["string", "null"], "description": "The error that other commands would end with"}
                }
              }
            }
          }
        }

        """
    }
}
