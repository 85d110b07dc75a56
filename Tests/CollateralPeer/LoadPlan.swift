internal import PCSStandIn

/// Which document each request asks for.
struct LoadPlan: Sendable {
    let expected: [ExpectedAnswer]
    let requests: Int
    /// The last so many documents are asked for only in the last fifth: then nothing fetches them any more.
    let late: Int

    func choice(for request: Int) -> Int {
        let open = request < requests * 4 / 5 ? expected.count - late : expected.count
        return Int.random(in: 0..<max(open, 1))
    }
}
