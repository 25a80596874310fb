// swift-tools-version: 6.2
import PackageDescription

// A customer's package: the bare core, which fetches nothing and links libyaml.
let package = Package(
    name: "minimal_embed",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "turnpike", path: "../..", traits: [])
    ],
    targets: [
        .executableTarget(
            name: "minimal_embed",
            dependencies: [.product(name: "Turnpike", package: "turnpike")],
            exclude: ["lemonade.process.yaml"]
        )
    ]
)
