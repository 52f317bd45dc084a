import Connections

extension Schema {
    static var outputsSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "The ids of a stack's declared connections, by patchbay",
          "type": "object",
          "required": ["formatVersion", "stack", "aws", "vimeo", "missing"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "stack": {"type": "string"},
            "aws": \(connections(.aws)),
            "vimeo": \(connections(.vimeo)),
            "missing": {
              "type": "array",
              "description": "Declared, and without an id",
              "items": {
                "type": "object",
                "required": ["type", "name"],
                "properties": {
                  "type": {"enum": \(values(ConnectionType.self))},
                  "name": {"type": "string"},
                  "reason": {"type": "string", "description": "Only where a connection in its place cannot be managed"}
                }
              }
            }
          }
        }

        """
    }

    /// By name.
    private static func connections(_ type: ConnectionType) -> String {
        """
        {
              "type": "object",
              "additionalProperties": {
                "type": "object",
                "required": ["\(type.idField)"],
                "properties": {
                  "\(type.idField)": {"type": "string"},
                  "enabled": {"const": false, "description": "Only where the connection is disabled"},
                  "replacePending": {"const": true, "description": "Only where an apply would give another id"}
                }
              }
            }
        """
    }
}
