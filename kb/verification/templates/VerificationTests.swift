// Written by `kb verify kit`.
import Verification
import XCTest

final class VerificationTests: XCTestCase {
    /// Runs every model with each choice of compute units and attaches what came out. It judges nothing:
    /// `kb verify compare` does.
    func testEveryModelRunsAndItsResultsAreWrittenDown() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("results")
        let written = try Verification.run(writingTo: folder)
        XCTAssertFalse(written.isEmpty)
        for file in written {
            let attachment = XCTAttachment(contentsOfFile: file)
            attachment.lifetime = .keepAlways
            add(attachment)
            print("kb results: \(file.path)")
        }
    }
}
