/// The program. Its exit status is a promise: see ``ExitStatus``.
@main
enum TurnpikeProgram {
    static func main() async {
        System.ignoreBrokenPipes()
        #if CLI
            let status = await CommandLineRunner.run(Array(CommandLine.arguments.dropFirst()))
        #else
            Console.writeError("turnpike: built without the CLI trait; build it with 'swift build --traits default'\n")
            let status = ExitStatus.wrongUse
        #endif
        System.exit(status.rawValue)
    }
}
