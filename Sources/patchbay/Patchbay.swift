import ArgumentParser
import Commands

@main
struct Patchbay {
    static func main() async {
        await CommandLineProgram.start(Array(CommandLine.arguments.dropFirst()))
    }
}
