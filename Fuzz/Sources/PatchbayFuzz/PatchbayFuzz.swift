import FuzzHarnesses
import Glibc

/// One program for all harnesses, since what takes time is linking: `PATCHBAY_FUZZ` says which one it is.
private let harness: FuzzHarness = {
    let name = setting("PATCHBAY_FUZZ")
    guard let harness = FuzzHarness.all.first(where: { $0.name == name }) else {
        let names = FuzzHarness.all.map(\.name).joined(separator: " ")
        fatalError("PATCHBAY_FUZZ is '\(name ?? "")' and has to be one of: \(names)")
    }
    return harness
}()

/// What is wrong on purpose, so that it can be seen that the fuzzer finds it; nil in every real run.
private let planted = setting("PATCHBAY_FUZZ_PLANT").flatMap(PlantedFault.init)

private func setting(_ name: String) -> String? {
    // SAFETY: nothing of this program changes the environment, and the text is copied at once.
    unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// Called by libFuzzer for each input; what ends the process here is what it keeps the input of.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // SAFETY: libFuzzer lends so many bytes for the time of this call, and they are copied.
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    planted?.strike(input)
    if let finding = harness.finding(of: input) { fatalError(finding) }
    return 0
}
