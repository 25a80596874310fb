// swift-tools-version: 6.2
import PackageDescription

/// The processes that `turnpike new` writes, each in its folder of Examples/processes.
let examples = [
    "automotive", "b2b_software", "consulting", "crm_import", "customer_journey", "eight_stages", "enterprise_b2b",
    "government_tender", "insurance_renewal", "lead_routing", "nurture_cycle", "pipeline_bant",
    "property_development_sales", "real_estate", "real_estate_new_build", "retail", "self_service_b2c", "seven_stages",
    "solar_installation",
]

// Every third-party package stands behind a trait, so that the bare package (`traits: []`) fetches nothing.
let package = Package(
    name: "turnpike",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "Turnpike", targets: ["Turnpike", "TurnpikeYAML", "TurnpikeRuntime"]),
        .library(name: "TurnpikeValues", targets: ["TurnpikeValues"]),
        .library(name: "TurnpikeCalendars", targets: ["TurnpikeCalendars"]),
        .library(name: "TurnpikeExpressions", targets: ["TurnpikeExpressions"]),
        .library(name: "TurnpikeSQLite", targets: ["TurnpikeSQLite"]),
        .library(name: "TurnpikeConfiguration", targets: ["TurnpikeConfiguration"]),
        .library(name: "TurnpikeDiagrams", targets: ["TurnpikeDiagrams"]),
        .library(name: "TurnpikeImport", targets: ["TurnpikeImport"]),
        .library(name: "TurnpikeInsight", targets: ["TurnpikeInsight"]),
        .library(name: "TurnpikeObservability", targets: ["TurnpikeObservability"]),
        .library(name: "TurnpikeMail", targets: ["TurnpikeMail"]),
        .library(name: "TurnpikeMailConnection", targets: ["TurnpikeMailConnection"]),
        .library(name: "SMTPEmail", targets: ["SMTPEmail"]),
        .library(name: "IMAPReplies", targets: ["IMAPReplies"]),
        .library(name: "TurnpikePlugins", targets: ["TurnpikePlugins"]),
        .library(name: "TurnpikeScenarios", targets: ["TurnpikeScenarios"]),
        .library(name: "TurnpikeSubprocess", targets: ["TurnpikeSubprocess"]),
        .library(name: "TurnpikeTesting", targets: ["TurnpikeTesting"]),
        .library(name: "TurnpikeTyped", targets: ["TurnpikeTyped"]),
        .library(name: "TurnpikeCodegen", targets: ["TurnpikeCodegen"]),
        .library(name: "TurnpikeWeb", targets: ["TurnpikeWeb"]),
        .library(name: "TurnpikeHTTP", targets: ["TurnpikeHTTP"]),
        .library(name: "TurnpikeNotifications", targets: ["TurnpikeNotifications"]),
        .library(name: "TurnpikeReceiver", targets: ["TurnpikeReceiver"]),
        .library(name: "Webhook", targets: ["Webhook"]),
        .library(name: "Slack", targets: ["Slack"]),
        .library(name: "Matrix", targets: ["Matrix"]),
        .library(name: "CalDAV", targets: ["CalDAV"]),
        .library(name: "TurnpikeCRM", targets: ["TurnpikeCRM"]),
        .library(name: "HubSpotCRM", targets: ["HubSpotCRM"]),
        .library(name: "PipedriveCRM", targets: ["PipedriveCRM"]),
        .library(name: "TrytonCRM", targets: ["TrytonCRM"]),
        .plugin(name: "GenerateProcess", targets: ["GenerateProcess"]),
        .plugin(name: "GenerateProcessCommand", targets: ["GenerateProcessCommand"]),
        .executable(name: "turnpike-generate", targets: ["turnpike-generate"]),
        .executable(name: "turnpike", targets: ["TurnpikeCLI"]),
    ],
    traits: [
        .trait(name: "SQLite", description: "The embedded default store, on GRDB."),
        .trait(
            name: "CLI",
            description: "The command line tool, on swift-argument-parser.",
            enabledTraits: ["Subprocess"]
        ),
        .trait(
            name: "Observability",
            description: "Logs, metrics and traces, on swift-log, swift-metrics and swift-distributed-tracing."
        ),
        .trait(name: "Subprocess", description: "Plug-ins that run as processes of their own, on swift-subprocess."),
        .trait(
            name: "HTTP",
            description:
                "Plug-ins that call over HTTP and the router that receives, on async-http-client and Hummingbird."
        ),
        .trait(name: "Mail", description: "Connections of the mail plug-ins, on swift-nio and swift-nio-ssl."),
        .default(enabledTraits: ["SQLite", "CLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.90.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.34.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .target(name: "CELConformance", dependencies: ["TurnpikeExpressions", "TurnpikeValues"]),
        .executableTarget(
            name: "crash-writer",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeSQLite", "TurnpikeValues", "TurnpikeYAML"],
            path: "Tests/CrashWriter"
        ),
        .executableTarget(
            name: "ledger-plugin",
            dependencies: ["Turnpike", "TurnpikePlugins", "TurnpikeValues"],
            path: "Examples/plugins/swift_ledger"
        ),
        .executableTarget(name: "cel-conformance", dependencies: ["CELConformance"]),
        .target(name: "StatechartConformance", dependencies: ["Turnpike", "TurnpikeValues"]),
        .executableTarget(name: "statechart-conformance", dependencies: ["StatechartConformance"]),
        .target(name: "TurnpikeValues"),
        .target(name: "TurnpikeCalendars", dependencies: ["TurnpikeValues"]),
        .target(name: "TurnpikeExpressions", dependencies: ["TurnpikeValues"]),
        .target(name: "Turnpike", dependencies: ["TurnpikeCalendars", "TurnpikeExpressions", "TurnpikeValues"]),
        .target(name: "TurnpikeYAML", dependencies: ["CLibYAML", "Turnpike", "TurnpikeValues"]),
        .target(name: "TurnpikeRuntime", dependencies: ["Turnpike", "TurnpikeValues"]),
        .target(
            name: "TurnpikeSQLite",
            dependencies: [
                "Turnpike",
                "TurnpikeValues",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        .target(
            name: "TurnpikeConfiguration",
            dependencies: [
                "Turnpike", "TurnpikeCalendars", "TurnpikeNotifications", "TurnpikeValues", "TurnpikeYAML",
            ]
        ),
        .target(name: "TurnpikeDiagrams", dependencies: ["Turnpike"]),
        .target(
            name: "TurnpikeImport",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeYAML"]
        ),
        .target(name: "TurnpikeInsight", dependencies: ["Turnpike", "TurnpikeValues"]),
        .target(
            name: "TurnpikeObservability",
            dependencies: [
                "Turnpike",
                "TurnpikeRuntime",
                "TurnpikeValues",
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Observability"])),
                .product(name: "Metrics", package: "swift-metrics", condition: .when(traits: ["Observability"])),
                .product(
                    name: "Tracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Observability"])
                ),
            ]
        ),
        .target(
            name: "TurnpikeCRM",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"]
        ),
        .target(name: "TurnpikeMail", dependencies: ["TurnpikeValues"]),
        .target(
            name: "TurnpikeMailConnection",
            dependencies: [
                "TurnpikeMail",
                "TurnpikePlugins",
                "TurnpikeValues",
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Mail"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Mail"])),
                .product(name: "NIOTLS", package: "swift-nio", condition: .when(traits: ["Mail"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["Mail"])),
            ],
            path: "Plugins/MailConnection"
        ),
        .target(
            name: "SMTPEmail",
            dependencies: ["Turnpike", "TurnpikeMail", "TurnpikeMailConnection", "TurnpikePlugins", "TurnpikeValues"],
            path: "Plugins/SMTPEmail",
            exclude: ["README.md"]
        ),
        .target(
            name: "IMAPReplies",
            dependencies: [
                "Turnpike", "TurnpikeMail", "TurnpikeMailConnection", "TurnpikePlugins", "TurnpikeRuntime",
                "TurnpikeValues",
            ],
            path: "Plugins/IMAPReplies",
            exclude: ["README.md"]
        ),
        .target(name: "TurnpikePlugins", dependencies: ["Turnpike", "TurnpikeValues"]),
        .target(
            name: "TurnpikeScenarios",
            dependencies: [
                "Turnpike", "TurnpikeCalendars", "TurnpikeExpressions", "TurnpikeRuntime", "TurnpikeValues",
                "TurnpikeYAML",
            ]
        ),
        .target(
            name: "TurnpikeSubprocess",
            dependencies: [
                "Turnpike",
                "TurnpikePlugins",
                "TurnpikeTesting",
                "TurnpikeValues",
                .product(name: "Subprocess", package: "swift-subprocess", condition: .when(traits: ["Subprocess"])),
            ]
        ),
        .target(name: "TurnpikeTesting", dependencies: ["Turnpike", "TurnpikeValues"]),
        .target(name: "TurnpikeTyped", dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues"]),
        .target(name: "TurnpikeCodegen", dependencies: ["Turnpike", "TurnpikeValues", "TurnpikeYAML"]),
        .target(name: "TurnpikeWeb", dependencies: ["Turnpike", "TurnpikeValues"]),
        .target(
            name: "TurnpikeHTTP",
            dependencies: [
                "TurnpikeWeb",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["HTTP"])),
            ],
            path: "Plugins/HTTPCarrier"
        ),
        .target(name: "TurnpikeNotifications", dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues"]),
        .target(
            name: "Webhook",
            dependencies: ["Turnpike", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/Webhook",
            exclude: ["README.md", "Schemas"]
        ),
        .target(
            name: "TurnpikeReceiver",
            dependencies: [
                "Turnpike",
                "TurnpikeRuntime",
                "TurnpikeValues",
                "TurnpikeWeb",
                "Webhook",
                .product(name: "HTTPTypes", package: "swift-http-types", condition: .when(traits: ["HTTP"])),
                .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["HTTP"])),
                .product(name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["HTTP"])),
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["HTTP"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["HTTP"])),
            ],
            path: "Plugins/Receiver",
            exclude: ["README.md"]
        ),
        .target(
            name: "Slack",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/Slack",
            exclude: ["README.md"]
        ),
        .target(
            name: "Matrix",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/Matrix",
            exclude: ["README.md"]
        ),
        .target(
            name: "CalDAV",
            dependencies: ["Turnpike", "TurnpikeMail", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/CalDAV",
            exclude: ["README.md"]
        ),
        .target(
            name: "HubSpotCRM",
            dependencies: ["Turnpike", "TurnpikeCRM", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/HubSpotCRM",
            exclude: ["README.md"]
        ),
        .target(
            name: "PipedriveCRM",
            dependencies: ["Turnpike", "TurnpikeCRM", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/PipedriveCRM",
            exclude: ["README.md"]
        ),
        .target(
            name: "TrytonCRM",
            dependencies: ["Turnpike", "TurnpikeCRM", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeWeb"],
            path: "Plugins/TrytonCRM",
            exclude: ["README.md"]
        ),
        .executableTarget(
            name: "turnpike-generate",
            dependencies: ["Turnpike", "TurnpikeCodegen", "TurnpikeYAML"]
        ),
        .plugin(name: "GenerateProcess", capability: .buildTool(), dependencies: ["turnpike-generate"]),
        .plugin(
            name: "GenerateProcessCommand",
            capability: .command(
                intent: .custom(
                    verb: "generate-process",
                    description: "Write the Swift types of a package's process files into the package."
                ),
                permissions: [
                    .writeToPackageDirectory(reason: "The generated types stand beside the process files.")
                ]
            ),
            dependencies: ["turnpike-generate"]
        ),
        .executableTarget(
            name: "TurnpikeCLI",
            dependencies: [
                "CalDAV",
                "HubSpotCRM",
                "IMAPReplies",
                "Matrix",
                "PipedriveCRM",
                "SMTPEmail",
                "TrytonCRM",
                "TurnpikeCRM",
                "Slack",
                "Turnpike",
                "TurnpikeCodegen",
                "TurnpikeConfiguration",
                "TurnpikeDiagrams",
                "TurnpikeHTTP",
                "TurnpikeImport",
                "TurnpikeInsight",
                "TurnpikeMail",
                "TurnpikeMailConnection",
                "TurnpikeNotifications",
                "TurnpikePlugins",
                "TurnpikeReceiver",
                "TurnpikeRuntime",
                "TurnpikeSQLite",
                "TurnpikeScenarios",
                "TurnpikeSubprocess",
                "TurnpikePacks",
                "TurnpikeTemplates",
                "TurnpikeTesting",
                "TurnpikeValues",
                "TurnpikeWeb",
                "TurnpikeYAML",
                "Webhook",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CLI"])),
            ]
        ),
        .testTarget(
            name: "TurnpikeImportTests",
            dependencies: ["Turnpike", "TurnpikeImport", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeYAML"]
        ),
        .testTarget(
            name: "TurnpikeInsightTests",
            dependencies: [
                "Turnpike", "TurnpikeImport", "TurnpikeInsight", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeYAML",
            ]
        ),
        .testTarget(
            name: "CompatibilityTests",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeSQLite", "TurnpikeValues", "TurnpikeYAML"],
            path: "Tests/Compatibility",
            exclude: ["README.md", "Stores"]
        ),
        .testTarget(
            name: "DocumentationTests",
            dependencies: [
                "Turnpike", "TurnpikeConfiguration", "TurnpikeDiagrams", "TurnpikeRuntime", "TurnpikeTesting",
                "TurnpikeValues", "TurnpikeYAML",
            ]
        ),
        .target(
            name: "TurnpikeTemplates",
            path: "Examples/processes",
            exclude: examples.flatMap { ["\($0)/README.md", "\($0)/walkthrough.sh"] },
            sources: ["Templates.swift"],
            resources: examples.map { .embedInCode("\($0)/\($0).process.yaml") }
                + examples.map { .embedInCode("\($0)/\($0).scenarios.yaml") }
                + [.embedInCode("crm_import/crm_sales.map.yaml")]
                + ["enterprise_dach.process.yaml", "enterprise_dach.scenarios.yaml", "meddicc.yaml"].map {
                    .embedInCode("enterprise_b2b/\($0)")
                }
        ),
        .target(
            name: "TurnpikePacks",
            path: "Examples/packs",
            sources: ["Packs.swift"],
            resources: ["bant", "gdpr_consent", "meddicc", "spiced"].map { .embedInCode("\($0).yaml") }
        ),
        .testTarget(
            name: "TurnpikeCLITests",
            dependencies: [
                "Turnpike",
                "TurnpikeCLI",
                "TurnpikeConfiguration",
                "TurnpikeNotifications",
                "TurnpikeReceiver",
                "TurnpikeRuntime",
                "TurnpikeScenarios",
                "TurnpikeTesting",
                "TurnpikeValues",
                "TurnpikeWeb",
                "TurnpikeYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CLI"])),
            ],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "TurnpikeCalendarsTests",
            dependencies: ["TurnpikeCalendars", "TurnpikeValues"],
            exclude: ["Golden"]
        ),
        .testTarget(
            name: "TurnpikeConfigurationTests",
            dependencies: [
                "Turnpike", "TurnpikeConfiguration", "TurnpikeNotifications", "TurnpikeValues", "TurnpikeYAML",
            ]
        ),
        .testTarget(
            name: "TurnpikeObservabilityTests",
            dependencies: [
                "Turnpike",
                "TurnpikeObservability",
                "TurnpikeRuntime",
                "TurnpikeValues",
                "TurnpikeYAML",
                .product(name: "Logging", package: "swift-log", condition: .when(traits: ["Observability"])),
                .product(name: "InMemoryLogging", package: "swift-log", condition: .when(traits: ["Observability"])),
                .product(
                    name: "InMemoryTracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Observability"])
                ),
                .product(name: "Metrics", package: "swift-metrics", condition: .when(traits: ["Observability"])),
                .product(name: "MetricsTestKit", package: "swift-metrics", condition: .when(traits: ["Observability"])),
                .product(
                    name: "Tracing",
                    package: "swift-distributed-tracing",
                    condition: .when(traits: ["Observability"])
                ),
            ]
        ),
        .testTarget(
            name: "TurnpikePluginsTests",
            dependencies: [
                "Turnpike", "TurnpikePlugins", "TurnpikeRuntime", "TurnpikeSubprocess", "TurnpikeTesting",
                "TurnpikeValues", "TurnpikeYAML", "ledger-plugin",
            ],
            exclude: ["Programs"]
        ),
        .testTarget(
            name: "TurnpikeCodegenTests",
            dependencies: [
                "Turnpike", "TurnpikeCodegen", "TurnpikeRuntime", "TurnpikeTyped", "TurnpikeValues", "TurnpikeYAML",
            ],
            exclude: ["Corpus"]
        ),
        .testTarget(
            name: "TurnpikeMailTests",
            dependencies: [
                "IMAPReplies", "SMTPEmail", "Turnpike", "TurnpikeMail", "TurnpikeMailConnection", "TurnpikePlugins",
                "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues", "TurnpikeYAML",
            ]
        ),
        .testTarget(name: "TurnpikeValuesTests", dependencies: ["TurnpikeValues"]),
        .testTarget(
            name: "TurnpikeWebTests",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues", "TurnpikeWeb"]
        ),
        .testTarget(
            name: "WebhookTests",
            dependencies: [
                "Turnpike", "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues", "TurnpikeWeb", "TurnpikeYAML",
                "Webhook",
            ]
        ),
        .testTarget(
            name: "ChatPluginTests",
            dependencies: [
                "Matrix", "Slack", "Turnpike", "TurnpikeReceiver", "TurnpikeRuntime", "TurnpikeTesting",
                "TurnpikeValues",
                "TurnpikeWeb", "TurnpikeYAML", "Webhook",
            ]
        ),
        .testTarget(
            name: "CalDAVTests",
            dependencies: ["CalDAV", "Turnpike", "TurnpikeMail", "TurnpikeTesting", "TurnpikeValues", "TurnpikeWeb"]
        ),
        .testTarget(
            name: "TurnpikeCRMTests",
            dependencies: [
                "HubSpotCRM", "PipedriveCRM", "TrytonCRM", "Turnpike", "TurnpikeCRM", "TurnpikeRuntime",
                "TurnpikeTesting",
                "TurnpikeValues", "TurnpikeWeb", "TurnpikeYAML",
            ]
        ),
        .testTarget(
            name: "TurnpikeNotificationsTests",
            dependencies: [
                "Turnpike", "TurnpikeNotifications", "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues",
                "TurnpikeYAML",
            ]
        ),
        .testTarget(name: "TurnpikeDiagramsTests", dependencies: ["Turnpike", "TurnpikeDiagrams", "TurnpikeYAML"]),
        .testTarget(
            name: "TurnpikeExpressionsTests",
            dependencies: ["CELConformance", "TurnpikeExpressions", "TurnpikeValues"]
        ),
        .testTarget(
            name: "TurnpikeKernelTests",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeValues", "TurnpikeYAML"]
        ),
        .testTarget(
            name: "TurnpikeRuntimeTests",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues", "TurnpikeYAML"]
        ),
        .testTarget(
            name: "TurnpikeScenariosTests",
            dependencies: ["Turnpike", "TurnpikeScenarios", "TurnpikeValues", "TurnpikeYAML"]
        ),
        .testTarget(
            name: "TurnpikeSQLiteTests",
            dependencies: [
                "Turnpike",
                "TurnpikeRuntime",
                "TurnpikeSQLite",
                "TurnpikeTesting",
                "TurnpikeValues",
                "TurnpikeYAML",
                .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
                .product(name: "GRDBSQLite", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
            ]
        ),
        .testTarget(
            name: "StatechartConformanceTests",
            dependencies: ["StatechartConformance", "Turnpike", "TurnpikeValues"]
        ),
        .testTarget(
            name: "TurnpikeTestingTests",
            dependencies: ["Turnpike", "TurnpikeRuntime", "TurnpikeTesting", "TurnpikeValues"]
        ),
        .testTarget(
            name: "TurnpikeYAMLTests",
            dependencies: ["Turnpike", "TurnpikeCalendars", "TurnpikeValues", "TurnpikeYAML"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// Documentation is built by `make docs`; a customer's build never fetches the plugin.
if Context.environment["TURNPIKE_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

for target in package.targets where target.type != .system && target.type != .plugin {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatWarning("ExplicitSendable", as: .error),
        ]
}
