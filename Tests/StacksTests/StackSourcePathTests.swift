import Stacks
import Testing

@Suite("Paths of stacks that are kept")
struct StackSourcePathTests {
    @Test(
        "an absolute path below the working directory becomes relative, and every other stays as it is",
        arguments: [
            ("/work/repo/connections", "connections"), ("/work/repo", "."), ("/work/repo/a//b/", "a/b"),
            ("/work/repository", "/work/repository"), ("/work", "/work"), ("/elsewhere/a", "/elsewhere/a"),
            ("connections", "connections"), ("./a", "./a"), ("../a", "../a"), ("/work/repo/../x", "/work/repo/../x"),
        ]
    )
    func relative(_ path: String, _ expected: String) {
        #expect(StackSource.directory(path).relative(to: "/work/repo") == .directory(expected))
        #expect(StackSource.files([path, "b"]).relative(to: "/work/repo") == .files([expected, "b"]))
        #expect(StackSource.standardInput.relative(to: "/work/repo") == .standardInput)
    }
}
