internal import EnclaveClient
internal import EnclaveProtocol

/// A domain as one member sees it, at one moment: what commands write of it.
struct DomainView {
    private(set) var status: DomainStatus
    /// Unix seconds.
    let now: Int64

    /// An enclave that is alone is its own only member.
    init(_ status: DomainStatus, at now: Int64 = Timestamp.now) {
        self.status = status
        self.now = now
        guard status.members.isEmpty else { return }
        self.status.members = [
            MemberStatus(
                id: status.memberID, name: "", measurement: "", evidenceExpires: 0, admitted: 0, lastHeard: 0,
                position: status.position, promised: status.promise?.term ?? 0, refusedBecause: "")
        ]
    }

    /// Asks a member; nil where the enclave is locked, new, or older than domains.
    static func ask(_ client: EnclaveClient) async throws(EnclaveClientError) -> DomainView? {
        do throws(EnclaveClientError) {
            return DomainView(try await client.call(DomainStatusRequest()))
        } catch {
            guard case .refused = error.code else { throw error }
            return nil
        }
    }

    /// How long a member may be silent before people should know, in milliseconds.
    static let silence: UInt64 = 10_000
    /// Time to renew a member's evidence, in seconds.
    static let evidenceNotice: Int64 = 7 * 86_400

    /// The lead, then the others by name.
    var members: [MemberStatus] {
        func rank(_ member: MemberStatus) -> (Int, String, Identifier) {
            (member.id == status.lead ? 0 : 1, member.name, member.id)
        }
        return status.members.sorted { rank($0) < rank($1) }
    }

    /// How the member that answers sees another.
    func standing(of member: MemberStatus) -> MemberStanding {
        if !member.refusedBecause.isEmpty { return .refused(member.refusedBecause) }
        if member.id == status.memberID { return status.isCatchingUp ? .catchingUp : .here }
        guard let heard = member.lastHeard else { return .neverHeard }
        return heard > Self.silence ? .silent(milliseconds: heard) : .heard(milliseconds: heard)
    }

    /// True when a member's evidence expires within a week, or has.
    func isExpiring(_ member: MemberStatus) -> Bool {
        member.evidenceExpires != 0 && member.evidenceExpires - now < Self.evidenceNotice
    }

    /// The name a member goes by, or its id.
    func name(of id: Identifier?) -> String {
        guard let id else { return "none" }
        let name = status.members.first { $0.id == id }?.name ?? ""
        return name.isEmpty ? id.description : name
    }
}

/// How one member sees another.
enum MemberStanding: Equatable {
    case here
    case catchingUp
    case heard(milliseconds: UInt64)
    case silent(milliseconds: UInt64)
    case neverHeard
    case refused(String)

    /// A word for scripts.
    var name: String {
        switch self {
        case .here: "here"
        case .catchingUp: "catching-up"
        case .heard: "heard"
        case .silent: "silent"
        case .neverHeard: "never-heard"
        case .refused: "refused"
        }
    }

    /// Whether the member is there, and is spoken to.
    var isInTouch: Bool {
        switch self {
        case .here, .heard, .catchingUp: true
        case .silent, .neverHeard, .refused: false
        }
    }

    /// For people.
    var text: String {
        switch self {
        case .here: "answers here"
        case .catchingUp: "answers here, catching up"
        case .heard(let milliseconds): "heard \(Self.ago(milliseconds)) ago"
        case .silent(let milliseconds): "silent for \(Self.ago(milliseconds))"
        case .neverHeard: "not heard since the start"
        case .refused(let reason): "refused: \(reason)"
        }
    }

    /// How long ago, for people.
    static func ago(_ milliseconds: UInt64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : TimeSpan.text(Int64(clamping: milliseconds / 1000))
    }
}
