/// Takes bytes that nobody chose, gives them to one place where the program reads something, and says which promise it broke.
///
/// libFuzzer runs them from `Fuzz`, and ordinary tests run them over the inputs that are kept there.
public struct FuzzHarness: Sendable {
    /// As `make fuzz` and the folders of `Fuzz/Corpus` call it.
    public let name: String
    private let check: @Sendable ([UInt8]) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Every one of them, in the order of their names.
    public static let all: [FuzzHarness] = [
        .answers, .errors, .escapes, .files, .json, .ledger, .patterns, .plans, .references, .rows, .xml, .yaml,
    ]

    /// What the input showed to be wrong; nil when all promises were kept.
    public func finding(of input: [UInt8]) -> String? {
        do {
            try check(input)
            return nil
        } catch let broken as BrokenPromise {
            return "\(name): \(broken.words)"
        } catch {
            return "\(name): an error that nothing should throw: \(error)"
        }
    }
}
