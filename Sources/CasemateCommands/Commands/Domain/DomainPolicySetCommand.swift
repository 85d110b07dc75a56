internal import ArgumentParser
internal import EnclaveClient
internal import EnclaveProtocol

struct DomainPolicySetCommand: CasemateCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set the policy under which members prove themselves to each other.",
        discussion: """
            An appraisal policy as `attest verify --policy` takes it. Both sides of a join appraise under it, inside \
            their enclaves; its signatures are kept, so that a joiner checks them too.

            With --admits-by-evidence whoever passes is a member, without a signature of its own: name measurements, \
            and for software members their root.

            With --promote-after and --promote-quorum members make one of themselves the lead when they lost theirs. A \
            shared change is then answered once more than half of the members have it, and one more, which makes up for \
            a member that was copied (--promote-copies). Without these options only administrators promote.

            Needs an administrator's signature, at the lead.

            Example:
              casemate domain policy set members.json --name 2026.1 --administrator-key admin.key
              casemate domain policy set members.json --name 2026.1 --promote-after 30s --promote-quorum 2 …
            """)

    @Argument(help: ArgumentHelp("The policy, JSON.", valueName: "file")) var file: String
    @Option(help: "A name for people, such as a release.") var name: String
    @Flag(help: "Whoever the policy accepts is admitted without a signature.") var admitsByEvidence = false
    @OptionGroup var promotion: PromotionOptions
    @OptionGroup var administrators: AdministratorOptions
    @OptionGroup var enclave: EnclaveOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try DomainName.check(name) }

    func perform() async throws -> Report {
        let policy = try AppraisalPolicyFile.json(file, limit: DomainLimits.policy)
        let put = DomainPolicyPut(
            name: name, appraisal: policy, admitsByEvidence: admitsByEvidence, promotion: promotion.promotion)
        let keys = try administrators.keys()
        let members = try await enclave.withClient { client in
            let status = try? await client.call(DomainStatusRequest())
            _ = try await client.call(put, authorizedBy: keys)
            return status.map { max($0.members.count, 1) }
        }
        let who = admitsByEvidence ? "whoever it accepts is admitted" : "an administrator signs for each member"
        let lead = promotion.promotion?.text ?? "an administrator signs for each promotion"
        return Report(
            json: [
                "name": .string(name), "admitsByEvidence": .bool(admitsByEvidence),
                "promotes": .bool(promotion.promotion.map { !$0.isPaused } ?? false),
            ],
            text: "Set the policy \(name): \(who); \(lead)." + remark(of: members))
    }

    /// A quorum may be meant for members to come; till then it is none.
    private func remark(of members: Int?) -> String {
        guard let promotion = promotion.promotion, let members, promotion.quorum > members else { return "" }
        return "\nThere are \(members) members: until \(promotion.quorum) are there nobody is promoted."
    }
}
