import Foundation
import Subprocess
import SystemPackage
import Testing

/// An AWS of its own on loopback: IAM, STS and S3 by moto, in a process that ends with the test.
struct MotoServer: Sendable {
    let url: String

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Made by `scripts/install-packages test`.
    static let python = repository.appending(path: ".build-python/bin/python").path

    /// The number that moto gives its account.
    static let account = "123456789012"

    /// Runs `body` with a server that has nothing in it.
    static func with<Value: Sendable>(
        in directory: URL,
        _ body: @Sendable (MotoServer) async throws -> Value
    ) async throws -> Value {
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "there are no Python packages; run 'scripts/install-packages test'"
        )
        let folder = directory.appending(path: ".moto")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = folder.appending(path: "port")
        let script = repository.appending(path: "Tests/Python/moto_server.py").path
        let errors = try FileDescriptor.open(
            FilePath(folder.appending(path: "errors").path),
            .writeOnly,
            options: [.create, .append, .closeOnExec],
            permissions: .ownerReadWrite
        )
        defer { try? errors.close() }
        let result = try await Subprocess.run(
            .path(FilePath(python)),
            arguments: [script, port.path],
            environment: .custom(["PATH": "/usr/bin:/bin", "HOME": directory.path]),
            workingDirectory: FilePath(directory.path),
            input: .none,
            output: .discarded,
            error: .fileDescriptor(errors, closeAfterSpawningProcess: false)
        ) { execution in
            let process = execution.processIdentifier.value
            defer { kill(process, SIGKILL) }
            while !FileManager.default.fileExists(atPath: port.path) {
                try #require(!Program.isOver(process), "\((try? folder.read("errors")) ?? "")")
                try await Task.sleep(for: .milliseconds(10))
            }
            return try await body(MotoServer(url: "http://127.0.0.1:\(folder.read("port"))"))
        }
        return result.closureResult
    }

    /// Runs a script of Python with the clients `iam`, `s3` and `sts`, in the program's directory; gives what it prints.
    func script(_ text: String, _ program: Program) async throws -> String {
        let whole = """
            import boto3, json
            a = dict(endpoint_url="\(url)", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
            iam, s3, sts = (boto3.client(name, **a) for name in ("iam", "s3", "sts"))
            \(text)
            """
        try program.directory.write(whole, to: ".moto/script.py")
        let run = try await shell("exec \(Self.python) .moto/script.py", program)
        try #require(run.status == 0, "\(run.all)")
        return run.out.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// From now on signatures are judged, and who may do what.
    func judge(_ program: Program) async throws {
        let run = try await shell(
            "exec \(Self.python) -c \"import requests; requests.post('\(url)/moto-api/reset-auth', data='0').raise_for_status()\"",
            program
        )
        try #require(run.status == 0, "\(run.all)")
    }
}
