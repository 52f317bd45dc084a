import Connections
import Foundation
import Sandbox
import SandboxServer
import TestSupport
import Testing

@Suite("The drift recipes of the examples, with the built program", .serialized)
struct DriftRecipeTests {
    private static let live: [SandboxConnection] = [.aws("Assets", region: "us-east-1", description: "of somebody")]
    private static let stack = "connections:\n" + aws("Assets", "us-east-1", "description: of the files")
    /// A connection more, which nobody has made yet.
    private static let longerStack = stack + aws("Films", "us-west-2")

    /// Runs `body` beside an account that differs from the files; the program stands first on the `PATH`, and the key in a file.
    private func withDrift(
        _ files: [String: String] = [:],
        _ body: (_ program: Program, _ directory: URL) async throws -> Void
    ) async throws {
        try await Bench.with(files, live: Self.live) { bench in
            var program = bench.program
            let programs = URL(filePath: Program.executable).deletingLastPathComponent().path
            program.environment = program.environment.filter { $0.key == "PICTORY_API_URL" }
            program.environment["PATH"] = "\(programs):/usr/bin:/bin"
            program.environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
            program.environment["GIT_CONFIG_NOSYSTEM"] = "1"
            try program.directory.write(Bench.key + "\n", to: "secrets/api-key")
            try await body(program, program.directory)
            #expect(bench.sandbox.journal.entries.allSatisfy { $0.method == "GET" })
        }
    }

    private func examine(_ script: String, _ program: Program) async throws -> String {
        let run = try await shell("set -eo pipefail\n" + script, program)
        try #require(run.status == 0, "\(run.all)")
        return run.out
    }

    // MARK: cron

    private static let cron = "sh '\(Examples.folder.appending(path: "drift/cron/patchbay-drift").path)'"

    /// Makes a repository, its clone, and the place for the job's state.
    private func withCheckout(_ body: (_ program: Program, _ directory: URL) async throws -> Void) async throws {
        try await withDrift(["upstream/stacks/production/a.yaml": Self.stack]) { program, directory in
            var program = program
            _ = try await examine(
                commit("git init --quiet; git add .") + "git clone --quiet upstream checkout; mkdir state",
                program
            )
            program.environment["PATCHBAY_CHECKOUT"] = directory.appending(path: "checkout").path
            program.environment["PATCHBAY_STATE"] = directory.appending(path: "state").path
            program.environment["PATCHBAY_SETTINGS"] = directory.appending(path: "drift.env").path
            program.environment["PATCHBAY_KEY_FILE"] = directory.appending(path: "secrets/api-key").path
            try await body(program, directory)
        }
    }

    private func commit(_ script: String) -> String {
        "(cd upstream; \(script); git -c user.name=t -c user.email=t@example.com commit --quiet --all --message t)\n"
    }

    @Test("cron's script prints what is new, once, and pulls before it looks")
    func cron() async throws {
        try await withCheckout { program, directory in
            let first = try await shell(Self.cron, program)
            #expect(first.status == 2 && first.err.isEmpty, "\(first.all)")
            #expect(first.out.contains("~ aws \"Assets\"  differs from the files"), "\(first.out)")
            let metrics = try directory.read("state/patchbay.prom")
            #expect(metrics.contains("patchbay_drift_connections{stack=\"production\",kind=\"changed\"} 1\n"))
            let second = try await shell(Self.cron, program)
            #expect(second.status == 0 && second.all.isEmpty, "\(second.all)")

            try directory.write(Self.longerStack, to: "upstream/stacks/production/a.yaml")
            _ = try await examine(commit(":"), program)
            let third = try await shell(Self.cron, program)
            #expect(third.status == 2 && third.out.contains("New drift: 0 changed, 1 missing"), "\(third.all)")
            try #expect(await shell(Self.cron, program).all.isEmpty)
        }
    }

