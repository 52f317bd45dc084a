import CBuildFacts

/// The version of the program, as files, the ledger and the User-Agent have it.
let patchbayVersion = "0.1.0"

/// The version with the commit that the program was built from, as far as the build knew it.
var patchbayVersionAndCommit: String {
    // SAFETY: the function gives a text that is part of the program and ends in a zero.
    let commit = unsafe String(cString: patchbay_commit())
    return commit.isEmpty ? patchbayVersion : "\(patchbayVersion) (\(commit))"
}
