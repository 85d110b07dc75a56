internal import FoundationEssentials

/// What choosing a certificate needs of a TCB info: its FMSPC and its levels, best first.
struct TCBInfoSummary: Sendable {
    let fmspc: String
    let pceID: String
    let levels: [RawTCB]

    private struct Document: Decodable {
        struct Info: Decodable {
            let fmspc: String
            let pceId: String
            let tcbType: Int?
            let tcbLevels: [Level]
        }
        struct Level: Decodable {
            let tcb: Components
        }
        struct Component: Decodable {
            let svn: UInt8
        }
        struct Components: Decodable {
            let sgxtcbcomponents: [Component]
            let pcesvn: UInt16
        }
        let tcbInfo: Info
    }

    /// Reads a TCB info of version 3 as Intel's version 4 publishes it; throws `UnexpectedContent`.
    init(_ body: [UInt8]) throws {
        guard let info = try? JSONDecoder().decode(Document.self, from: Data(body)).tcbInfo else {
            throw UnexpectedContent("The TCB info lacks what certificates are ranked by.")
        }
        guard info.tcbType ?? 0 == 0, info.tcbLevels.allSatisfy({ $0.tcb.sgxtcbcomponents.count == 16 }) else {
            throw UnexpectedContent("The TCB info is of another type.")
        }
        fmspc = info.fmspc.uppercased()
        pceID = info.pceId.uppercased()
        levels = info.tcbLevels.map { RawTCB(components: $0.tcb.sgxtcbcomponents.map(\.svn), pceSVN: $0.tcb.pcesvn) }
            .sorted { $0.precedes($1) }
    }
}
