import Foundation

/// A Wycheproof file, with the fields of all its kinds.
struct WycheproofFile: Decodable {
    let testGroups: [Group]

    struct Group: Decodable {
        let publicKeyDer: String?
        let publicKey: Either?
        let keyDer: String?
        let privateKeyPkcs8: String?
        let curve: String?
        let encoding: String?
        let sha: String?
        let mgfSha: String?
        let sLen: Int?
        let ivSize: Int?
        let keySize: Int?
        let keysize: Int?
        let tagSize: Int?
        let tests: [Vector]
    }

    struct Vector: Decodable {
        let tcId: Int
        let comment: String
        let result: String
        let flags: [String]?
        let key, iv, aad, msg, ct, tag, sig, label, shared: String?
        let `public`, `private`: String?
    }

    /// A key that some files give as hexadecimal text and others as an object.
    enum Either: Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            self = (try? .text(decoder.singleValueContainer().decode(String.self))) ?? .other
        }

        var text: String? { if case .text(let text) = self { text } else { nil } }
    }
}

/// What the code under test did with a vector.
enum VectorOutcome: Equatable {
    case accepted
    case refused
    /// The vector asks for what no operation offers, such as a 1024-bit key.
    case notOurs
}

/// Counts of one file, a row of `docs/vectors.md`.
struct VectorCounts: Equatable {
    var run = 0
    var passed = 0
    var notOurs = 0
    var failures: [String] = []

    mutating func add(_ outcome: VectorOutcome, expected: String, name: String) {
        guard outcome != .notOurs else {
            notOurs += 1
            return
        }
        run += 1
        if expected == "acceptable" || (expected == "valid") == (outcome == .accepted) {
            passed += 1
        } else {
            failures.append("\(name): expected \(expected), was \(outcome)")
        }
    }
}
