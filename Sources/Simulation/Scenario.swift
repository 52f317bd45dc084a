import Connections
import Diagnostics
import Ledger
import PictoryAPI
import Planning
import Sandbox

/// What a simulation begins with: the account, the revisions of the files, and who else is there.
struct Scenario: Sendable {
    /// The files as one commit has them.
    struct Revision: Sendable {
        var desired: DesiredState
        var rules: PlanningRules
        /// Which API key the runs have; fingerprints of one say nothing to the next.
        var keyNumber = 0

        var fingerprintKey: FingerprintKey { Scenario.keys[keyNumber % Scenario.keys.count] }
    }

    private static let keys = (0..<3).map { FingerprintKey(of: Secret("canary-key-\($0)")) }

    static let names = ["a", "b", "c", "d", "e"]
    static let places = [
        AWSLocation(accountID: "000000000001", region: "us-east-1"),
        AWSLocation(accountID: "000000000001", region: "us-east-2"),
        AWSLocation(accountID: "000000000002", region: "us-east-1"),
        AWSLocation(accountID: "000000000002", region: "us-east-2"),
    ]
    static let grace = Duration.seconds(3600)

    /// The names of both types are mostly others where no two connections of the account may have the same one, so that the files
    /// can be carried out.
    static let vimeoNamesOfAccount = ["a", "v", "w", "x", "y"]

    static func names(of type: ConnectionType, _ scope: SandboxBehavior.ClashScope) -> [String] {
        type == .vimeo && scope == .account ? vimeoNamesOfAccount : names
    }

    var behavior = SandboxBehavior()
    var live: [SandboxConnection] = []
    /// At least one; the operator goes from each to the next.
    var revisions: [Revision] = []
    var faults: [FaultKind] = []
    /// One request in so many meets a fault; at least 2.
    var faultRarity = 2
    /// How many people work in the dashboard, and how often each of them saves something.
    var people = 0
    var actsPerPerson = 0
    /// How many runs the operator starts while things go wrong, and how many of them at once.
    var runs = 1
    var runsAtOnce = 1
    /// How often the operator interrupts or kills one.
    var interruptions = 0
    /// How often half an hour passes.
    var halfHours = 0
    /// Whether the runs share a ledger.
    var hasLedger = false
    var ledgerFaults: [LedgerFault] = []
    /// How often somebody deletes the ledger, or restores an old copy.
    var ledgerMisfortunes = 0
    /// Nothing goes wrong; the same files are applied in several orders.
    var comparesOrders = false
    /// Nothing else goes wrong, and nobody else is there.
    var storm: Storm?

    init(_ choices: inout Choices) {
        let kind = choices.pick(16)
        comparesOrders = kind == 15
        runs += choices.pick(3)
        runsAtOnce += choices.pick(3)
        people = choices.pick(3)
        actsPerPerson = people == 0 ? 0 : 1 + choices.pick(3)
        interruptions = choices.pick(3)
        faults = FaultKind.allCases.filter { _ in choices.pick(2) == 1 }
        faultRarity = [40, 12, 5, 3][choices.pick(4)]
        behavior = .init(&choices)
        // Who comes first has the name, so that files which want it twice end as the order has it.
        if comparesOrders { behavior.clashScope = .type }
        addLive(&choices)
        revisions = [Revision(first: &choices, behavior.clashScope)]
        for _ in 0..<choices.pick(3) {
            var next = revisions[revisions.count - 1]
            next.change(&choices, behavior.clashScope)
            revisions.append(next)
        }
        if revisions.contains(where: { $0.desired.connections.contains { $0.grace != nil } }) {
            halfHours = choices.pick(5)
        }
        if kind == 14 { makeStorm(after: choices.pick(8)) }
        hasLedger = choices.pick(4) > 0
        guard hasLedger, storm == nil else { return }
        ledgerFaults = LedgerFault.allCases.filter { _ in choices.pick(2) == 1 }
        if choices.happens(oneIn: 3) { ledgerFaults = [] }
        ledgerMisfortunes = choices.pick(from: [0, 0, 1, 2])
    }

    private mutating func makeStorm(after requests: Int) {
        storm = Storm(after: requests)
        people = 0
        interruptions = 0
        halfHours = 0
        faults = []
    }

    private mutating func addLive(_ choices: inout Choices) {
        let names = choices.shuffle(Self.names)
        let places = choices.shuffle(Self.places)
        for index in 0..<choices.pick(5) {
            let details = ConnectionDetails.aws(places[index])
            live.append(connection(names[index], details, index, &choices))
        }
        let held = Set(live.map(\.live.name))
        let vimeo = choices.shuffle(Self.names(of: .vimeo, behavior.clashScope))
            .filter { behavior.clashScope == .type || !held.contains($0) }
        for index in 0..<choices.pick(3) {
            let details = ConnectionDetails.vimeo(clientIdentifier: "client-\(choices.pick(2))")
            live.append(connection(vimeo[index], details, 10 + index, &choices))
        }
    }

    private func connection(
        _ name: String,
        _ details: ConnectionDetails,
        _ number: Int,
        _ choices: inout Choices
    ) -> SandboxConnection {
        let id = ConnectionID("old-\(number)")
        // A name as an interrupted run leaves it, whoever ran it and whatever its files said.
        let purposes: [ParkedName.Purpose?] = [nil, nil, nil, nil, nil, .moving, .retired]
        let parked = choices.pick(from: purposes).map { ParkedName.name(for: $0, of: name, id: id) }
        let live = LiveConnection(
            id: id,
            version: 1 + choices.pick(3),
            name: parked ?? name,
            description: choices.pick(from: ["", "text"]),
            enabled: !choices.happens(oneIn: 4),
            details: details,
            createdDate: SimulatedAccount.start.description,
            updatedDate: SimulatedAccount.start.description
        )
        return SandboxConnection(live, credentials: details.clientIdentifier.map { _ in .known(.canary("old")) })
    }
}

extension SandboxBehavior {
    /// Any behavior that a client must cope with.
    fileprivate init(_ choices: inout Choices) {
        self.init()
        createStatus = choices.pick(from: [201, 200])
        validationStatus = choices.pick(from: [400, 422])
        omittedDescription = choices.pick(from: OmittedDescription.allCases)
        emptyDescription = choices.pick(from: EmptyDescription.allCases)
        writeAnswers = choices.pick(from: WriteAnswers.allCases)
        errorBody = choices.pick(from: ErrorBody.allCases)
        paging = choices.pick(from: Paging.allCases)
        pageSize = choices.pick(from: [10, 3, 1])
        // A 400 that does not say what it means explains itself to nobody, so that such a name is never found to be taken.
        (clashStatus, clashScope) = choices.pick(from: [
            (409, .type), (409, .type), (400, .type), (422, .type), (409, .account),
        ])
        staleWrites = choices.pick(from: [0, 0, 0, 1, 2])
    }
}

extension RequestCredentials {
    static func canary(_ name: String) -> Self {
        Self(clientSecret: Secret("canary-secret-\(name)"), accessToken: Secret("canary-token-\(name)"))
    }
}
