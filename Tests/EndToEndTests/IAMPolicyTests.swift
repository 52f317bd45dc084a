import Foundation
import TestSupport
import Testing

@Suite("The role for AWS, with the built program, judged by others' tools", .serialized)
struct IAMPolicyTests {
    private static let python = MotoServer.python
    /// Not by the script that pip makes, which holds the path that the folder once had.
    private static let linter = "exec \(python) -c 'from cfnlint.runner import main; main()'"

    private func with<Value: Sendable>(
        _ files: [String: String] = [:],
        _ body: (Program) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            for (name, text) in files { try directory.write(text, to: name) }
            return try await body(Program(directory: directory))
        }
    }

    @Test("all three formats are the same role, whatever the order of the flags")
    func formats() async throws {
        try await with { program in
            for format in ["json", "cloudformation", "terraform"] {
                let one = try await program.run(
                    "iam-policy",
                    "--bucket",
                    "zoo",
                    "--bucket",
                    "my.videos",
                    "--format",
                    format
                )
                #expect(one.status == 0, "\(one.all)")
                #expect(one.err.isEmpty)
                let other = try await program.run(
                    "iam-policy",
                    "--format",
                    format,
                    "--bucket",
                    "my.videos",
                    "--bucket",
                    "zoo",
                    "--bucket",
                    "zoo"
                )
                #expect(one.out == other.out)
                try program.directory.write(one.out, to: "role.\(format)")
            }
            let compared = try await shell(
                """
                exec \(Self.python) - <<'END'
                import json, hcl2
                from cfnlint.decode.cfn_yaml import loads
                def many(value): return value if isinstance(value, list) else [value]
                def plain(policy):
                    return [(s["Effect"], many(s["Action"]), many(s.get("Resource", [])), s.get("Principal"))
                            for s in policy["Statement"]]
                role = json.load(open("role.json"))
                template = json.loads(json.dumps(loads(open("role.cloudformation").read())))
                made = template["Resources"][role["roleName"]]["Properties"]
                assert made["RoleName"] == role["roleName"]
                assert plain(made["AssumeRolePolicyDocument"]) == plain(role["trustPolicy"])
                assert [p["PolicyName"] for p in made["Policies"]] == [role["policyName"]]
                assert plain(made["Policies"][0]["PolicyDocument"]) == plain(role["permissionsPolicy"])
                text = lambda value: value.strip('"')
                def statement(s):
                    principals = {text(p["type"]): [text(i) for i in p["identifiers"]] for p in s.get("principals", [])}
                    return ("Allow", [text(a) for a in s["actions"]], [text(r) for r in s.get("resources", [])],
                            principals or None)
                files = hcl2.load(open("role.terraform"))
                data = {text(name): body for block in files["data"] for kind, made in block.items()
                        for name, body in made.items()}
                assert [statement(s) for s in data["pictory_trust"]["statement"]] == plain(role["trustPolicy"])
                assert [statement(s) for s in data["pictory_buckets"]["statement"]] == plain(role["permissionsPolicy"])
                print("the same")
                END
                """,
                program
            )
            #expect(compared.out == "the same\n", "\(compared.all)")
        }
    }

    @Test("cfn-lint has nothing to say about the template")
    func template() async throws {
        try await with { program in
            let made = try await program.run("iam-policy", "--bucket", "my-videos", "--format", "cloudformation")
            try program.directory.write(made.out, to: "role.template")
            let judged = try await shell("\(Self.linter) --include-checks I -- role.template", program)
            #expect(judged.status == 0 && judged.out.isEmpty, "\(judged.all)")
            // The judge would notice: a role's name that no role can have.
            try program.directory.write(
                made.out.replacing("RoleName: Pictory", with: "RoleName: Pictory Cloud"),
                to: "role.template"
            )
            let wrong = try await shell("\(Self.linter) -- role.template", program)
            #expect(wrong.status != 0)
        }
    }

    @Test("Terraform formats it in no other way", .enabled(if: Terraform.path != nil))
    func terraform() async throws {
        let terraform = try #require(Terraform.path)
        try await with { program in
            let made = try await program.run(
                "iam-policy",
                "--bucket",
                "my-videos",
                "--bucket",
                "zoo",
                "--format",
                "terraform"
            )
            try program.directory.write(made.out, to: "role.tf")
            let judged = try await shell("exec \(terraform) fmt -check -diff role.tf", program)
            #expect(judged.status == 0, "\(judged.all)")
        }
    }

    @Test("IAM takes the role, and lets it read the buckets and nothing else")
    func creation() async throws {
        try await with { program in
            let made = try await program.run("iam-policy", "--bucket", "my-videos")
            try program.directory.write(made.out, to: "role.json")
            let told = try await MotoServer.with(in: program.directory) { server in
                try await server.script(
                    """
                    role = json.load(open("role.json"))
                    name, policy = role["roleName"], json.dumps(role["permissionsPolicy"])
                    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(role["trustPolicy"]))
                    iam.put_role_policy(RoleName=name, PolicyName=role["policyName"], PolicyDocument=policy)
                    live = iam.get_role(RoleName=name)["Role"]
                    assert live["AssumeRolePolicyDocument"] == role["trustPolicy"], live
                    stored = iam.get_role_policy(RoleName=name, PolicyName=role["policyName"])["PolicyDocument"]
                    assert stored == role["permissionsPolicy"], stored
                    def verdict(action, resource):
                        from moto.iam.access_control import IAMPolicy
                        return IAMPolicy(policy).is_action_permitted(action, resource).name
                    for case in [("s3:ListBucket", "arn:aws:s3:::my-videos"), ("s3:GetObject", "arn:aws:s3:::my-videos/a/b"),
                                 ("s3:ListAllMyBuckets", "arn:aws:s3:::*"), ("s3:PutObject", "arn:aws:s3:::my-videos/a"),
                                 ("s3:GetObject", "arn:aws:s3:::my-videos-2/a"), ("s3:ListBucket", "arn:aws:s3:::other")]:
                        print(verdict(*case))
                    """,
                    program
                )
            }
            #expect(
                told.split(separator: "\n") == ["PERMITTED", "PERMITTED", "PERMITTED", "NEUTRAL", "NEUTRAL", "NEUTRAL"]
            )
        }
    }

    private let files = connections(
        aws("A", "us-east-1"),
        aws("B", "eu-west-1"),
        aws("C", "eu-west-1", account: "012345678901"),
        vimeo("V")
    )

    @Test("a stack gets a file for each of its accounts, and none is written over that says something else")
    func stack() async throws {
        try await with(files) { program in
            let arguments = [
                "iam-policy", "--stack", ".", "--out", "iam", "--format", "terraform", "--bucket", "all-of-them",
            ]
            let first = try await program.run(arguments + ["--bucket", "012345678901=only-here"]) { _ in }.run
            #expect(first.status == 0, "\(first.all)")
            #expect(first.out == "iam/012345678901/pictory-role.tf\niam/111122223333/pictory-role.tf\n")
            let (one, other) = try (
                program.directory.read("iam/012345678901/pictory-role.tf"),
                program.directory.read("iam/111122223333/pictory-role.tf")
            )
            #expect(one.contains("arn:aws:s3:::only-here/*") && one.contains("arn:aws:s3:::all-of-them/*"))
            #expect(!other.contains("only-here") && other.contains("arn:aws:s3:::all-of-them/*"))
            let again = try await program.run(arguments + ["--bucket", "012345678901=only-here"]) { _ in }.run
            #expect(again.status == 0, "\(again.all)")
            let changed = try await program.run(arguments) { _ in }.run
            #expect(changed.status == 1)
            #expect(
                changed.err.contains("error[file-exists]: 'iam/012345678901/pictory-role.tf' exists already"),
                "\(changed.err)"
            )
            try #expect(program.directory.read("iam/012345678901/pictory-role.tf") == one)
            let forced = try await program.run(arguments + ["--force"]) { _ in }.run
            #expect(forced.status == 0)
            try #expect(!program.directory.read("iam/012345678901/pictory-role.tf").contains("only-here"))
        }
    }

    @Test("for Terraform each account is a module, in which no name occurs twice")
    func modules() async throws {
        try await with(files) { program in
            let run = try await program.run(
                "iam-policy",
                "--stack",
                ".",
                "--out",
                "iam",
                "--format",
                "terraform",
                "--bucket",
                "abc"
            )
            #expect(run.status == 0, "\(run.all)")
            let judged = try await shell(
                """
                exec \(Self.python) - <<'END'
                import glob, hcl2, os
                modules = {}
                for path in sorted(glob.glob("iam/**/*.tf", recursive=True)):
                    made = hcl2.load(open(path))
                    names = [(kind, type, name) for kind in ("data", "resource") for block in made[kind]
                             for type, body in block.items() for name in body]
                    modules.setdefault(os.path.dirname(path), []).extend(names)
                for folder, names in modules.items():
                    assert len(names) == len(set(names)) == 4, (folder, names)
                print(len(modules))
                END
                """,
                program
            )
            #expect(judged.out == "2\n", "\(judged.all)")
            let link = "rm -r iam/012345678901 && mkdir .elsewhere && ln -s ../.elsewhere iam/012345678901"
            let linked = try await shell(link, program)
            #expect(linked.status == 0)
            let refused = try await program.run(
                "iam-policy",
                "--stack",
                ".",
                "--out",
                "iam",
                "--format",
                "terraform",
                "--bucket",
                "abc"
            )
            #expect(
                refused.status == 1 && refused.err.contains("it is a symbolic link, not a folder"),
                "\(refused.all)"
            )
        }
    }

    @Test("a link where a file is to be is left alone")
    func links() async throws {
        try await with(files) { program in
            try program.directory.write("kept", to: "elsewhere")
            try program.directory.write("", to: "iam/x")
            try FileManager.default.createSymbolicLink(
                atPath: program.directory.appending(path: "iam/pictory-role-111122223333.json").path,
                withDestinationPath: "../elsewhere"
            )
            let run = try await program.run("iam-policy", "--stack", ".", "--out", "iam", "--bucket", "abc", "--force")
            #expect(run.status == 1)
            #expect(run.err.contains("it is a symbolic link"))
            try #expect(program.directory.read("elsewhere") == "kept")
            #expect(
                !FileManager.default.fileExists(atPath: program.directory.path + "/iam/pictory-role-012345678901.json")
            )
        }
    }

    @Test(
        "a wrong command line is one",
        arguments: [
            (["--bucket", "My_Videos"], "names no bucket"), (["--bucket", "videos/2026"], "whole buckets"),
            ([], "--bucket"), (["--bucket", "abc", "--stack", "."], "belong together"),
            (["--bucket", "abc", "--out", "iam"], "belong together"),
            (["--bucket", "111122223333=abc"], "with --stack only"),
            (["--bucket", "1=abc"], "12 digits"), (["--bucket", "abc", "--force"], "--force"),
            (["--bucket", "444455556666=abc", "--stack", ".", "--out", "iam"], "does not name account 444455556666"),
            (
                ["--bucket", "111122223333=abc", "--stack", ".", "--out", "iam"],
                "no bucket is given for account 012345678901 of stack"
            ),
            (
                ["--bucket", "444455556666=abc", "--bucket", "777788889999=abc", "--stack", ".", "--out", "iam"],
                "does not name accounts 444455556666, 777788889999"
            ),
        ]
    )
    func usage(_ arguments: [String], _ words: String) async throws {
        try await with(files) { program in
            let run = try await program.run(["iam-policy"] + arguments) { _ in }.run
            #expect(run.status == 64, "\(run.all)")
            #expect(run.err.contains(words), "\(run.err)")
            #expect(run.out.isEmpty)
        }
    }

    @Test("invalid files are reported as elsewhere; a stack without AWS connections has nothing to write")
    func stacks() async throws {
        try await with(["a.yaml": "connections: [{type: aws}]"]) { program in
            let run = try await program.run("iam-policy", "--stack", ".", "--out", "iam", "--bucket", "abc")
            #expect(run.status == 3)
            #expect(run.err.contains("a.yaml:1:15: error[missing-field]"), "\(run.err)")
        }
        try await with(connections(vimeo("V"))) { program in
            let run = try await program.run("iam-policy", "--stack", ".", "--out", "iam", "--bucket", "abc")
            #expect(run.status == 0, "\(run.all)")
            #expect(run.err == "The stack names no AWS account, so there is nothing to write.\n")
        }
    }
}

/// Where the machine has it; Debian has no package of it.
private enum Terraform {
    static let path = ["/usr/local/bin/terraform", "/usr/bin/terraform"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}
