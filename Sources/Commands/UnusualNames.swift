import Diagnostics

extension [Diagnostic] {
    /// Errors, and regions that nobody knows: a region that is misspelt replaces the connection.
    var toldQuietly: Self { filter { $0.severity == .error || $0.code == .unknownRegion } }

    /// With one warning for all names that have unusual characters, at the first of them.
    ///
    /// An account that was adopted may have hundreds of such names, and has them whatever a plan says; `validate` lists them all.
    var namingUnusualOnce: Self {
        let count = count { $0.code == .unusualName }
        guard count > 1 else { return self }
        var isTold = false
        return compactMap { diagnostic in
            guard diagnostic.code == .unusualName else { return diagnostic }
            guard !isTold else { return nil }
            isTold = true
            var first = diagnostic
            let others = (count - 1).counted("other name has such a character", "other names have such characters")
            let hint = diagnostic.hint.map { "\($0); " } ?? ""
            first.hint = "\(hint)\(others), which 'patchbay validate' lists"
            return first
        }
    }
}
