// swift-tools-version: 6.2
import PackageDescription

// libFuzzer targets for expressions and mail: `make fuzz` at the root, or `make run` here.
//
// A package of its own, so that no customer's build ever sees it. It is built with `--sanitize=fuzzer` and
// `-enable-testing` only; the lexer is no public type.
let areas = ["Lexer", "Parser", "Checker", "Evaluator"]

let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "turnpike", path: "..", traits: [])
    ],
    targets: [
        .target(
            name: "FuzzSupport",
            dependencies: [
                .product(name: "TurnpikeExpressions", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
            ]
        )
    ]
        + areas.map { area in
            .executableTarget(
                name: "Fuzz\(area)",
                dependencies: [
                    "FuzzSupport",
                    .product(name: "TurnpikeExpressions", package: "turnpike"),
                    .product(name: "TurnpikeValues", package: "turnpike"),
                ]
            )
        }
        + [
            .executableTarget(
                name: "FuzzMail",
                dependencies: [
                    "FuzzSupport",
                    .product(name: "TurnpikeMail", package: "turnpike"),
                    .product(name: "TurnpikeValues", package: "turnpike"),
                ]
            )
        ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
