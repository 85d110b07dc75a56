internal import FoundationEssentials

/// The body of `PUT appraisalpolicy`. The policy is a JWT that Intel's library reads; here it is text.
struct AppraisalPolicyText {
    let is_default: Bool
    let fmspc: String
    let policy: String

    /// Reads and checks the body; throws `invalidRequest`.
    init(body: [UInt8]) throws(CacheRefusal) {
        guard let read = try? JSONDecoder().decode(Fields.self, from: Data(body)),
            let fmspc = HexText.uppercased(read.fmspc, digits: 12), read.policy.split(separator: ".").count >= 2
        else {
            throw CacheRefusal(.invalidRequest, "Send is_default, fmspc (12 hexadecimal digits) and policy (a JWT).")
        }
        (is_default, self.fmspc, policy) = (read.is_default, fmspc, read.policy)
    }

    private struct Fields: Decodable {
        let is_default: Bool
        let fmspc: String
        let policy: String
    }
}
