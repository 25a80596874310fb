import StatechartConformance

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = """
    usage: statechart-conformance DIR

    Builds the kernel's own tables from every case in DIR and the folders in it, runs its script, and prints each
    failure with what was expected and seen. Ends with `N passed, N failed, N skipped`; the exit status is 1 if a case
    failed, 2 if DIR cannot be read.
    """

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count == 1, let folder = arguments.first, !folder.hasPrefix("-") else {
    print(usage)
    exit(arguments == ["--help"] || arguments == ["-h"] ? 0 : 2)
}
do {
    let outcome = try StatechartSuite().run(folder: folder)
    for failure in outcome.failures { print("failed: \(failure)") }
    for skipped in outcome.skipped { print("skipped: \(skipped)") }
    print(outcome.summary)
    exit(outcome.failures.isEmpty ? 0 : 1)
} catch {
    print("\(error)")
    exit(2)
}
