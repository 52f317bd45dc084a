import GRDB
import Ledger

/// Takes the columns of a row in turn, and trusts none of them: GRDB's own accessors end the process where a damaged file has
/// another type than the table says.
struct RowReader {
    private let row: Row
    private let subject: String
    private var column = 0

    /// Takes, for the error, what the row is, such as "a receipt".
    init(_ row: Row, _ subject: String) {
        self.row = row
        self.subject = subject
    }

    mutating func text() throws -> String {
        guard let text = try optionalText() else { throw damaged }
        return text
    }

    mutating func optionalText() throws -> String? {
        switch nextValue() {
        case .null: nil
        case .string(let text): String(stored: text)
        default: throw damaged
        }
    }

    mutating func number() throws -> Int {
        guard let number = try optionalNumber() else { throw damaged }
        return number
    }

    mutating func optionalNumber() throws -> Int? {
        switch nextValue() {
        case .null: nil
        case .int64(let number): Int(number)
        default: throw damaged
        }
    }

    /// A text that stands for a value of a closed set.
    mutating func value<Value: RawRepresentable<String>>(as _: Value.Type = Value.self) throws -> Value {
        guard let value = Value(rawValue: try text()) else { throw damaged }
        return value
    }

    var damaged: SQLiteFault { .damaged("it is damaged: \(subject) in it makes no sense") }

    private mutating func nextValue() -> DatabaseValue.Storage {
        defer { column += 1 }
        let value: DatabaseValue = row[column]
        return value.storage
    }
}
