import Attestation
import FoundationEssentials
import Testing
import X509Core

/// A recorded or simulated quote with its collateral, root and expected verdict, from `Vectors/sgx` and `Vectors/tdx`.
struct DCAPVector {
    let name: String
    let quote: [UInt8]
    let collateralJSON: [UInt8]
    let root: DCAPRoot
    let time: Int64
    let expected: String
    /// Of the independent reference verifier; nil where that refused.
    let advisories: [String]?

    init(_ name: String) throws {
        self.name = name
        let read = { (file: String) in
            Array(try #require(FileManager.default.contents(atPath: "\(Self.directory)/\(name)/\(file)")))
        }
        quote = try read("quote.bin")
        collateralJSON = try read("collateral.json")
        root = try DCAPRoot(Certificate(try read("root_ca.der")))
        let expectation = try JSONDecoder().decode(Expectation.self, from: Data(try read("expect.json")))
        time = expectation.verify_at_unix
        expected = expectation.expected
        advisories = expectation.reference_verifier?.advisories
    }

    var collateral: Collateral { get throws { try Collateral(json: collateralJSON) } }

    /// The verdict on the quote with everything checked from the beginning.
    func appraise() throws -> Appraisal {
        let verified = try VerifiedCollateral(collateral, root: root, time: time)
        return try DCAPVerifier.appraise(quote, collateral: verified, time: time)
    }

    private struct Expectation: Decodable {
        struct Reference: Decodable {
            let advisories: [String]?
        }

        let verify_at_unix: Int64
        let expected: String
        let reference_verifier: Reference?
    }

    static let directory = #filePath.split(separator: "/").dropLast(2).reduce(into: "") { $0 += "/" + $1 } + "/Vectors"

    /// `sgx/NAME` and `tdx/NAME` of every vector.
    static let names: [String] = ["sgx", "tdx"].flatMap { kind in
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(kind)")) ?? []).sorted()
            .map { "\(kind)/\($0)" }
    }
}
