import Checks
import Diagnostics
import Testing

@Suite("What failures mean for the exit status")
struct CheckupTests {
    private func failed(_ category: ErrorReport.Category) -> Check {
        .failed(.host, ErrorReport(.internalError, category, "x"))
    }

    @Test("invalid files go before a refused key, and this before everything else; warnings are no failures")
    func order() {
        #expect(Checkup([]).failure == nil)
        let warning = Check.warning(.files, ErrorReport(.invalidName, .invalidInput, "x"))
        #expect(Checkup([.ok(.files, "x"), warning, .skipped(.key, "x")]).failure == nil)
        #expect(Checkup([failed(.general), failed(.blocked)]).failure == .general)
        #expect(Checkup([failed(.general), failed(.unauthorized)]).failure == .unauthorized)
        #expect(Checkup([failed(.unauthorized), failed(.general), failed(.invalidInput)]).failure == .invalidInput)
    }
}
