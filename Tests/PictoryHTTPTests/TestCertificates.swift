import Foundation
import NIOSSL
import Testing

@testable import PictoryHTTP

/// An authority of the tests' own and certificates of servers, made by the `openssl` program.
struct TestCertificates: Sendable {
    /// The server's certificate and key, as one process uses them.
    enum Server: String, CaseIterable {
        /// For `localhost`, 127.0.0.1 and `api.pictory.test`.
        case valid
        case expired
        /// For `elsewhere.test`.
        case otherHost
        /// Signed by nobody but itself.
        case selfSigned
    }

    private static let made = Result { try TestCertificates() }

    /// The same for all tests of a process.
    static var shared: TestCertificates { get throws { try made.get() } }

    private let folder: URL

    /// A PEM file with the authority's certificate.
    var authorityPath: String { path("authority.pem") }

    var authorities: CertificateAuthorities {
        get throws { try CertificateAuthorities(path: authorityPath) }
    }

    /// What a server with the certificate shows in its handshake, and the protocols that it offers there.
    func serverContext(_ server: Server, protocols: [String] = []) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(path("\(server).pem")).map(NIOSSLCertificateSource.certificate)
        let key = try NIOSSLPrivateKey(file: path("\(server).key"), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(key)
        )
        configuration.applicationProtocols = protocols
        return try NIOSSLContext(configuration: configuration)
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "patchbay-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try makeSelfSigned("authority", name: "/CN=patchbay test authority")
        try makeSelfSigned("selfSigned", name: "/CN=localhost", extensions: ["subjectAltName=DNS:localhost"])
        let names = "subjectAltName=DNS:localhost,DNS:api.pictory.test,IP:127.0.0.1"
        try makeSigned(.valid, names: names, days: 1)
        try makeSigned(.expired, names: names, days: -1)
        try makeSigned(.otherHost, names: "subjectAltName=DNS:elsewhere.test", days: 1)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func makeSelfSigned(_ file: String, name: String, extensions: [String] = []) throws {
        let output = ["-keyout", path("\(file).key"), "-out", path("\(file).pem")]
        try openssl(
            ["req", "-x509", "-days", "1", "-subj", name] + Self.newKey + output
                + extensions.flatMap { ["-addext", $0] }
        )
    }

    private func makeSigned(_ server: Server, names: String, days: Int) throws {
        let request = path("\(server).csr")
        let key = path("\(server).key")
        try openssl(["req", "-subj", "/CN=server", "-addext", names, "-keyout", key, "-out", request] + Self.newKey)
        let authority = ["-CA", path("authority.pem"), "-CAkey", path("authority.key"), "-CAcreateserial"]
        try openssl(
            ["x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "\(days)"] + authority
                + ["-out", path("\(server).pem")]
        )
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " "))")
    }
}
