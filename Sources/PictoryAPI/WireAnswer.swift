package import Connections

extension ConnectionPage {
    /// Reads the page that the body of a list holds.
    ///
    /// An item that cannot be understood becomes ``ListedConnection/unmanageable(_:)``; a body that is no list throws,
    /// so that it is never taken for an empty account.
    package init(decoding body: [UInt8], type: ConnectionType) throws(WireAnswerError) {
        let page = try WireScanner.object(of: body) { scanner throws(WireScanner.Failure) in
            try WirePage(from: &scanner, type: type)
        }
        self = try page.page()
    }
}

extension LiveConnection {
    /// Reads the connection that the body of a get holds; one with another id than was asked for is unusable.
    package init(decoding body: [UInt8], id: ConnectionID, type: ConnectionType) throws(WireAnswerError) {
        let connection = try WireConnection(decoding: body)
        do {
            self = try connection.live(type)
        } catch {
            throw WireAnswerError(error)
        }
        guard self.id == id else { throw .otherConnection }
    }
}

extension WriteAnswer {
    /// Reads what the body of the answer to a create or update holds.
    ///
    /// The id is the one that was written to, nil for a create; another one in the answer makes it unusable.
    package init(decoding body: [UInt8], id: ConnectionID?, type: ConnectionType) throws(WireAnswerError) {
        let connection = try WireConnection(decoding: body)
        do {
            self = try connection.writeAnswer(type)
        } catch {
            throw WireAnswerError(error)
        }
        guard id == nil || self.id == id else { throw .otherConnection }
    }
}

extension WireConnection {
    init(decoding body: [UInt8]) throws(WireAnswerError) {
        self = try WireScanner.object(of: body) { scanner throws(WireScanner.Failure) in
            try WireConnection(from: &scanner)
        }
    }
}

extension WireAnswerError {
    fileprivate static var otherConnection: WireAnswerError {
        WireAnswerError("holds another connection than the one that was asked for")
    }
}

/// The answer to a delete, which has nothing to say.
package enum WireDeletion {
    /// Accepts an empty body or any JSON; a page of something that stands in between is no success.
    package static func check(_ body: [UInt8]) throws(WireAnswerError) {
        guard body.contains(where: { $0 > UInt8(ascii: " ") }) else { return }
        var scanner = WireScanner(body)
        do throws(WireScanner.Failure) {
            try scanner.skip()
            try scanner.end()
        } catch {
            throw WireAnswerError(error, in: body)
        }
    }
}
