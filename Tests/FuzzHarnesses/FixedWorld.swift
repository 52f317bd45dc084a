import Connections
import Planning

/// What all harnesses plan against: an account with something for every rule, a moment, an origin.
enum FixedWorld {
    static let origin = Planner.Origin(stack: "stack", apiURL: "sandbox", configDigest: "sha256:00")
    /// 2026-02-01T00:00:00Z.
    static let now = Timestamp(milliseconds: 1_769_904_000_000)

    /// Obvious in any output that must not have it.
    static let canary = "canary-secret-4711"
    static let environment = ["VIMEO_SECRET": canary, "VIMEO_TOKEN": "canary-token-4712"]

    static let account = LiveAccount(
        connections: [
            aws("Assets", "012345678901", "us-east-2"),
            aws("b", "000000000002", "eu-west-1", description: "é\u{2028}\n"),
            aws("Prod db", "000000000003", "us-east-1", isEnabled: false), aws("c", "000000000004", "us-east-1"),
            aws("twin", "000000000005", "us-east-1"), aws("twin", "000000000006", "us-east-1"),
            aws(
                ParkedName.name(for: .retired, of: "b", id: ConnectionID("id-old")),
                "000000000007",
                "us-east-1",
                id: "id-old"
            ),
            aws(
                ParkedName.name(for: .moving, of: "c", id: ConnectionID("id-way")),
                "000000000008",
                "us-east-1",
                id: "id-way"
            ),
            vimeo("Channel", "925d"), vimeo("::error::\u{1B}[31m##[group]`|<b>", "926e"),
        ],
        unmanageable: [
            UnmanageableConnection(type: .aws, id: ConnectionID("id-odd"), name: "odd", reason: "it has no 'version'")
        ]
    )

    private static func aws(
        _ name: String,
        _ account: String,
        _ region: String,
        description: String = "",
        isEnabled: Bool = true,
        id: String? = nil
    ) -> LiveConnection {
        LiveConnection(
            id: ConnectionID(id ?? "id-\(account)"),
            version: 3,
            name: name,
            description: description,
            enabled: isEnabled,
            details: .aws(AWSLocation(accountID: account, region: region)),
            updatedDate: "2026-01-31T12:00:00.000Z"
        )
    }

    private static func vimeo(_ name: String, _ client: String) -> LiveConnection {
        LiveConnection(
            id: ConnectionID("id-\(client)"),
            version: 1,
            name: name,
            description: "",
            enabled: true,
            details: .vimeo(clientIdentifier: client)
        )
    }
}
