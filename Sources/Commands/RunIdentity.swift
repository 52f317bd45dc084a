import Ledger
import Rendering
import Stacks

/// Who runs what: what a record of a run says of its beginning.
struct RunIdentity {
    /// How the CI systems call who started a pipeline, and then how the machine calls who is at work.
    static let people = [
        "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BITBUCKET_STEP_TRIGGERER_UUID", "BUILDKITE_BUILD_CREATOR",
        "CIRCLE_USERNAME", "BUILD_REQUESTEDFOR", "USER", "LOGNAME",
    ]

    /// How the CI systems call the commit that they have checked out.
    static let commits = [
        "GITHUB_SHA", "CI_COMMIT_SHA", "BITBUCKET_COMMIT", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "BUILD_SOURCEVERSION",
        "GIT_COMMIT",
    ]

    private static let longest = 100

    private let context: CommandContext

    init(_ context: CommandContext) {
        self.context = context
    }

    func run(_ kind: Run.Kind, of stack: Stack, apiURL: String) -> Run {
        Run(
            id: id,
            scope: LedgerScope(stack: stack.name, apiURL: apiURL),
            kind: kind,
            began: context.now(),
            who: who,
            commit: commit(of: stack.source.directory),
            configDigest: stack.configDigest,
            patchbayVersion: patchbayVersion
        )
    }

    private var id: String {
        var random: any RandomNumberGenerator = context.random
        return (0..<2).map { _ in
            let digits = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    private var who: String {
        let said = Self.people.lazy.compactMap { context.environment[$0] }.map(Self.plain).first { !$0.isEmpty }
        return said ?? "unknown"
    }

    private func commit(of directory: String) -> String? {
        let said = Self.commits.lazy.compactMap { context.environment[$0] }.first { GitCheckout.isCommit($0) }
        return said ?? GitCheckout(of: directory, in: context.workingDirectory, context.files).commit
    }

    /// On one line, without what a terminal would act on, and not too long.
    private static func plain(_ text: String) -> String {
        String(text.terminalSafe.unicodeScalars.prefix(longest).map(Character.init))
    }
}
