import Ledger

/// Takes the columns of a row in turn, and trusts none of them: in a damaged file they have other types than the table says.
struct RowReader {
    private let statement: SQLiteStatement
    private let subject: String
    private var column = 0

    /// Reads the row that the statement is at; takes, for the error, what the row is, such as "a receipt".
    init(_ statement: SQLiteStatement, _ subject: String) {
        self.statement = statement
        self.subject = subject
    }

    mutating func text() throws -> String {
        guard let text = try optionalText() else { throw damaged }
        return text
    }

    mutating func optionalText() throws -> String? {
        switch try nextValue() {
        case .null: nil
        case .text(let text): String(stored: text)
        default: throw damaged
        }
    }

    mutating func number() throws -> Int {
        guard let number = try optionalNumber() else { throw damaged }
        return number
    }

    mutating func optionalNumber() throws -> Int? {
        switch try nextValue() {
        case .null: nil
        case .number(let number): number
        default: throw damaged
        }
    }

    /// A text that stands for a value of a closed set.
    mutating func value<Value: RawRepresentable<String>>(as _: Value.Type = Value.self) throws -> Value {
        guard let value = Value(rawValue: try text()) else { throw damaged }
        return value
    }

    var damaged: SQLiteFault { .damaged("it is damaged: \(subject) in it makes no sense") }

    private mutating func nextValue() throws -> SQLiteValue {
        defer { column += 1 }
        return try statement.value(at: column)
    }
}
