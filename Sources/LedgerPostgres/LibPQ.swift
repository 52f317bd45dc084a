import CLibPQ

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The functions of libpq that are called here, looked up in the system's library when a ledger first connects.
///
/// Were libpq linked, every start of the program would load it and the 39 libraries that it needs.
@safe
struct LibPQ {
    let clear: CLibPQClear
    let connDefaults: CLibPQConnDefaults
    let connectDBParams: CLibPQConnectDBParams
    let connInfoFree: CLibPQConnInfoFree
    let connInfoParse: CLibPQConnInfoParse
    let consumeInput: CLibPQConsumeInput
    let enterPipelineMode: CLibPQEnterPipelineMode
    let errorMessage: CLibPQErrorMessage
    let finish: CLibPQFinish
    let flush: CLibPQFlush
    let getResult: CLibPQGetResult
    let getIsNull: CLibPQGetIsNull
    let getLength: CLibPQGetLength
    let getValue: CLibPQGetValue
    let isBusy: CLibPQIsBusy
    let nFields: CLibPQNFields
    let nTuples: CLibPQNTuples
    let pass: CLibPQPass
    let pipelineSync: CLibPQPipelineSync
    let resultErrorField: CLibPQResultErrorField
    let resultStatus: CLibPQResultStatus
    let sendQueryParams: CLibPQSendQueryParams
    let setNoticeProcessor: CLibPQSetNoticeProcessor
    let setNonblocking: CLibPQSetNonblocking
    let socket: CLibPQSocket
    let status: CLibPQStatus

    /// The library is not there, or is older than version 14, which brought pipelines.
    struct Missing: Error {
        /// In the words of the system.
        var reason: String
    }

    #if canImport(Darwin)
        static let fileName = "libpq.5.dylib"
    #else
        static let fileName = "libpq.so.5"
    #endif

    /// Loads the library, which then stays until the process ends.
    init(fileName: String = Self.fileName) throws(Missing) {
        // SAFETY: the name ends with NUL for the length of the call.
        guard let library = unsafe dlopen(fileName, RTLD_NOW | RTLD_LOCAL) else {
            throw Missing(reason: Self.loadingError)
        }
        // SAFETY: each type is the one that libpq's header gives the function of that name.
        unsafe clear = try Self.function("PQclear", in: library)
        unsafe connDefaults = try Self.function("PQconndefaults", in: library)
        unsafe connectDBParams = try Self.function("PQconnectdbParams", in: library)
        unsafe connInfoFree = try Self.function("PQconninfoFree", in: library)
        unsafe connInfoParse = try Self.function("PQconninfoParse", in: library)
        unsafe consumeInput = try Self.function("PQconsumeInput", in: library)
        unsafe enterPipelineMode = try Self.function("PQenterPipelineMode", in: library)
        unsafe errorMessage = try Self.function("PQerrorMessage", in: library)
        unsafe finish = try Self.function("PQfinish", in: library)
        unsafe flush = try Self.function("PQflush", in: library)
        unsafe getResult = try Self.function("PQgetResult", in: library)
        unsafe getIsNull = try Self.function("PQgetisnull", in: library)
        unsafe getLength = try Self.function("PQgetlength", in: library)
        unsafe getValue = try Self.function("PQgetvalue", in: library)
        unsafe isBusy = try Self.function("PQisBusy", in: library)
        unsafe nFields = try Self.function("PQnfields", in: library)
        unsafe nTuples = try Self.function("PQntuples", in: library)
        unsafe pass = try Self.function("PQpass", in: library)
        unsafe pipelineSync = try Self.function("PQpipelineSync", in: library)
        unsafe resultErrorField = try Self.function("PQresultErrorField", in: library)
        unsafe resultStatus = try Self.function("PQresultStatus", in: library)
        unsafe sendQueryParams = try Self.function("PQsendQueryParams", in: library)
        unsafe setNoticeProcessor = try Self.function("PQsetNoticeProcessor", in: library)
        unsafe setNonblocking = try Self.function("PQsetnonblocking", in: library)
        unsafe socket = try Self.function("PQsocket", in: library)
        unsafe status = try Self.function("PQstatus", in: library)
    }

    private static func function<Function>(
        _ name: String,
        in library: UnsafeMutableRawPointer
    ) throws(Missing) -> Function {
        // SAFETY: the library is open, and the name ends with NUL for the length of the call.
        guard let address = unsafe dlsym(library, name) else { throw Missing(reason: loadingError) }
        // SAFETY: the caller asks for the type of the function of that name; both are the size of an address.
        return unsafe unsafeBitCast(address, to: Function.self)
    }

    private static var loadingError: String {
        // SAFETY: dlerror gives nil or a string that ends with NUL and lives until this thread asks again.
        unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given"
    }
}

extension LibPQ {
    /// A parameter of connections.
    struct Parameter: Sendable, Hashable {
        var keyword: String
        /// The variable of the environment that stands in for it; nil for none.
        var variable: String?
        /// Nobody may see its value.
        var isSecret: Bool
    }

    /// All that this libpq knows.
    func knownParameters() -> [Parameter] {
        // SAFETY: the call gives nil or a list of its own, which is freed below.
        guard let list = unsafe connDefaults() else { return [] }
        defer {
            // SAFETY: the list came from libpq, and nothing keeps a part of it.
            unsafe connInfoFree(list)
        }
        var parameters: [Parameter] = []
        // SAFETY: an entry without a keyword ends the list.
        var next = unsafe list
        while let keyword = unsafe next.pointee.keyword {
            // SAFETY: all three are nil or strings that end with NUL, and are copied.
            let parameter = unsafe Parameter(
                keyword: String(cString: keyword),
                variable: next.pointee.envvar.map { unsafe String(cString: $0) },
                isSecret: next.pointee.dispchar.map { unsafe String(cString: $0) } == "*"
            )
            parameters.append(parameter)
            unsafe next += 1
        }
        return parameters
    }

    /// The parameters that a connection URL names; nil when libpq cannot read it.
    ///
    /// libpq's own words about that are not passed on, for they repeat parts of the URL.
    func parameters(of url: String) -> [String: String]? {
        // SAFETY: the URL ends with NUL for the length of the call, and no message is asked for.
        guard let list = unsafe connInfoParse(url, nil) else { return nil }
        defer {
            // SAFETY: the list came from libpq, and nothing keeps a part of it.
            unsafe connInfoFree(list)
        }
        var values: [String: String] = [:]
        // SAFETY: an entry without a keyword ends the list.
        var next = unsafe list
        while let keyword = unsafe next.pointee.keyword {
            // SAFETY: both are nil or strings that end with NUL, and are copied.
            if let value = unsafe next.pointee.val {
                unsafe values[String(cString: keyword)] = String(cString: value)
            }
            unsafe next += 1
        }
        return values
    }
}
