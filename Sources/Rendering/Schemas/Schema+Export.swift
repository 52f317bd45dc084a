import Connections

extension Schema {
    static var exportSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What patchbay export did",
          "type": "object",
          "required": ["formatVersion", "apiURL", "connections", "variables", "leftOut", "files"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "apiURL": {"type": "string"},
            "connections": {
              "type": "array",
              "description": "The entries, by type and name, with the keys and values that they have in files",
              "items": {
                "type": "object",
                "required": ["type", "name", "connectionId"],
                "properties": {
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "connectionId": {"type": "string", "description": "The id it has today, which stands in no file"}
                }
              }
            },
            "variables": {
              "type": "array",
              "description": "The environment variables that the entries take secrets from",
              "items": {
                "type": "object",
                "required": ["name", "connection", "field"],
                "properties": {
                  "name": {"type": "string", "pattern": "^[A-Z_][A-Z0-9_]*$"},
                  "connection": {"type": "string", "description": "The name of the Vimeo connection"},
                  "field": {"enum": ["clientSecret", "accessToken"]}
                }
              }
            },
            "leftOut": {
              "type": "array",
              "description": "Live connections that files cannot declare",
              "items": \(itemWithReason)
            },
            "files": {
              "type": "array",
              "description": "The files of --out, the JSON Schema for editors not among them",
              "items": {
                "type": "object",
                "required": ["path", "connections", "state"],
                "properties": {
                  "path": {"type": "string", "description": "From the working directory, or absolute"},
                  "connections": {"type": "integer", "minimum": 0},
                  "state": {"enum": \(values(NewFileState.self))}
                }
              }
            },
            "plan": {
              "enum": \(values(ExportVerdict.self)),
              "description": "What a plan of the folder or file says; only with --out"
            }
          }
        }

        """
    }

    static var initializationSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What patchbay init did",
          "type": "object",
          "required": ["formatVersion", "files"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "files": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["path", "state"],
                "properties": {
                  "path": {"type": "string", "description": "From the working directory, or absolute"},
                  "state": {"enum": \(values(NewFileState.self))}
                }
              }
            }
          }
        }

        """
    }
}
