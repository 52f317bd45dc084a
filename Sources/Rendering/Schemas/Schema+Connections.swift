extension Schema {
    static var connectionsSchema: String {
        #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Connections for patchbay",
          "type": "object",
          "required": ["connections"],
          "additionalProperties": false,
          "properties": {"connections": {"type": "array", "items": {"$ref": "#/$defs/connection"}}},
          "$defs": {
            "secret": {
              "description": "${env:NAME} or ${file:PATH}; a secret itself never stands in a file",
              "type": "string",
              "pattern": "^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^}]+)\\}$"
            },
            "connection": {
              "type": "object",
              "required": ["type", "name"],
              "oneOf": [{"$ref": "#/$defs/absent"}, {"$ref": "#/$defs/aws"}, {"$ref": "#/$defs/vimeo"}],
              "unevaluatedProperties": false,
              "properties": {
                "type": {"enum": ["aws", "vimeo"], "description": "What the connection leads to"},
                "name": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 100,
                  "description": "Unique per type: letters, digits, space, _ and -"
                },
                "description": {"type": "string", "maxLength": 250},
                "enabled": {"type": "boolean", "default": true},
                "id": {"type": "string", "minLength": 1, "description": "This entry is the live connection with this connectionId"},
                "renamedFrom": {
                  "description": "Former names: a live connection that still has one is renamed and keeps its id",
                  "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
                },
                "state": {"enum": ["present", "absent"], "description": "absent: delete the live connection with this name"},
                "protected": {"type": "boolean", "description": "Never delete or replace it"},
                "ignore": {
                  "description": "Fields whose live value is left alone",
                  "type": "array",
                  "items": {"enum": ["description", "enabled"]}
                },
                "replace": {"enum": ["createFirst", "deleteFirst"], "default": "createFirst"},
                "grace": {
                  "type": "string",
                  "pattern": "^([0-9]+[smhd])+$",
                  "description": "How long the old connection keeps working after a replace, such as 72h"
                }
              }
            },
            "absent": {
              "description": "The other fields may be left out, and mean nothing",
              "required": ["state"],
              "properties": {
                "state": {"const": "absent"},
                "awsAccountId": true,
                "awsRegion": true,
                "clientIdentifier": true,
                "clientSecret": {"$ref": "#/$defs/secret"},
                "accessToken": {"$ref": "#/$defs/secret"},
                "credentialsRevision": true
              }
            },
            "aws": {
              "required": ["awsAccountId", "awsRegion"],
              "properties": {
                "type": {"const": "aws"},
                "state": {"const": "present"},
                "awsAccountId": {
                  "description": "12 digits",
                  "oneOf": [
                    {"type": "string", "pattern": "^[0-9]{12}$"},
                    {"type": "integer", "minimum": 0, "maximum": 999999999999}
                  ]
                },
                "awsRegion": {"type": "string", "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]+$"}
              }
            },
            "vimeo": {
              "required": ["clientIdentifier", "clientSecret", "accessToken"],
              "properties": {
                "type": {"const": "vimeo"},
                "state": {"const": "present"},
                "clientIdentifier": {"type": "string", "minLength": 1, "maxLength": 500},
                "clientSecret": {"$ref": "#/$defs/secret"},
                "accessToken": {"$ref": "#/$defs/secret"},
                "credentialsRevision": {"type": "integer", "minimum": 0}
              }
            }
          }
        }

        """#
    }
}