    @Test("cron's script is silent while another run has not ended, and tells of a pull or a run that fails")
    func cronInTrouble() async throws {
        try await withCheckout { program, directory in
            let beside = try await shell("exec 8>state/drift.lock; flock 8; \(Self.cron)", program)
            #expect(beside.status == 0 && beside.all.isEmpty, "\(beside.all)")
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "state/ledger.db").path))
            try #expect(await shell(Self.cron, program).status == 2)

            _ = try await examine("mv upstream gone", program)
            let unpulled = try await shell(Self.cron, program)
            #expect(unpulled.status == 0 && unpulled.all.isEmpty, "\(unpulled.all)")
            try #expect(directory.read("state/git-pull.log").contains("fatal: "))
            let again = try await shell(Self.cron, program)
            let log = directory.appending(path: "state/git-pull.log").path
            #expect(again.all == "git pull failed twice, see \(log); looking at the files as they are\n")
            try #expect(await shell(Self.cron, program).all.isEmpty)
            _ = try await examine("mv gone upstream", program)
            try #expect(await shell(Self.cron, program).all.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "state/git-pull.failed").path))
            _ = try await examine("mv upstream gone", program)

            var keyless = program
            keyless.environment["PATCHBAY_KEY_FILE"] = directory.appending(path: "none").path
            let failed = try await shell(Self.cron, keyless)
            #expect(failed.status == 3 && failed.err.contains("error["), "\(failed.all)")

            var homeless = program
            homeless.environment["PATCHBAY_CHECKOUT"] = directory.appending(path: "none").path
            let lost = try await shell(Self.cron, homeless)
            #expect(lost.status != 0 && lost.err.contains("none"), "\(lost.all)")
        }
    }

    @Test("with the ledger of the applies, under the name that they have, cron's script says who moved what")
    func cronWithAppliersLedger() async throws {
        let server = try PostgresServer.shared
        let ledger = server.networkURL(try server.newDatabase())
        try await Bench.with(["applier/production/a.yaml": Self.stack], live: Self.live) { bench in
            var applier = bench.program
            applier.environment["PATCHBAY_LEDGER"] = ledger
            let applied = try await applier.run("apply", "applier/production", "--auto-approve")
            try #require(applied.status == 0, "\(applied.all)")
            try bench.rewrite {
                $0[0].live.description = "of somebody"
                $0[0].live.version += 1
            }

            let directory = bench.program.directory
            var program = bench.program
            let programs = URL(filePath: Program.executable).deletingLastPathComponent().path
            program.environment = [
                "PICTORY_API_URL": bench.address.baseURL, "PATH": "\(programs):/usr/bin:/bin",
                "PATCHBAY_CHECKOUT": directory.appending(path: "checkout").path,
                "PATCHBAY_STATE": directory.appending(path: "state").path,
                "PATCHBAY_SETTINGS": directory.appending(path: "drift.env").path,
                "PATCHBAY_KEY_FILE": directory.appending(path: "api-key").path,
            ]
            try directory.write(Bench.key, to: "api-key")
            try directory.write("PATCHBAY_LEDGER='\(ledger)'\n", to: "drift.env")
            try directory.write(Self.stack, to: "checkout/stacks/production/a.yaml")
            try FileManager.default.createDirectory(
                at: directory.appending(path: "state"),
                withIntermediateDirectories: true
            )
            let known = try await shell(Self.cron, program)
            #expect(known.status == 2 && known.out.contains("# changed outside"), "\(known.all)")
            // Without it nobody knows, as the recipe says.
            try directory.write("", to: "drift.env")
            let alone = try await shell(Self.cron, program)
            #expect(alone.status == 2 && !alone.out.contains("# changed outside"), "\(alone.all)")
        }
    }

    @Test("the crontab has the five fields of a time, and starts the script")
    func crontab() throws {
        let text = try Examples.folder.read("drift/cron/crontab")
        let jobs = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.contains("=") }
        let words = try #require(jobs.first).split(separator: " ")
        #expect(jobs.count == 1 && words.count == 6 && words.last == "/usr/local/bin/patchbay-drift")
        #expect(words.prefix(5).allSatisfy { $0 == "*" || Int($0) != nil })
    }

    // MARK: systemd

    /// The settings of a unit, in order.
    private func settings(_ unit: String) throws -> [(section: String, key: String, value: String)] {
        var section = ""
        return try Examples.folder.read("drift/systemd/\(unit)").split(separator: "\n").compactMap { line in
            if line.hasPrefix("[") { section = String(line.dropFirst().dropLast()) }
            guard !line.hasPrefix("#"), let sign = line.firstIndex(of: "=") else { return nil }
            return (section, String(line[..<sign]), String(line[line.index(after: sign)...]))
        }
    }

    @Test("the unit's command, with the unit's variables, ends with 2 and then with 0")
    func systemd() async throws {
        let settings = try settings("patchbay-drift.service")
        func value(_ key: String) throws -> String { try #require(settings.first { $0.key == key }?.value) }
        try await withDrift(["stacks/production/a.yaml": Self.stack, "stacks/staging/a.yaml": Self.stack]) {
            program,
            directory in
            func expanded(_ text: String) -> String {
                text.replacing("%S", with: directory.appending(path: "state").path)
                    .replacing("%d", with: directory.appending(path: "secrets").path)
            }
            _ = try await examine("mkdir -p state/\(value("StateDirectory"))", program)
            var program = program
            let variable = try expanded(value("Environment")).split(separator: "=", maxSplits: 1).map(String.init)
            program.environment[variable[0]] = variable[1]
            let words = try expanded(value("ExecStart")).split(separator: " ").map(String.init)
            #expect(words[0] == "/usr/local/bin/patchbay")
            try #expect(value("LoadCredential").hasPrefix("api-key:"))

            let first = try await program.run(Array(words.dropFirst())) { _ in }.run
            #expect(first.status == 2 && first.err.isEmpty, "\(first.all)")
            #expect(first.out.hasSuffix("\n2 stacks: 2 drifted, 0 clean, 0 failed.\n"), "\(first.out)")
            let second = try await program.run(Array(words.dropFirst())) { _ in }.run
            #expect(second.status == 0, "\(second.all)")
            let metrics = try directory.read("state/patchbay/patchbay.prom")
            #expect(metrics.contains("patchbay_drift_connections{stack=\"staging\",kind=\"changed\"} 1\n"))
        }
    }

    @Test("systemd knows all of the units' sections and keys")
    func units() async throws {
        let known: [String: Set<String>] = [
            "Unit": ["Description", "Wants", "After", "OnFailure"],
            "Service": [
                "Type", "User", "StateDirectory", "StateDirectoryMode", "WorkingDirectory", "Environment",
                "EnvironmentFile", "LoadCredential", "ExecStart", "TimeoutStartSec", "NoNewPrivileges", "ProtectSystem",
                "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictAddressFamilies", "SystemCallFilter",
            ],
            "Timer": ["OnCalendar", "RandomizedDelaySec", "Persistent"], "Install": ["WantedBy"],
        ]
        let units = ["patchbay-drift.service", "patchbay-drift.timer"]
        for unit in units {
            for (section, key, value) in try settings(unit) {
                #expect(known[section]?.contains(key) == true && !value.isEmpty, "[\(section)] \(key)=\(value)")
            }
        }
        let program = "/usr/bin/systemd-analyze"
        guard FileManager.default.isExecutableFile(atPath: program) else { return }
        try await withTemporaryDirectory { directory in
            for unit in units {
                let text = try Examples.folder.read("drift/systemd/\(unit)")
                try directory.write(text.replacing("/usr/local/bin/patchbay", with: Program.executable), to: unit)
            }
            let script = "\(program) verify --man=no \(units.joined(separator: " "))"
            let run = try await shell(script, Program(directory: directory))
            #expect(run.status == 0 && run.all.isEmpty, "\(run.all)")
        }
    }

    // MARK: Kubernetes

    private struct CronJob: Decodable {
        struct Spec: Decodable {
            var schedule: String
            var concurrencyPolicy: String
            var jobTemplate: Template<Job>
        }

        struct Template<Spec: Decodable>: Decodable {
            var spec: Spec
        }

        struct Job: Decodable {
            var backoffLimit: Int
            var template: Template<Pod>
        }

        struct Pod: Decodable {
            var restartPolicy: String
            var automountServiceAccountToken: Bool
            var securityContext: Security
            var containers: [Container]
            var volumes: [Named]
        }

        struct Security: Decodable {
            struct Capabilities: Decodable {
                var drop: [String]
            }

            var runAsNonRoot: Bool?
            var allowPrivilegeEscalation: Bool?
            var readOnlyRootFilesystem: Bool?
            var capabilities: Capabilities?
        }

        struct Named: Decodable {
            var name: String
            var mountPath: String?
        }

        struct Container: Decodable {
            var name: String
            var image: String
            var command: [String]
            var args: [String]
            var env: [Named]
            var volumeMounts: [Named]
            var securityContext: Security
        }

        var apiVersion: String
        var kind: String
        var metadata: Named
        var spec: Spec
    }

    private func cronJob() async throws -> CronJob {
        let script =
            "/usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <cronjob.yaml"
        let run = try await shell(script, Program(directory: Examples.folder.appending(path: "drift/kubernetes")))
        return try JSONDecoder().decode(CronJob.self, from: Data(run.out.utf8))
    }

    @Test("the CronJob is one, never runs twice for one time, and its container may do little")
    func cronJobFields() async throws {
        let job = try await cronJob()
        #expect(job.apiVersion == "batch/v1" && job.kind == "CronJob" && !job.metadata.name.isEmpty)
        #expect(job.spec.schedule.split(separator: " ").count == 5 && job.spec.concurrencyPolicy == "Forbid")
        #expect(job.spec.jobTemplate.spec.backoffLimit == 0)
        let pod = job.spec.jobTemplate.spec.template.spec
        #expect(pod.restartPolicy == "Never" && pod.securityContext.runAsNonRoot == true)
        #expect(!pod.automountServiceAccountToken)
        let container = try #require(pod.containers.first)
        let security = container.securityContext
        #expect(security.allowPrivilegeEscalation == false && security.readOnlyRootFilesystem == true)
        #expect(security.capabilities?.drop == ["ALL"])
        #expect(container.env.map(\.name) == ["PATCHBAY_LEDGER", "PATCHBAY_NOTIFY"])
        #expect(Set(container.volumeMounts.map(\.name)) == Set(pod.volumes.map(\.name)))
    }

    @Test(
        "the CronJob's command reads mounted volumes, whose files are links, and tells once by a ledger in PostgreSQL"
    )
    func cronJobCommand() async throws {
        let container = try #require(try await cronJob().spec.jobTemplate.spec.template.spec.containers.first)
        #expect(container.command == ["patchbay"])
        let server = try PostgresServer.shared
        let database = try server.newDatabase()
        try await withDrift { program, directory in
            // As the kubelet makes volumes.
            try directory.write(Self.stack, to: "production/..2026_11_22_04_00_00.1/a.yaml")
            try directory.write(Bench.key, to: "mounted/..2026_11_22_04_00_00.2/api-key")
            let links = """
                cd production; ln -s ..2026_11_22_04_00_00.1 ..data; ln -s ..data/a.yaml a.yaml
                cd ../mounted; ln -s ..2026_11_22_04_00_00.2 ..data; ln -s ..data/api-key api-key
                """
            _ = try await examine(links, program)
            try await HookServer.with { hook in
                var program = program
                program.environment["PATCHBAY_LEDGER"] = server.networkURL(database)
                program.environment["PATCHBAY_NOTIFY"] = hook.url
                let arguments = container.args.map { argument in
                    switch argument {
                    case "/stacks/production": directory.appending(path: "production").path
                    case "/secrets/api-key": directory.appending(path: "mounted/api-key").path
                    default: argument
                    }
                }
                #expect(Set(arguments).isDisjoint(with: ["/stacks/production", "/secrets/api-key"]))
                let before = try await examine("ls -A production", program)
                let first = try await program.run(arguments) { _ in }.run
                #expect(first.status == 2 && first.err.isEmpty, "\(first.all)")
                #expect(first.out.contains("New drift: 1 changed"), "\(first.out)")
                let second = try await program.run(arguments) { _ in }.run
                #expect(second.status == 0 && second.err.isEmpty, "\(second.all)")
                #expect(hook.bodies.count == 1)
                // The root file system is read-only there.
                try #expect(await examine("ls -A production", program) == before)
                #expect(!FileManager.default.fileExists(atPath: directory.appending(path: ".patchbay").path))
            }
        }
    }

    // MARK: Pipelines

    @Test(
        "GitHub's job ends with 2, marks the place, and has the findings in its summary; also without a ledger's secret"
    )
    func gitHub() async throws {
        let script = try Examples.block("pipelines/github-actions.yml", after: "- name: Drift", "run: |")
        try await withDrift(["connections/a.yaml": Self.stack]) { program, directory in
            var program = program
            program.environment["PICTORY_API_KEY"] = Bench.key
            program.environment["PATCHBAY_LEDGER"] = ""
            program.environment["GITHUB_WORKSPACE"] = directory.path
            program.environment["GITHUB_STEP_SUMMARY"] = directory.appending(path: "summary.md").path
            // As the runner starts scripts where nothing else is said.
            let run = try await shell("set -e\n" + script, program)
            #expect(run.status == 2 && run.out.isEmpty, "\(run.all)")
            #expect(run.err.contains("::warning file=connections/a.yaml,line=2,"), "\(run.err)")
            try #expect(directory.read("summary.md").contains("Assets"))

            program.environment["PICTORY_API_URL"] = "http://127.0.0.1:1"
            let failed = try await shell("set -e\n" + script, program)
            #expect(failed.status == 1 && failed.err.contains("::error "), "\(failed.all)")
            try #expect(directory.read("summary.md").contains("api-unreachable"))
        }
    }

    @Test("GitLab's job ends with 2, and its report has the finding")
    func gitLab() async throws {
        let lines = try Examples.block("pipelines/gitlab-ci.yml", after: "drift:", "script:").split(separator: "\n")
        let script = lines.map { $0.trimmingPrefix("- ") }.joined(separator: "\n")
        try await withDrift(["connections/a.yaml": Self.stack]) { program, directory in
            var program = program
            program.environment["PICTORY_API_KEY"] = Bench.key
            let run = try await shell("set -eo pipefail\n" + script, program)
            #expect(run.status == 2, "\(run.all)")
            try #expect(directory.read("drift.xml").contains("<failure"))
        }
    }
}
