/// The messages of etcd's `KV.Range` in its JSON form, as far as they are used.
///
/// Source: etcd documentation, "gRPC gateway", and `api/etcdserverpb/rpc.proto`: 64-bit numbers are strings, bytes are
/// base64, and what is 0, empty or false is left out.
enum EtcdRange {
    /// A question for the keys from `key` up to, not including, `rangeEnd`.
    struct Request: Encodable {
        var key: String
        let rangeEnd: String
        var limit: String
        /// The state to show; nil for the newest.
        var revision: String?

        private enum CodingKeys: String, CodingKey {
            case key
            case rangeEnd = "range_end"
            case limit, revision
        }
    }

    /// One page.
    struct Answer: Decodable {
        struct Header: Decodable { let revision: String }

        struct Pair: Decodable {
            let key: String
            let value: String?
            let modRevision: String?

            private enum CodingKeys: String, CodingKey {
                case key, value
                case modRevision = "mod_revision"
            }
        }

        let header: Header
        let kvs: [Pair]?
        let more: Bool?
    }

    /// A refusal; older versions say `error`, newer ones `message`.
    struct Refusal: Decodable {
        let code: Int?
        let message: String?
        let error: String?

        var text: String { message ?? error ?? "" }
        /// The state asked for is gone.
        var isCompacted: Bool { text.contains("has been compacted") }
        /// The page does not fit in a message of etcd's gateway.
        var isTooLarge: Bool { text.contains("larger than max") }
    }
}
