/// Something that was done to a domain on purpose.
package struct InjectedFault: Sendable, Decodable, Equatable {
    package var time: Int64
    /// `restored` and `copied` are judged: an older state directory was put back, or a copy of one was started. The other
    /// words are for people.
    package var kind: String
    /// The member's name.
    package var member: String
    /// The member's id.
    package var id: String?
    /// The newest record of the older or copied state.
    package var record: UInt64?

    /// A state directory was used that the domain had seen more of, or that is in use elsewhere.
    var isCopy: Bool { kind == "restored" || kind == "copied" }
}
