import CELConformance

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = """
    usage: cel-conformance DIR [--ext core,strings,...] [--people]

    Runs every case in DIR's JSON files and prints each failure with what was expected and seen.
      --ext LIST   the libraries whose cases run; core is the language itself
      --people     with the rules for people: exact numbers, money, literals such as 15%
    """

var folder: String?
var suite = ConformanceSuite()
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--people": suite.people = true
    case "--ext":
        guard let list = arguments.popFirst() else {
            print(usage)
            exit(2)
        }
        suite.extensions = Set(list.split(separator: ",").map(String.init)).subtracting(["core"])
    case "--help", "-h":
        print(usage)
        exit(0)
    default:
        guard !argument.hasPrefix("-"), folder == nil else {
            print(usage)
            exit(2)
        }
        folder = argument
    }
}
guard let folder else {
    print(usage)
    exit(2)
}
do {
    var total = ConformanceSuite.Outcome()
    for (file, outcome) in try suite.run(folder: folder) {
        for failure in outcome.failures { print(failure) }
        print("\(file): \(outcome.summary)")
        total.add(outcome)
    }
    print(total.summary)
    exit(total.failures.isEmpty ? 0 : 1)
} catch {
    print("\(error)")
    exit(2)
}
