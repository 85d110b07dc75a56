import EnclaveProtocol

/// A TCB info as Intel writes them, with every field free to be wrong.
package struct SimulatedTCBInfo: Sendable {
    package struct Level: Sendable {
        package var sgx: [Int]
        package var pceSVN: Int
        package var tdx: [Int]?
        package var date = "2026-01-01T00:00:00Z"
        package var status: String
        package var advisories: [String] = []

        package init(_ sgx: [Int], pceSVN: Int, tdx: [Int]?, _ status: String) {
            self.sgx = sgx
            self.pceSVN = pceSVN
            self.tdx = tdx
            self.status = status
        }
    }

    package struct PartLevel: Sendable {
        package var svn: Int
        package var date = "2026-01-01T00:00:00Z"
        package var status: String
        package var advisories: [String] = []

        package init(_ svn: Int, _ status: String) {
            self.svn = svn
            self.status = status
        }

        var json: String {
            """
            {"tcb":{"isvsvn":\(svn)},"tcbDate":"\(date)","tcbStatus":"\(status)"\(SimulatedTCBInfo.list(advisories))}
            """
        }
    }

    package struct Module: Sendable {
        package var id: String
        package var mrSigner = [UInt8](repeating: 0, count: 48)
        package var levels: [PartLevel]

        package init(_ id: String, _ levels: [PartLevel]) {
            self.id = id
            self.levels = levels
        }
    }

    package var id: String
    package var version = 3
    package var issueDate = "2026-06-01T00:00:00Z"
    package var nextUpdate = "2026-07-01T00:00:00Z"
    package var fmspc = "53494D000001"
    package var pceID = "0000"
    package var type = 0
    package var evaluationNumber = 20
    package var levels: [Level]
    package var hasModule: Bool
    package var modules: [Module]
    /// Members in front of the levels, each ending in a comma.
    package var more = ""

    package init(isTDX: Bool) {
        id = isTDX ? "TDX" : "SGX"
        hasModule = isTDX
        let tdx = isTDX ? [5, 0, 2] + [Int](repeating: 0, count: 13) : nil
        levels = [
            Level([5, 5, 2, 2, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0], pceSVN: 13, tdx: tdx, "UpToDate"),
            Level(
                [2, 2, 2, 2, 3, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0], pceSVN: 5,
                tdx: tdx.map { _ in
                    [Int](repeating: 0, count: 16)
                }, "OutOfDate"),
        ]
        levels[1].advisories = ["INTEL-SA-00001", "INTEL-SA-00002"]
        levels[1].date = "2024-01-01T00:00:00Z"
        modules = isTDX ? [Module("TDX_01", [PartLevel(4, "UpToDate"), PartLevel(2, "OutOfDate")])] : []
    }

    package var json: String {
        """
        {\(version == 3 ? "\"id\":\"\(id)\"," : "")"version":\(version),"issueDate":"\(issueDate)",\
        "nextUpdate":"\(nextUpdate)","fmspc":"\(fmspc)","pceId":"\(pceID)","tcbType":\(type),\
        "tcbEvaluationDataNumber":\(evaluationNumber),\(more)\(moduleJSON)\
        "tcbLevels":[\(levels.map(levelJSON).joined(separator: ","))]}
        """
    }

    private var moduleJSON: String {
        guard hasModule else { return "" }
        let none = [UInt8](repeating: 0, count: 48)
        let identities = modules.map { module in
            """
            {"id":"\(module.id)",\(identity(module.mrSigner)),\
            "tcbLevels":[\(module.levels.map(\.json).joined(separator: ","))]}
            """
        }
        return "\"tdxModule\":{\(identity(none))},\"tdxModuleIdentities\":[\(identities.joined(separator: ","))],"
    }

    private func identity(_ mrSigner: [UInt8]) -> String {
        """
        "mrsigner":"\(Hex.encode(mrSigner))","attributes":"0000000000000000","attributesMask":"FFFFFFFFFFFFFFFF"
        """
    }

    private func levelJSON(_ level: Level) -> String {
        let components: String
        if version == 2 {
            components = level.sgx.enumerated().map { index, svn in
                "\"sgxtcbcomp\(index < 9 ? "0" : "")\(index + 1)svn\":\(svn)"
            }.joined(separator: ",")
        } else {
            components = "\"sgxtcbcomponents\":\(Self.components(level.sgx))"
        }
        let tdx = level.tdx.map { ",\"tdxtcbcomponents\":\(Self.components($0))" } ?? ""
        return """
            {"tcb":{\(components),"pcesvn":\(level.pceSVN)\(tdx)},"tcbDate":"\(level.date)",\
            "tcbStatus":"\(level.status)"\(Self.list(level.advisories))}
            """
    }

    private static func components(_ numbers: [Int]) -> String {
        "[" + numbers.map { "{\"svn\":\($0)}" }.joined(separator: ",") + "]"
    }

    static func list(_ advisories: [String]) -> String {
        guard !advisories.isEmpty else { return "" }
        return ",\"advisoryIDs\":[" + advisories.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
