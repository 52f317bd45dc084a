extension Schema {
    /// What `patchbay.yaml` may be, as far as a schema can tell; draft 7, as of ``connectionsSchema``.
    ///
    /// Whether `policy.names` is a pattern it cannot tell.
    static var settingsSchema: String {
        #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "title": "Settings of a stack for patchbay",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "stack": {
              "allOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/noKey"}],
              "minLength": 1,
              "maxLength": 100,
              "pattern": "^[^\\u0000-\\u001F]*$",
              "description": "The name of the stack in plans and reports; the folder's name by default"
            },
            "api": {
              "enum": ["sandbox"],
              "description": "A local model of the API instead of an account; another base URL comes only from --api-url or PICTORY_API_URL"
            },
            "owns": {
              "allOf": [{"$ref": "#/$defs/patterns"}],
              "description": "Name patterns: live connections that match and are not declared are deleted; none by default"
            },
            "protected": {
              "allOf": [{"$ref": "#/$defs/patterns"}],
              "description": "Name patterns: live connections that match are never deleted or replaced"
            },
            "limits": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "deletes": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000,
                  "description": "A run that would delete or replace more than this is blocked"
                }
              },
              "description": "What a run may do at most"
            },
            "policy": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "accounts": {
                  "type": "array",
                  "items": {"$ref": "#/$defs/account"},
                  "description": "The only AWS accounts that connections may name"
                },
                "regions": {
                  "type": "array",
                  "items": {"$ref": "#/$defs/region"},
                  "description": "The only regions that connections may name"
                },
                "names": {
                  "allOf": [{"$ref": "#/$defs/text"}],
                  "description": "A regular expression that must be found in every name; write ^ and $ for the whole name"
                }
              },
              "description": "What the files may declare"
            },
            "parallelism": {
              "type": "integer",
              "minimum": 1,
              "maximum": 64,
              "default": 4,
              "description": "How many requests may be under way at once"
            },
            "ledger": {
              "type": "string",
              "allOf": [
                {"$ref": "#/$defs/text"},
                {"$ref": "#/$defs/noKey"},
                {"not": {"pattern": "^postgres(ql)?://[\\s\\S]*(:[\\s\\S]*@|password=)"}}
              ],
              "pattern": "^(none|sqlite:[\\s\\S]+|postgres(ql)?://[\\s\\S]*)$",
              "default": "sqlite:.patchbay/ledger.db",
              "description": "Where applies record what they left: sqlite:PATH, postgres://… without a password, or none"
            }
          },
          "$defs": {
            "noKey": {"not": {"type": "string", "pattern": "pictai_"}},
            "patterns": {
              "description": "* stands for any run of characters, ? for one",
              "type": "array",
              "items": {"allOf": [{"$ref": "#/$defs/text"}], "minLength": 1}
            },
            \#(fileValues)
          }
        }

        """#
    }
}
