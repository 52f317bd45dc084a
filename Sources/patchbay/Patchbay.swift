import ArgumentParser
import CMalloc
import CPrivateMemory
import Commands

@main
struct Patchbay {
    static func main() async {
        patchbay_keep_memory_private()
        #if canImport(Glibc)
            // What one thread frees another can use then, as each stage of a run does with what the one before has left: an
            // account of 10,000 takes an eighth less memory.
            _ = mallopt(M_ARENA_MAX, 2)
            // What is large goes back when it is freed. Left to itself the C library would keep more and more of it: another
            // eighth.
            _ = mallopt(M_MMAP_THRESHOLD, 1 << 20)
        #endif
        await CommandLineProgram.start(Array(CommandLine.arguments.dropFirst()))
    }
}
