internal import FoundationEssentials

/// Answers by request target (path and query), read from recordings or put together from simulated collateral.
package struct StandInAnswers: Sendable {
    package private(set) var byTarget: [String: StandInAnswer] = [:]

    /// None yet.
    package init() {}

    package mutating func add(_ target: String, _ answer: StandInAnswer) { byTarget[target] = answer }

    /// Everything of another set in front of this one.
    package mutating func merge(_ other: StandInAnswers) { byTarget.merge(other.byTarget) { _, new in new } }

    mutating func add(_ target: String, body: [UInt8], header: String? = nil, chain: String? = nil, type: String) {
        var headers = ["Content-Type": type]
        if let header, let chain { headers[header] = chain.contains("\n") ? Self.encoded(chain) : chain }
        add(target, StandInAnswer(headers: headers, body: body))
    }

    /// A document under the evaluation it was published for, and without one named, as Intel takes for standard.
    mutating func addDocument(_ base: String, update: String, body: [UInt8], header: String, chain: String) {
        let separator = base.contains("?") ? "&" : "?"
        add("\(base)\(separator)update=\(update)", body: body, header: header, chain: chain, type: "application/json")
        if update == "standard" { add(base, body: body, header: header, chain: chain, type: "application/json") }
    }

    /// Everything but unreserved characters as `%XX`: how Intel writes chains into headers.
    package static func encoded(_ text: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return text.utf8.map { byte in
            unreserved.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hex([byte]).uppercased()
        }.joined()
    }

    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package static func bytes(hex: String) -> [UInt8] {
        var rest = hex[...]
        var bytes: [UInt8] = []
        while rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}

/// A stand-in cannot be made of these files.
package struct StandInError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
