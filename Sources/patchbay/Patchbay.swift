@main
struct Patchbay {
    static func main() {}
}
