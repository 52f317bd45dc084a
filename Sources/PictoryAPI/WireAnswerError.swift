/// Why the body of a success cannot be used.
package struct WireAnswerError: Error, Sendable, Hashable {
    /// Stands after "the answer …"; names fields, and quotes nothing of what the answer says.
    package var reason: String
    /// Whether the body is JSON; where it is not, it may be a page that tells who answered instead of the API.
    package var isJSON: Bool

    init(_ reason: String) {
        self.reason = reason
        isJSON = true
    }

    init(_ problem: WireConnection.Problem) {
        self.init("holds a connection that cannot be used: \(problem.reason)")
    }

    init(_ failure: WireScanner.Failure, in body: [UInt8]) {
        let isBlank = body.allSatisfy { $0 <= UInt8(ascii: " ") }
        reason = isBlank ? "is empty" : "is not JSON: \(failure.problem), at byte \(failure.offset)"
        isJSON = false
    }
}

extension WireScanner {
    /// Reads a whole body that has to be one object; `read` takes that object.
    static func object<Value: ~Copyable>(
        of body: [UInt8],
        _ read: (inout WireScanner) throws(Failure) -> Value
    ) throws(WireAnswerError) -> Value {
        try checkIsObject(body)
        var scanner = WireScanner(body)
        do throws(Failure) {
            let value = try read(&scanner)
            try scanner.end()
            return value
        } catch {
            throw WireAnswerError(error, in: body)
        }
    }

    private static func checkIsObject(_ body: [UInt8]) throws(WireAnswerError) {
        var scanner = WireScanner(body)
        let other: WireScalar
        do throws(Failure) {
            guard try scanner.kind() != .object else { return }
            other = try WireScalar(from: &scanner)
            try scanner.end()
        } catch {
            throw WireAnswerError(error, in: body)
        }
        throw WireAnswerError("is \(other.noun), not an object")
    }
}
