import Foundation

/// A terminal that tmux makes, with the program in its shell's path; what it shows can be read as text.
struct Tmux: Sendable {
    private let shell: Program
    private let socket: String

    /// Runs the lines of a script in a terminal that is so wide, and `body` beside it; the terminal stays until that ends.
    ///
    /// Each command is shown before what it says, and its status after it where that is not 0.
    static func with<Value>(
        _ commands: [String],
        columns: Int,
        _ program: Program,
        _ body: (Tmux) async throws -> Value
    ) async throws -> Value {
        var program = program
        let folder = URL(filePath: Program.executable).deletingLastPathComponent().path
        // A marker tells that all has ended. It is not in the script as it stands, which the terminal never shows.
        program.environment.merge(
            ["PATH": "\(folder):/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm"],
            uniquingKeysWith: { $1 }
        )
        let lines = commands.map { command in
            let shown = command.replacing("'", with: "'\\''")
            return "echo '$ \(shown)'\n\(command)\nstatus=$?; [ $status = 0 ] || echo \"[status $status]\"\n"
        }
        try program.directory.write(lines.joined() + "printf '%s\\n' [en''d]\nread -r _\n", to: ".scene.sh")
        // Sockets have short paths.
        let tmux = Tmux(shell: program, socket: "/tmp/patchbay-\(UUID().uuidString.prefix(8))")
        do {
            try await tmux.tell("-f /dev/null new-session -d -x \(columns) -y 50 'bash .scene.sh'")
            let value = try await body(tmux)
            try await tmux.tell("kill-server")
            return value
        } catch {
            _ = try? await tmux.tell("kill-server")
            throw error
        }
    }

    /// Waits until the terminal shows the text, and gives all that it shows then.
    func until(_ text: String) async throws -> String {
        while true {
            try Task.checkCancellation()
            let shown = try await tell("capture-pane -p -S -")
            if shown.contains(text) { return shown }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until the last command has ended, and gives all that the terminal shows then.
    func untilEnd() async throws -> String {
        try await until("[end]").replacing("[end]", with: "")
    }

    func type(_ line: String) async throws {
        try await tell("send-keys -l '\(line)'")
        try await tell("send-keys Enter")
    }

    @discardableResult
    private func tell(_ words: String) async throws -> String {
        let run = try await EndToEndTests.shell("tmux -u -S '\(socket)' \(words)", shell)
        guard run.status == 0 else { throw Refusal(words: words, said: run.all) }
        return run.out
    }

    struct Refusal: Error {
        var words: String
        var said: String
    }
}
