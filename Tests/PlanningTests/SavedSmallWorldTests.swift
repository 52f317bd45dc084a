import Connections
import Planning
import TestSupport
import Testing

@Suite("Saved plans in all small worlds")
struct SavedSmallWorldTests {
    @Test(
        "a saved plan holds as long as nothing moves, is stale after every step of it, and says in the end that it was applied"
    )
    func savedPlans() throws {
        var count = 0
        for files in SmallFiles.placed {
            let files = files.owning(.all)
            for live in SmallAccounts.placed() {
                var saved = try SavedWorld(desired: files.desired, live: live, rules: files.rules)
                #expect(saved.reasons().isEmpty && saved.again()?.plan == saved.saved, "\(saved.saved.outline)")
                guard !saved.saved.isBlocked, !saved.saved.steps.isEmpty else { continue }
                count += 1
                var model = StepWorld(live)
                for step in saved.saved.steps {
                    try model.run(step)
                    saved.live = model.sorted
                    #expect(!saved.reasons().isEmpty, "\(saved.saved.stepOutline) after \(step.id)")
                }
                #expect(saved.reasons().map(\.kind) == [.alreadyApplied], "\(saved.saved.outline)")
            }
        }
        #expect(count > 200, "\(count)")
    }
}
