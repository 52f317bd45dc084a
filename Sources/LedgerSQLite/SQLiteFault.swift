/// What is wrong with a ledger's file, other than what SQLite or the system says.
enum SQLiteFault: Error {
    /// What stands at its path, or its folder, is nothing that patchbay opens; a sentence about "it".
    case obstacle(String)
    /// The ledger itself can be written to, and a file of SQLite's beside it not; its path as the user would write it.
    case unwritable(companion: String)
    /// Nobody waits for what was being done any more.
    case abandoned
    /// Another program made it.
    case foreign
    case newer(Int, known: Int)
    /// What it holds cannot be understood; the text never quotes it.
    case damaged(String)
    /// It can only be read whole, and is too large for that; in bytes.
    case tooLarge(limit: Int)
    /// It can only be read whole, and changed whenever it was.
    case restless
}
