import Connections
import Planning

extension Schema {
    /// The definitions that plans and drift have in common, without the braces around them.
    static var changeDefinitions: String {
        """
        "type": {"enum": \(values(ConnectionType.self))},
            "field": {"enum": \(values(ConnectionField.self))},
            "value": {"type": ["string", "boolean", "null"]},
            "place": {
              "type": "object",
              "required": ["file", "line", "column"],
              "properties": {
                "file": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1}
              }
            },
            "renamed": {
              "type": "object",
              "description": "The connection that an apply left under the name, and the name that it has now",
              "required": ["connectionId", "name"],
              "properties": {"connectionId": {"type": "string"}, "name": {"type": "string"}}
            },
            "block": {
              "type": "object",
              "required": ["code", "message", "remedies"],
              "properties": {
                "code": {"enum": \(values(Block.Code.self))},
                "message": {"type": "string"},
                "remedies": {"type": "array", "items": {"type": "string"}}
              }
            },
            "fieldChange": {
              "type": "object",
              "required": ["field", "before", "after", "forcesReplacement", "sensitive"],
              "properties": {
                "field": {"$ref": "#/$defs/field"},
                "before": {"$ref": "#/$defs/value"},
                "after": {"$ref": "#/$defs/value"},
                "forcesReplacement": {"type": "boolean"},
                "sensitive": {"type": "boolean"},
                "movedBy": {"enum": \(values(MovedBy.self)), "description": "With a ledger: who made it differ"}
              },
              "if": {"properties": {"sensitive": {"const": true}}},
              "then": {"properties": {"before": {"type": "null"}, "after": {"type": "null"}}}
            }
        """
    }
}
