import Connections

extension Schema {
    /// Definitions that the schemas of files share: a text, an AWS account and a region, as the reader takes them.
    ///
    /// Texts may be numbers and truth values as well, since the reader takes them as they are written. The regions that are known are
    /// examples, which editors offer; another one is accepted, as AWS opens regions faster than programs are updated.
    static var fileValues: String {
        #"""
        "text": {
              "description": "A text without references and invisible characters; a number or truth value is taken as it is written",
              "type": ["string", "number", "boolean"],
              "pattern": "^[\#(visible)]*$",
              "not": {"type": "string", "pattern": "\\$\\{(env|file):"}
            },
            "account": {
              "description": "The 12 digits of an AWS account",
              "oneOf": [
                {"type": "string", "pattern": "^[0-9]{12}$"},
                {"type": "integer", "minimum": 0, "maximum": 999999999999}
              ]
            },
            "region": {
              "description": "The region of the bucket, such as us-east-2",
              "type": "string",
              "maxLength": 30,
              "pattern": "^[a-z]{2,4}(-[a-z]+)*-(central|((north|south)(east|west)?)|east|west)-[0-9]{1,2}$",
              "examples": \#(list(RegionNames.known))
            }
        """#
    }

    /// All characters that files may hold, but for those beyond the 16 bits that patterns of all editors know.
    static let visible =
        #"^\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E"#
        + #"\u2060-\u206F\u3164\uFDD0-\uFDEF\uFEFF\uFFA0\uFFFE\uFFFF"#
}
