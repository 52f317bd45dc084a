extension Schema {
    /// The plans in it are those of `schema plan`, which is not said again here.
    static var savedPlanSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A file that patchbay plan --out saved",
          "type": "object",
          "required": ["digest", "formatVersion", "patchbayVersion", "stacks"],
          "properties": {
            "digest": {"$ref": "#/$defs/digest", "description": "Over all other bytes of the file"},
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "patchbayVersion": {"type": "string"},
            "stacks": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "required": ["source", "options", "account", "files", "plan"],
                "properties": {
                  "source": {
                    "type": "object",
                    "required": ["kind", "paths"],
                    "properties": {
                      "kind": {"enum": ["directory", "files", "standard-input"]},
                      "paths": {"$ref": "#/$defs/texts", "description": "From the working directory"}
                    }
                  },
                  "options": {
                    "type": "object",
                    "required": ["only", "allowEmpty", "rotate", "finishReplaced"],
                    "properties": {
                      "only": {"$ref": "#/$defs/texts"},
                      "maxDeletes": {"type": "integer", "minimum": 0},
                      "allowEmpty": {"type": "boolean"},
                      "rotate": {"$ref": "#/$defs/texts"},
                      "finishReplaced": {"type": "boolean"},
                      "newAccount": {"type": "boolean"}
                    }
                  },
                  "account": {
                    "type": "object",
                    "required": ["connections", "anchors"],
                    "properties": {
                      "connections": {"type": "integer", "minimum": 0},
                      "anchors": {"$ref": "#/$defs/texts", "description": "Ids by which the account is known again"}
                    }
                  },
                  "files": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["file", "digest"],
                      "properties": {"file": {"type": "string"}, "digest": {"$ref": "#/$defs/digest"}}
                    }
                  },
                  "plan": {
                    "type": "object",
                    "description": "As plan --format json prints it (see the schema plan), with after and irreversible only at steps where they are not empty or true"
                  }
                }
              }
            }
          },
          "$defs": {
            "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
            "texts": {"type": "array", "items": {"type": "string"}}
          }
        }

        """
    }
}
