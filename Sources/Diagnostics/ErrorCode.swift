/// The stable name of a mistake: it never changes its meaning, and `docs/reference/errors.md` has a section for each.
///
/// The raw value is what messages and JSON show.
package enum ErrorCode: String, Sendable, Hashable, Codable, CaseIterable {
    // Reading bytes
    case fileUnreadable = "file-unreadable"
    case fileTooLarge = "file-too-large"
    case inputTooLarge = "input-too-large"
    case noFiles = "no-files"
    case notUTF8 = "not-utf8"
    case forbiddenCharacter = "forbidden-character"

    // YAML
    case yamlSyntax = "yaml-syntax"
    case yamlDirective = "yaml-directive"
    case yamlTag = "yaml-tag"
    case yamlAlias = "yaml-alias"
    case yamlTooDeep = "yaml-too-deep"
    case yamlTooLarge = "yaml-too-large"
    case scalarTooLong = "scalar-too-long"
    case duplicateKey = "duplicate-key"
    case nonScalarKey = "non-scalar-key"

    // Connections in files
    case emptyDocument = "empty-document"
    case emptyItem = "empty-item"
    case unknownKey = "unknown-key"
    case misplacedField = "misplaced-field"
    case missingField = "missing-field"
    case wrongType = "wrong-type"
    case invalidValue = "invalid-value"
    case invalidName = "invalid-name"
    case unusualName = "unusual-name"
    case unquotedHash = "unquoted-hash"
    case tooLong = "too-long"
    case invalidAccount = "invalid-account"
    case invalidRegion = "invalid-region"
    case unknownRegion = "unknown-region"
    case literalSecret = "literal-secret"
    case misplacedReference = "misplaced-reference"
    case unresolvedReference = "unresolved-reference"
    case duplicateName = "duplicate-name"
    case similarName = "similar-name"
    case duplicateLocation = "duplicate-location"
    case duplicateID = "duplicate-id"
    case conflictingRename = "conflicting-rename"
    case reservedName = "reserved-name"
    case policyViolation = "policy-violation"
    case tooManyConnections = "too-many-connections"

    // Settings
    case invalidSetting = "invalid-setting"
    case keyInSettings = "key-in-settings"
    case conflictingStacks = "conflicting-stacks"
    case partialStack = "partial-stack"
    case indistinctStacks = "indistinct-stacks"

    // Planning
    case pinnedNotLive = "pinned-not-live"
    case ambiguousMatch = "ambiguous-match"
    case ambiguousOutput = "ambiguous-output"
    case unknownConnection = "unknown-connection"
    case ambiguousConnection = "ambiguous-connection"

    // The API
    case missingKey = "missing-key"
    case unusableKey = "unusable-key"
    case invalidURL = "invalid-url"
    case apiRequest = "api-request"
    case apiUnauthorized = "api-unauthorized"
    case apiForbidden = "api-forbidden"
    case apiNotFound = "api-not-found"
    case apiConflict = "api-conflict"
    case apiRateLimited = "api-rate-limited"
    case apiServer = "api-server"
    case apiRedirect = "api-redirect"
    case apiUnreachable = "api-unreachable"
    case apiTimeout = "api-timeout"
    case apiDropped = "api-dropped"
    case apiInvalidAnswer = "api-invalid-answer"
    case apiTLS = "api-tls"

    // The ledger
    case ledgerUnusable = "ledger-unusable"
    case ledgerNewer = "ledger-newer"
    case ledgerUnreachable = "ledger-unreachable"
    case wrongAccount = "wrong-account"
    case secretsNotSent = "secrets-not-sent"
    case unknownRun = "unknown-run"
    case notifyFailed = "notify-failed"

    // Applying
    case approvalNeeded = "approval-needed"
    case notApproved = "not-approved"
    case blocked = "blocked"
    case conflict = "conflict"
    case stalePlan = "stale-plan"
    case interrupted = "interrupted"

    // The outside world
    case outputLost = "output-lost"
    case fileUnwritable = "file-unwritable"
    case fileExists = "file-exists"
    case nothingExported = "nothing-exported"
    case sandboxFile = "sandbox-file"
    case sandboxServer = "sandbox-server"
    case internalError = "internal-error"
}
