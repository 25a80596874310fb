// swift-tools-version: 6.2
import PackageDescription

// Figures of Turnpike in release, each beside a C baseline of the same run: `make run`.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "turnpike", path: "..", traits: ["SQLite"])
    ],
    targets: [
        // Counts what the heap is asked for, in the program that links it.
        .target(name: "CAllocations"),
        .target(name: "CBaseline", linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("yaml")]),
        .target(
            name: "Workload",
            dependencies: [
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
            ]
        ),
        .executableTarget(
            name: "turnpike-bench",
            dependencies: [
                "CAllocations",
                "CBaseline",
                "Workload",
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeCalendars", package: "turnpike"),
                .product(name: "TurnpikeImport", package: "turnpike"),
                .product(name: "TurnpikeSQLite", package: "turnpike"),
                .product(name: "TurnpikeTyped", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
            ],
            path: "Sources/TurnpikeBench",
            exclude: ["pendulum.process.yaml"]
        ),
        .executableTarget(
            name: "first-move",
            dependencies: [
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeSQLite", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
            ],
            path: "Sources/FirstMove"
        ),
        .executableTarget(
            name: "first-move-c",
            path: "Sources/FirstMoveC",
            linkerSettings: [.linkedLibrary("yaml")]
        ),
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
