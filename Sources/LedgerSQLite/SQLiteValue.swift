/// What stands in a column.
enum SQLiteValue: Equatable {
    case null
    case number(Int)
    /// What is no UTF-8 in it is replaced by U+FFFD.
    case text(String)
    /// A kind that no column of a ledger has.
    case other
}

/// A value that a parameter of a statement can have.
protocol SQLiteBindable {
    /// Gives the value to a parameter, counted from 0.
    func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError)
}

extension Int: SQLiteBindable {
    func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

/// As 1 or 0.
extension Bool: SQLiteBindable {
    func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError) {
        try statement.bind(self ? 1 : 0, at: index)
    }
}

extension String: SQLiteBindable {
    func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError) {
        try statement.bind(self, at: index)
    }
}

/// NULL for nil.
extension Optional: SQLiteBindable where Wrapped: SQLiteBindable {
    func bind(to statement: SQLiteStatement, at index: Int) throws(SQLiteError) {
        guard let self else { return try statement.bindNull(at: index) }
        try self.bind(to: statement, at: index)
    }
}
