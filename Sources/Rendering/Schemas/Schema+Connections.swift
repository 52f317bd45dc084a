import Connections

extension Schema {
    /// What a document of a file may be, as far as a schema can tell.
    ///
    /// What is declared twice, what names refer to and what stands in other files it cannot. Draft 7 is what editors know best.
    /// Texts may be numbers and truth values as well, since the reader takes them as they are written.
    static var connectionsSchema: String {
        #"""
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "title": "Connections for patchbay",
          "type": "object",
          "required": ["connections"],
          "additionalProperties": false,
          "properties": {"connections": {"type": "array", "items": {"$ref": "#/$defs/connection"}}},
          "$defs": {
            \#(fileValues),
            "line": {
              "description": "A text on one line",
              "allOf": [{"$ref": "#/$defs/text"}],
              "minLength": 1,
              "pattern": "^[^\\u0000-\\u001F]*$"
            },
            "secret": {
              "description": "${env:NAME} or ${file:PATH}; a secret itself never stands in a file",
              "type": "string",
              "allOf": [{"pattern": "^[\#(visible)]*$"}],
              "pattern": "^\\$\\{(env:[A-Za-z_][A-Za-z0-9_]*|file:[^}\\u0000-\\u001F]+)\\}$"
            },
            "connection": {
              "type": "object",
              "required": ["type", "name"],
              "additionalProperties": false,
              "properties": {
                "type": {"enum": ["aws", "vimeo"], "description": "What the connection leads to"},
                "name": {
                  "allOf": [{"$ref": "#/$defs/text"}],
                  "minLength": 1,
                  "description": "Unique per type: 1 to 100 letters, digits, spaces, _ and -"
                },
                "description": {
                  "allOf": [{"$ref": "#/$defs/text"}],
                  "maxLength": 250,
                  "description": "At most 250 characters; left out means none"
                },
                "awsAccountId": {"$ref": "#/$defs/account"},
                "awsRegion": {"$ref": "#/$defs/region"},
                "clientIdentifier": {"allOf": [{"$ref": "#/$defs/line"}], "maxLength": 500, "description": "Of the app at Vimeo"},
                "clientSecret": {"$ref": "#/$defs/secret"},
                "accessToken": {"$ref": "#/$defs/secret"},
                "credentialsRevision": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 1000000000,
                  "description": "Raising it sends the secrets again"
                },
                "enabled": {"type": "boolean", "default": true, "description": "false keeps the connection without letting it work"},
                "id": {
                  "allOf": [{"$ref": "#/$defs/line"}],
                  "maxLength": 200,
                  "description": "This entry is the live connection with this connectionId"
                },
                "renamedFrom": {
                  "description": "Former names: a live connection that still has one is renamed and keeps its id",
                  "oneOf": [{"$ref": "#/$defs/formerName"}, {"type": "array", "items": {"$ref": "#/$defs/formerName"}}]
                },
                "state": {"enum": ["present", "absent"], "description": "absent: delete the live connection with this name"},
                "protected": {"type": "boolean", "description": "Never delete or replace it"},
                "ignore": {
                  "description": "Fields whose live value is left alone",
                  "type": "array",
                  "items": {"enum": ["description", "enabled"]}
                },
                "replace": {
                  "enum": ["createFirst", "deleteFirst"],
                  "default": "createFirst",
                  "description": "How another account or region is carried out"
                },
                "grace": {
                  "type": "string",
                  "pattern": "^(?=.)([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?$",
                  "not": {"pattern": "^([0]+[dhms])+$"},
                  "description": "How long the old connection keeps working after a replace, such as 72h; a year at most"
                }
              },
              "allOf": [
                {"if": {"$ref": "#/$defs/isAWS"}, "then": {"$ref": "#/$defs/aws"}},
                {"if": {"$ref": "#/$defs/isVimeo"}, "then": {"$ref": "#/$defs/vimeo"}},
                {"if": {"$ref": "#/$defs/isDeclaredAWS"}, "then": {"$ref": "#/$defs/declaredAWS"}},
                {"if": {"$ref": "#/$defs/isDeclaredVimeo"}, "then": {"$ref": "#/$defs/declaredVimeo"}}
              ]
            },
            "formerName": {"allOf": [{"$ref": "#/$defs/text"}], "minLength": 1},
            "isAWS": {"required": ["type"], "properties": {"type": {"const": "aws"}}},
            "isVimeo": {"required": ["type"], "properties": {"type": {"const": "vimeo"}}},
            "isDeclaredAWS": {
              "required": ["type"],
              "properties": {"type": {"const": "aws"}, "state": {"not": {"const": "absent"}}}
            },
            "isDeclaredVimeo": {
              "required": ["type"],
              "properties": {"type": {"const": "vimeo"}, "state": {"not": {"const": "absent"}}}
            },
            "aws": {
              "properties": {
                "clientIdentifier": false,
                "clientSecret": false,
                "accessToken": false,
                "credentialsRevision": false
              }
            },
            "vimeo": {"properties": {"awsAccountId": false, "awsRegion": false}},
            "declaredAWS": {
              "required": ["awsAccountId", "awsRegion"],
              "properties": {
                "name": {
                  "maxLength": 100,
                  "allOf": [{"$ref": "#/$defs/freeName"}],
                  "pattern": "^[^ \\u0000-\\u001F]([^\\u0000-\\u001F]*[^ \\u0000-\\u001F])?$"
                }
              }
            },
            "declaredVimeo": {
              "required": ["clientIdentifier", "clientSecret", "accessToken"],
              "properties": {
                "name": {
                  "type": ["string", "integer", "boolean"],
                  "maxLength": 100,
                  "allOf": [{"$ref": "#/$defs/freeName"}],
                  "pattern": "^[A-Za-z0-9_-]([A-Za-z0-9 _-]*[A-Za-z0-9_-])?$"
                }
              }
            },
            "freeName": {
              "description": "Not one that patchbay gives connections while it moves them",
              "not": {"type": "string", "pattern": " (moving|retired) [0-9a-fA-F]{8}$"}
            }
          }
        }

        """#
    }
}
