import ArgumentParser
import CProcessMemory
import Commands

@main
struct Patchbay {
    static func main() async {
        patchbay_keep_memory_private()
        patchbay_prepare_heap()
        await CommandLineProgram.start(Array(CommandLine.arguments.dropFirst()))
    }
}
