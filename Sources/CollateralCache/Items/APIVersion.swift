/// The versions of Intel's interface. Version 3 ended in 2025: what it published is still served when it was imported.
package enum APIVersion: String, Sendable, Comparable {
    case v3
    case v4

    package static func < (left: Self, right: Self) -> Bool { left == .v3 && right == .v4 }
}
