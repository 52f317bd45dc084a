import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PictoryAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What an error of the network stack means for a request: above all whether it can have been sent.
///
/// `.unreachable` and `.tls` are claimed only for errors that come before anything is sent; whatever is not known
/// here counts as `.dropped`, after which a write is read back.
struct TransportFailure {
    var kind: APIError.Kind
    /// In words of ours: the descriptions of the network stack name source files.
    var detail: String

    init(_ kind: APIError.Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    init(_ error: any Error) {
        self =
            switch error {
            case let error as HTTPClientError: Self.client(error)
            case let error as NIOConnectionError: Self.connection(error)
            case let error as IOError: Self.system(error)
            case let error as NIOSSLError: Self.handshake(error)
            case let error as NIOSSLExtraError: Self.certificateName(error)
            case let error as HTTPParserError: Self.parser(error)
            case is AnswerHeadHandler.NoFinalHead: Self(.invalidAnswer, "the answer has no status that HTTP has")
            case is HTTPExchange.DeadlineExceeded: Self(.timeout, "the deadline for the whole request has passed")
            case is CancellationError: Self(.cancelled, "the request was cancelled")
            default: Self(.dropped, "the connection failed (\(type(of: error)))")
            }
    }

    private static func client(_ error: HTTPClientError) -> Self {
        switch error {
        // Which of the two it is called depends on which timer fires first.
        case .connectTimeout, .tlsHandshakeTimeout: Self(.unreachable, "no connection in time")
        case .httpProxyHandshakeTimeout: Self(.unreachable, "the proxy made no tunnel in time")
        case .getConnectionFromPoolTimeout: Self(.unreachable, "no connection became free in time")
        case .proxyAuthenticationRequired: Self(.unreachable, "the proxy asks for a user name and a password")
        case .invalidProxyResponse: Self(.unreachable, "the proxy refused the tunnel")
        case .remoteConnectionClosed: Self(.dropped, "the connection was closed before the answer was whole")
        case .deadlineExceeded, .readTimeout, .writeTimeout: Self(.timeout, "the server did not answer in time")
        case .cancelled: Self(.cancelled, "the request was cancelled")
        case .alreadyShutdown: Self(.unreachable, "the client is closed")
        default: Self(.dropped, "the request failed (\(error.shortDescription.lowercased()))")
        }
    }

    private static func connection(_ error: NIOConnectionError) -> Self {
        guard let first = error.connectionErrors.first?.error else {
            return Self(.unreachable, "the host name is not known")
        }
        if let failure = first as? IOError { return system(failure) }
        return Self(.unreachable, first is ChannelError ? "no connection in time" : "no connection")
    }

    /// Names the errors that only opening a connection has; others can come at any time.
    private static func system(_ error: IOError) -> Self {
        switch error.errnoCode {
        case ECONNREFUSED: Self(.unreachable, "connection refused")
        case ENETUNREACH, ENETDOWN: Self(.unreachable, "the network is unreachable")
        case EHOSTUNREACH, EHOSTDOWN: Self(.unreachable, "no route to the host")
        case ETIMEDOUT: Self(.unreachable, "no connection in time")
        case EADDRNOTAVAIL, EACCES, EPERM, EAFNOSUPPORT, EMFILE, ENFILE:
            Self(.unreachable, "no connection (error \(error.errnoCode) of the operating system)")
        case ECONNRESET, EPIPE: Self(.dropped, "the connection was reset")
        default: Self(.dropped, "the connection failed (error \(error.errnoCode) of the operating system)")
        }
    }

    private static func handshake(_ error: NIOSSLError) -> Self {
        switch error {
        case .handshakeFailed(.sslError(let stack)) where stack == [.eofDuringHandshake]:
            Self(.unreachable, "the server closed the connection during the TLS handshake")
        case .handshakeFailed(let reason) where "\(reason)".contains("CERTIFICATE_VERIFY_FAILED"):
            Self(.tls, "the certificate is not trusted: it is not valid today, or no trusted authority has signed it")
        case .handshakeFailed(let reason) where "\(reason)".contains("WRONG_VERSION_NUMBER"):
            Self(.tls, "the server does not speak TLS")
        case .handshakeFailed(let reason)
        where ["UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION"].contains(where: "\(reason)".contains):
            Self(.tls, "the server has no TLS 1.2 or later")
        case .handshakeFailed:
            Self(.tls, "the TLS handshake failed")
        case .noCertificateToValidate, .unableToValidateCertificate, .cannotFindPeerIP, .cannotMatchULabel:
            Self(.tls, "the certificate cannot be checked")
        case .failedToLoadCertificate, .noSuchFilesystemObject, .unableToAllocateBoringSSLObject:
            Self(.tls, "the trusted authorities cannot be loaded")
        case .uncleanShutdown:
            Self(.dropped, "the connection was cut before the answer was whole")
        case .shutdownFailed, .writeDuringTLSShutdown, .readInInvalidTLSState, .failedToLoadPrivateKey:
            Self(.dropped, "the TLS connection failed")
        }
    }

    private static func certificateName(_ error: NIOSSLExtraError) -> Self {
        switch error {
        case .failedToValidateHostname, .serverHostnameImpossibleToMatch:
            Self(.tls, "the certificate is for another host")
        case .cannotUseIPAddressInSNI, .invalidSNIHostname:
            Self(.tls, "the host cannot be named in a TLS handshake")
        default:
            Self(.dropped, "the TLS connection failed")
        }
    }

    private static func parser(_ error: HTTPParserError) -> Self {
        switch error {
        case .headerOverflow: Self(.invalidAnswer, "the answer has more or longer header fields than are accepted")
        case .invalidEOFState: Self(.dropped, "the connection was closed before the answer was whole")
        default: Self(.invalidAnswer, "the answer is not HTTP")
        }
    }
}
