import FoundationEssentials
import PCSStandIn

/// Where the tests' recordings lie.
enum Vector {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Vectors"
    static let simulated =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
        + "/enclave/Tests/AttestationTests/Vectors"

    static func recorded2023() throws -> StandInAnswers { try .recorded2023("\(folder)/go-tdx-guest-2023") }
    static func recorded2025() throws -> StandInAnswers { try .recorded2025("\(folder)/teepot-2025") }
    static func simulated(_ name: String) throws -> StandInAnswers {
        try .collateral("\(simulated)/\(name)/collateral.json")
    }
    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    /// A recorded answer of 2025 as it lies there.
    struct Recording: Decodable {
        let tcb_info_json: String?
        let enclave_identity_json: String?
        let issuer_chain: String
    }
    static func recording(_ name: String) throws -> Recording {
        try JSONDecoder().decode(Recording.self, from: Data(try bytes("\(name).json")))
    }

    /// A second at which the answers of that year hold.
    static let in2023: Int64 = 1_687_900_000
    static let in2025: Int64 = 1_749_000_000
    static let in2026: Int64 = 1_781_524_800
}
