import Diagnostics

extension Schema {
    static var explanationSchema: String {
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "What error codes mean, by patchbay explain",
          "type": "object",
          "required": ["formatVersion", "codes"],
          "properties": {
            "formatVersion": {"type": "string", "pattern": "^1\\\\.[0-9]+$"},
            "codes": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "required": ["code", "text"],
                "properties": {
                  "code": {"enum": \(values(ErrorCode.self))},
                  "text": {"type": "string", "description": "The page of the code, for people"}
                }
              }
            }
          }
        }

        """
    }
}
