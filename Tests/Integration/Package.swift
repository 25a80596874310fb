// swift-tools-version: 6.2
import PackageDescription

// Tests that need client libraries or servers. They are a package of their own, so that the package itself is tested
// without fetching any of it. `make test-plugins` starts the servers and runs them.
let package = Package(
    name: "integration",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "turnpike", path: "../..", traits: ["CLI", "HTTP", "Mail", "SQLite"])
    ],
    targets: [
        // What suites of several targets share.
        .target(name: "IntegrationSupport", path: "Support"),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "IntegrationSupport",
                .product(name: "Matrix", package: "turnpike"),
                .product(name: "Slack", package: "turnpike"),
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeHTTP", package: "turnpike"),
                .product(name: "TurnpikeReceiver", package: "turnpike"),
                .product(name: "TurnpikeTesting", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
                .product(name: "TurnpikeWeb", package: "turnpike"),
                .product(name: "Webhook", package: "turnpike"),
                .product(name: "turnpike", package: "turnpike"),
            ],
            path: "Web"
        ),
        .testTarget(
            name: "MailTests",
            dependencies: [
                .product(name: "IMAPReplies", package: "turnpike"),
                .product(name: "SMTPEmail", package: "turnpike"),
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeMail", package: "turnpike"),
                .product(name: "TurnpikeMailConnection", package: "turnpike"),
                .product(name: "TurnpikePlugins", package: "turnpike"),
                .product(name: "TurnpikeTesting", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
                // The scripts that follow run it.
                .product(name: "turnpike", package: "turnpike"),
            ],
            path: "Mail"
        ),
        .testTarget(
            name: "CRMTests",
            dependencies: [
                "IntegrationSupport",
                .product(name: "CalDAV", package: "turnpike"),
                .product(name: "HubSpotCRM", package: "turnpike"),
                .product(name: "PipedriveCRM", package: "turnpike"),
                .product(name: "TrytonCRM", package: "turnpike"),
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeCRM", package: "turnpike"),
                .product(name: "TurnpikeHTTP", package: "turnpike"),
                .product(name: "TurnpikeMail", package: "turnpike"),
                .product(name: "TurnpikeTesting", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
                .product(name: "TurnpikeWeb", package: "turnpike"),
                // Some tests run it.
                .product(name: "turnpike", package: "turnpike"),
            ],
            path: "CRM"
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
