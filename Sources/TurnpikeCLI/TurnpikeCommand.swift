@main
enum TurnpikeCommand {
    static func main() {}
}
