import Connections
import Planning

extension Schema {
    /// One of the account's items, and why it is not among the others.
    static var itemWithReason: String {
        """
        {
                "type": "object",
                "required": ["type", "reason"],
                "properties": {
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string"},
                  "reason": {"type": "string"}
                }
              }
        """
    }

    static var listSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "The connections of an account, by patchbay",
          "type": "object",
          "required": ["formatVersion", "apiURL", "connections", "unmanageable"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "apiURL": {"type": "string"},
            "connections": {
              "type": "array",
              "description": "By type, name and id",
              "items": {"$ref": "#/$defs/connection"}
            },
            "unmanageable": {
              "type": "array",
              "description": "Items of the account that could not be understood",
              "items": \(itemWithReason)
            }
          },
          "$defs": {
            \(connectionDefinition)
          }
        }

        """
    }

    static var showSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "One connection, by patchbay",
          "type": "object",
          "required": ["formatVersion", "apiURL", "stack", "connection", "declared", "verdict", "changes"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "apiURL": {"type": "string"},
            "stack": {"type": ["string", "null"], "description": "null where there are no files"},
            "connection": {
              "description": "null for what is not in the account, or could not be understood",
              "anyOf": [{"$ref": "#/$defs/connection"}, {"type": "null"}]
            },
            "declared": {
              "description": "Its entry; null for what no file of the stack names",
              "type": ["object", "null"],
              "required": ["type", "name", "absent", "source"],
              "properties": {
                "type": {"enum": \(values(ConnectionType.self))},
                "name": {"type": "string"},
                "absent": {"type": "boolean", "description": "Whether the entry says 'state: absent'"},
                "source": {"$ref": "#/$defs/place"}
              }
            },
            "unmanageable": {"type": "string", "description": "Only of what could not be understood: why"},
            "verdict": {"enum": \(values(Inspection.Verdict.self))},
            "changes": {
              "type": "array",
              "description": "As in a plan; see its schema",
              "items": {"type": "object", "required": ["type", "name", "action", "reason", "fields"]}
            },
            "waiting": {"type": "object", "description": "As in a plan, for the old connection of a replace"},
            "hidden": {"type": "object", "description": "As in a plan, where somebody wrote it unseen"},
            "storedOtherwise": {"type": "object", "description": "As in a plan, where the API keeps a text in another form"}
          },
          "$defs": {
            \(connectionDefinition),
            "place": {
              "type": "object",
              "required": ["file", "line", "column"],
              "properties": {
                "file": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1}
              }
            }
          }
        }

        """
    }

    /// A connection as the account has it.
    private static var connectionDefinition: String {
        """
        "connection": {
              "type": "object",
              "required": ["type", "name", "connectionId", "version", "description", "enabled", "createdDate", "updatedDate"],
              "properties": {
                "type": {"enum": \(values(ConnectionType.self))},
                "name": {"type": "string"},
                "connectionId": {"type": "string"},
                "version": {"type": "integer", "minimum": 1},
                "description": {"type": "string"},
                "enabled": {"type": "boolean"},
                "awsAccountId": {"type": "string", "description": "Of type aws only"},
                "awsRegion": {"type": "string", "description": "Of type aws only"},
                "clientIdentifier": {"type": "string", "description": "Of type vimeo only"},
                "createdDate": {"type": ["string", "null"]},
                "updatedDate": {"type": ["string", "null"]}
              }
            }
        """
    }
}
