// swift-tools-version: 5.9
// Written by `kb verify kit`.
import PackageDescription

let package = Package(
    name: "Verification",
    platforms: [.iOS(.v15), .macOS(.v12), .tvOS(.v15), .watchOS(.v8), .visionOS(.v1)],
    products: [.library(name: "Verification", targets: ["Verification"])],
    targets: [
        // Copied, not processed: the models reach the device as they are, and are compiled there.
        .target(name: "Verification", resources: [.copy("Kit")]),
        .testTarget(name: "VerificationTests", dependencies: ["Verification"]),
    ]
)
