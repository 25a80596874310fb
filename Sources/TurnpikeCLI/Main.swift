/// The program. Its exit status is a promise: see ``ExitStatus``.
@main
enum TurnpikeProgram {
    static func main() async {
        System.ignoreBrokenPipes()
        System.reserveStandardDescriptors()
        #if CLI
            let status = await CommandLineRunner.run(System.arguments())
        #else
            Console.writeError("turnpike: built without the CLI trait; build it with 'swift build --traits default'\n")
            let status = ExitStatus.wrongUse
        #endif
        System.exit(status.rawValue)
    }
}
