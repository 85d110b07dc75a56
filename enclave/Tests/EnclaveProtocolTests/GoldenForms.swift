/// What `WireFormTests.bytesStayAsPublished` compares with.
enum GoldenForms {
    static let digests: [String: String] = [
        "Empty": ""
    ]
}
