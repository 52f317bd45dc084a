import Stacks
import Testing

@Suite("Paths of stacks that are kept")
struct StackSourcePathTests {
    @Test(
        "an absolute path below the working directory becomes relative, and every other stays as it is",
        arguments: [
            ("/base/repo/connections", "connections"), ("/base/repo", "."), ("/base/repo/a//b/", "a/b"),
            ("/base/repository", "/base/repository"), ("/base", "/base"), ("/elsewhere/a", "/elsewhere/a"),
            ("connections", "connections"), ("./a", "./a"), ("../a", "../a"), ("/base/repo/../x", "/base/repo/../x"),
        ]
    )
    func relative(_ path: String, _ expected: String) {
        #expect(StackSource.directory(path).relative(to: "/base/repo") == .directory(expected))
        #expect(StackSource.files([path, "b"]).relative(to: "/base/repo") == .files([expected, "b"]))
        #expect(StackSource.standardInput.relative(to: "/base/repo") == .standardInput)
    }
}
