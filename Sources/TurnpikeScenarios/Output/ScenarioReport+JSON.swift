import Turnpike
public import TurnpikeValues

extension ScenarioReport {
    /// The report as one document of kind `test`, keys in snake case.
    public var json: JSON {
        var members: [(String, JSON)] = [
            ("coverage", coverage.json),
            ("failed", .int(Int64(failures))),
            ("files", .array(files.map(Self.json))),
            ("kind", .string("test")),
            ("passed", .bool(passed)),
            ("process", .string(process.id)),
            ("scenarios", .int(Int64(results.count))),
            ("version", .int(Int64(process.version))),
        ]
        if let mutation { members.append(("mutation", mutation.json)) }
        return .object(members)
    }

    private static func json(_ entry: File) -> JSON {
        let diagnostics = try? JSON.parse(entry.file.diagnostics.json(in: entry.file.sources))
        return .object([
            ("diagnostics", diagnostics ?? .array([])),
            ("file", .string(entry.file.name)),
            ("scenarios", .array(entry.results.map { json($0, in: entry.file) })),
        ])
    }

    private static func json(_ result: ScenarioResult, in file: ScenarioFile) -> JSON {
        var members: [(String, JSON)] = [
            ("milliseconds", .int(result.duration.milliseconds)),
            ("mismatches", .array(result.mismatches.map { json($0, in: file) })),
            ("name", .string(result.name)),
            ("passed", .bool(result.passed)),
        ]
        if let place = file.sources.place(of: result.range) { members.append(("place", .string(place))) }
        return .object(members)
    }

    private static func json(_ mismatch: ScenarioResult.Mismatch, in file: ScenarioFile) -> JSON {
        var members: [(String, JSON)] = [
            ("expected", .strings(mismatch.expected)), ("seen", .strings(mismatch.seen)),
            ("what", .string(mismatch.what)),
        ]
        if let step = mismatch.step { members.append(("step", .string(step))) }
        if let detail = mismatch.detail { members.append(("detail", .string(detail))) }
        if let place = file.sources.place(of: mismatch.range) { members.append(("place", .string(place))) }
        return .object(members)
    }
}

extension Coverage {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            (
                "figures",
                .object(
                    figures.map { figure in
                        (
                            figure.kind.rawValue,
                            .object([
                                ("percent", .int(Int64(figure.percent))), ("total", .int(Int64(figure.total))),
                                ("touched", .int(Int64(figure.touched))),
                            ])
                        )
                    }
                )
            ),
            (
                "untouched",
                .array(
                    gaps.map { gap in
                        var members: [(String, JSON)] = [
                            ("id", .string(gap.id)), ("kind", .string(gap.kind.rawValue)), ("text", .string(gap.text)),
                            ("what", .string(gap.what)),
                        ]
                        if let place = gap.place { members.append(("place", .string(place))) }
                        return .object(members)
                    }
                )
            ),
        ]
        if let base { members.append(("base", .string(base))) }
        return .object(members)
    }
}

extension MutationReport {
    fileprivate var json: JSON {
        .object([
            ("equivalent", .strings(equivalent)),
            ("not_compiled", .strings(notCompiled)),
            ("not_tried", .int(Int64(notTried))),
            ("noticed", .int(Int64(noticed))),
            ("stale_acceptances", .strings(staleAcceptances)),
            (
                "survivors",
                .array(
                    survivors.map { survivor in
                        var members: [(String, JSON)] = [
                            ("id", .string(survivor.id)), ("text", .string(survivor.text)),
                        ]
                        if let place = survivor.place { members.append(("place", .string(place))) }
                        if let reason = survivor.accepted { members.append(("accepted", .string(reason))) }
                        return .object(members)
                    }
                )
            ),
            ("total", .int(Int64(total))),
        ])
    }
}

extension JSON {
    fileprivate static func strings(_ strings: [String]) -> JSON { .array(strings.map { .string($0) }) }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
