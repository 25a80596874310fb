// swift-tools-version: 6.2
import PackageDescription

// A customer's package that has its process as Swift types: the build plug-in makes them from the process file.
let package = Package(
    name: "typed_app",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "turnpike", path: "../..", traits: [])
    ],
    targets: [
        .executableTarget(
            name: "typed_app",
            dependencies: [
                .product(name: "Turnpike", package: "turnpike"),
                .product(name: "TurnpikeTyped", package: "turnpike"),
                .product(name: "TurnpikeValues", package: "turnpike"),
            ],
            exclude: ["machine_sale.process.yaml"],
            plugins: [.plugin(name: "GenerateProcess", package: "turnpike")]
        )
    ]
)
