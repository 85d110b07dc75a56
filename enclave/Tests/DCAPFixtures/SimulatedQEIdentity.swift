import EnclaveProtocol

/// A QE identity as Intel writes them.
package struct SimulatedQEIdentity: Sendable {
    package var id: String
    package var version = 2
    package var issueDate = "2026-06-02T00:00:00Z"
    package var nextUpdate = "2026-07-02T00:00:00Z"
    package var evaluationNumber = 20
    package var miscSelect = "00000000"
    package var miscSelectMask = "FFFFFFFF"
    package var attributes = "11000000000000000000000000000000"
    package var attributesMask = "FBFFFFFFFFFFFFFF0000000000000000"
    package var mrSigner = [UInt8](repeating: 0x51, count: 32)
    package var isvProductID: Int
    package var levels = [SimulatedTCBInfo.PartLevel(8, "UpToDate"), SimulatedTCBInfo.PartLevel(4, "OutOfDate")]

    package init(isTDX: Bool) {
        id = isTDX ? "TD_QE" : "QE"
        isvProductID = isTDX ? 2 : 1
    }

    package var json: String {
        """
        {"id":"\(id)","version":\(version),"issueDate":"\(issueDate)","nextUpdate":"\(nextUpdate)",\
        "tcbEvaluationDataNumber":\(evaluationNumber),"miscselect":"\(miscSelect)",\
        "miscselectMask":"\(miscSelectMask)","attributes":"\(attributes)","attributesMask":"\(attributesMask)",\
        "mrsigner":"\(Hex.encode(mrSigner))","isvprodid":\(isvProductID),\
        "tcbLevels":[\(levels.map(\.json).joined(separator: ","))]}
        """
    }
}
