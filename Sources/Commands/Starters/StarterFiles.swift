import Connections
import Exporting
import Stacks

/// The files that `init` writes into the folder of a stack.
enum StarterFiles {
    /// The JSON Schema of `patchbay.yaml`, which its first line names.
    static let settingsSchema = "patchbay-settings.schema.json"

    /// `patchbay.yaml`: every setting with its default, as a comment.
    static let settings = """
        # yaml-language-server: $schema=\(settingsSchema)
        # The settings of this stack. All of them are optional; a line without its '#' is in force.
        # The folder's other YAML files, at any depth, declare the connections.

        # The name of the stack in plans and reports; the folder's name by default.
        # stack: production

        # A local model of the API instead of an account: nothing real is touched, and no key is needed.
        # api: sandbox

        # Name patterns of live connections that belong to these files: one that no file declares is then deleted. Without
        # this nothing is deleted, and what is not declared is listed as unmanaged. ["*"] stands for the whole account.
        # owns: ["*"]

        # Name patterns of connections that are never deleted or replaced.
        # protected: ["Prod *"]

        # A run that would delete or replace more than this is blocked.
        # limits: {deletes: 3}

        # What the files may declare.
        # policy:
        #   accounts: ["012345678901"]
        #   regions: [us-east-2]
        #   names: "^[A-Z].*"

        # How many requests may be under way at once, 1 to 64.
        # parallelism: 4

        # Where applies record what they left, so that plans can tell who moved what: a file of this machine, none, or a
        # database that a team shares, whose URL goes into PATCHBAY_LEDGER when it has a password.
        # ledger: sqlite:.patchbay/ledger.db

        """

    /// The variables that the example takes secrets from, sorted.
    static let exampleVariables = ["VIMEO_MAIN_CHANNEL_ACCESS_TOKEN", "VIMEO_MAIN_CHANNEL_CLIENT_SECRET"]

    /// `connections.yaml`: one connection, and the rest as comments.
    static let example = """
        # yaml-language-server: $schema=\(Export.schemaFile)
        # An example: replace it by your connections, or let 'patchbay export' do so.
        connections:
          - type: aws
            name: Example bucket
            description: What the connection is for
            awsAccountId: "012345678901"
            awsRegion: us-east-2

          # A Vimeo connection. Secrets never stand in a file: they come from the environment or from files elsewhere.
          # - type: vimeo
          #   name: Main channel
          #   clientIdentifier: 925dbcbdc591d6463c5e
          #   clientSecret: ${env:\(exampleVariables[1])}
          #   accessToken: ${env:\(exampleVariables[0])}

        """

    /// The variables that a stack takes secrets from, sorted; those of the example where it is all there is.
    ///
    /// What can be read of files that are invalid counts.
    static func variables(of folder: String, in files: any StackFiles) -> [String] {
        let reader = StackReader(files: files, environment: [:], resolvesSecrets: false)
        guard files.isDirectory(folder), reader.hasConnectionFiles(inDirectory: folder) else { return exampleVariables }
        let desired: DesiredState
        do throws(InvalidStack) {
            desired = try reader.read(.directory(folder)).desired
        } catch {
            desired = error.desired
        }
        let sources = desired.connections.compactMap(\.credentials).flatMap { [$0.clientSecret, $0.accessToken] }
        let names = sources.compactMap { source in
            if case .environment(let name) = source.reference { name } else { nil }
        }
        let isExample = names.isEmpty && desired.connections.map(\.name) == ["Example bucket"]
        return isExample ? exampleVariables : Set(names).sorted()
    }

    /// What is not to be committed.
    static let ignoredPatterns = [".patchbay/", "*.plan"]

    /// `.gitignore`.
    static let ignored = """
        # What patchbay keeps on this machine: the ledger, and the state of the sandbox.
        \(ignoredPatterns[0])
        # Plans that were saved with 'plan --out'.
        \(ignoredPatterns[1])

        """
}
