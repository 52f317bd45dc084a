import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One connection to a server.
///
/// Its calls block the thread, so only ``PostgresLedger`` makes them, on a queue of its own.
@safe
final class PostgresConnection {
    private let library: LibPQ
    private let connection: OpaquePointer
    /// How long the server may leave us without a sign, in milliseconds.
    private let silence: Int32

    /// Connects, or fails after the time-out that the parameters name.
    init(_ library: LibPQ, _ parameters: [String: String], silence: Int32) throws(PostgresFailure) {
        let sorted = parameters.sorted { $0.key < $1.key }
        // SAFETY: both lists end with nil, their strings live for the length of the call, and libpq copies them.
        let opened = unsafe withCStrings(sorted.map(\.key) + [nil]) { keywords in
            unsafe withCStrings(sorted.map(\.value) + [nil]) { values in
                unsafe library.connectDBParams(keywords, values, 0)
            }
        }
        guard let opened = unsafe opened else { throw PostgresFailure(.notConnected, "out of memory") }
        self.library = library
        self.silence = silence
        unsafe connection = opened
        // SAFETY: the connection is ours until `deinit`; the processor keeps nothing and does nothing.
        unsafe _ = library.setNoticeProcessor(connection, { _, _ in }, nil)
        // SAFETY: as above; PQpass gives nil or a string of the connection, which is copied.
        let password = unsafe library.pass(connection).map { unsafe String(cString: $0) }
        let isReady =
            unsafe library.status(connection) == CONNECTION_OK
            && library.setNonblocking(connection, 1) == 0 && library.enterPipelineMode(connection) == 1
        guard isReady else {
            throw PostgresFailure(.notConnected, message, password: password)
        }
    }

    deinit {
        // SAFETY: libpq made the connection, and nothing uses it any more.
        unsafe library.finish(connection)
    }

    /// Sends all statements at once and waits for their results: one round trip, and one transaction unless the statements
    /// say otherwise, so that none of them is carried out when one fails.
    func run(_ statements: [PostgresStatement]) throws(PostgresFailure) -> [PostgresStatement.Rows] {
        for statement in statements { try send(statement) }
        // SAFETY: the connection is ours until `deinit`.
        guard unsafe library.pipelineSync(connection) == 1 else { throw PostgresFailure(.lost, message) }
        var results: [PostgresStatement.Rows] = []
        var failure: PostgresFailure?
        var gaps = 0
        while true {
            guard let result = unsafe try nextResult() else {
                // One gap parts the results of two statements; two in a row mean that nothing more comes.
                gaps += 1
                guard gaps < 2 else { throw failure ?? PostgresFailure(.lost, message) }
                continue
            }
            gaps = 0
            defer {
                // SAFETY: the result is ours, and its values were copied.
                unsafe library.clear(result)
            }
            // SAFETY: the result is there until it is cleared above.
            switch unsafe library.resultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                unsafe results.append(rows(of: result))
            case PGRES_PIPELINE_SYNC:
                if let failure { throw failure }
                return results
            case PGRES_PIPELINE_ABORTED:
                break
            default:
                unsafe failure = failure ?? self.failure(of: result)
                // SAFETY: the connection is ours until `deinit`.
                if unsafe library.status(connection) != CONNECTION_OK {
                    throw PostgresFailure(.lost, failure?.text ?? message)
                }
            }
        }
    }

    private func send(_ statement: PostgresStatement) throws(PostgresFailure) {
        let count = Int32(statement.parameters.count)
        // SAFETY: the strings live for the length of the call, and libpq copies them; all are text, so that it needs neither
        // lengths nor formats.
        let isSent = unsafe withCStrings(statement.parameters) { values in
            unsafe library.sendQueryParams(connection, statement.text, count, nil, values, nil, nil, 0)
        }
        guard isSent == 1 else { throw PostgresFailure(.lost, message) }
    }

    /// The next result, to be cleared by the caller; nil between the results of two statements.
    private func nextResult() throws(PostgresFailure) -> OpaquePointer? {
        // SAFETY: the connection is ours until `deinit`.
        while unsafe library.isBusy(connection) == 1 {
            let unsent = unsafe library.flush(connection)
            guard unsent >= 0 else { throw PostgresFailure(.lost, message) }
            try wait(isSending: unsent == 1)
            guard unsafe library.consumeInput(connection) == 1 else { throw PostgresFailure(.lost, message) }
        }
        // SAFETY: as above.
        return unsafe library.getResult(connection)
    }

    /// Waits until the server can be read from or, with more to send, written to.
    private func wait(isSending: Bool) throws(PostgresFailure) {
        // SAFETY: the connection is ours until `deinit`.
        let socket = unsafe library.socket(connection)
        guard socket >= 0 else { throw PostgresFailure(.lost, message) }
        while true {
            var descriptor = pollfd(fd: socket, events: Int16(isSending ? POLLIN | POLLOUT : POLLIN), revents: 0)
            // SAFETY: poll reads and writes one pollfd, the variable given.
            let ready = unsafe poll(&descriptor, 1, silence)
            if ready > 0 { return }
            if ready == 0 {
                throw PostgresFailure(.silent, "the server did not answer for \(Double(silence) / 1000) s")
            }
            guard errno == EINTR else { throw PostgresFailure(.lost, "the connection cannot be waited for") }
        }
    }

    /// What libpq said last.
    private var message: String {
        // SAFETY: libpq gives a string of the connection that ends with NUL; it is copied.
        unsafe library.errorMessage(connection).map { unsafe String(cString: $0) } ?? "no reason given"
    }

    private func failure(of result: OpaquePointer) -> PostgresFailure {
        // SAFETY: the field is nil or a string of the result that ends with NUL; it is copied.
        func field(_ code: Character) -> String? {
            let number = code.asciiValue.map { Int32($0) } ?? 0
            return unsafe library.resultErrorField(result, number).map { unsafe String(cString: $0) }
        }
        // Neither detail nor context is taken: they repeat what rows hold.
        guard let state = field("C"), let text = field("M") else { return PostgresFailure(.lost, message) }
        return PostgresFailure(.refused(state), text)
    }

    private func rows(of result: OpaquePointer) -> PostgresStatement.Rows {
        // SAFETY: rows and columns are counted from 0 to what the result says that it has.
        let columns = unsafe library.nFields(result)
        return unsafe (0..<library.nTuples(result)).map { row in
            (0..<columns).map { column in
                guard unsafe library.getIsNull(result, row, column) == 0,
                    let start = unsafe library.getValue(result, row, column)
                else { return nil }
                let length = Int(unsafe library.getLength(result, row, column))
                // SAFETY: the value has as many bytes as libpq says, and they are copied.
                return unsafe String(
                    decoding: UnsafeRawBufferPointer(start: start, count: length),
                    as: UTF8.self
                )
            }
        }
    }
}

/// Calls `body` with the texts as C has them, which live as long as the call.
private func withCStrings<Value>(
    _ texts: [String?],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
) -> Value {
    // SAFETY: strdup copies; every copy is freed below, when the body has returned.
    let copies = unsafe texts.map { text in unsafe text.flatMap { unsafe strdup($0) } }
    defer {
        for index in unsafe copies.indices { unsafe free(copies[index]) }
    }
    // SAFETY: the copies are only read, and the list lives for the length of the call.
    let pointers = unsafe copies.map { copy in unsafe copy.map { unsafe UnsafePointer($0) } }
    return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}
