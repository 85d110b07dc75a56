internal import X509Core

/// Profiles as JSON.
enum ProfileJSON {
    private static let subjects: [(CertificateProfile.SubjectPolicy, String)] = [
        (.any, "any"), (.commonNameIsAlternativeName, "common-name-is-alternative-name"), (.empty, "empty"),
    ]
    private static let keys: [(CertificateProfile.KeyKind, String)] = [
        (.p256, "p256"), (.p384, "p384"), (.p521, "p521"), (.ed25519, "ed25519"), (.rsa, "rsa"),
    ]

    static func write(_ profile: CertificateProfile) -> JSONValue {
        [
            "name": .string(profile.name),
            "subject": .optional(subjects.first { $0.0 == profile.subject }?.1),
            "dropsEmptyAttributes": .bool(profile.dropsEmptyAttributes),
            "names": .strings(profile.names.map(\.text)),
            "requiresName": .bool(profile.requiresName),
            "allowsWildcards": .bool(profile.allowsWildcards),
            "allowsSingleLabels": .bool(profile.allowsSingleLabels),
            "maximumNames": .integer(Int64(profile.maximumNames)),
            "allowedUsages": .strings(profile.allowedUsages.map(\.rawValue).sorted()),
            "forcedUsages": .strings(profile.forcedUsages.map(\.rawValue)),
            "defaultUsages": .strings(profile.defaultUsages.map(\.rawValue)),
            "keys": .strings(keys.filter { profile.keys.contains($0.0) }.map(\.1)),
            "minimumRSABits": .integer(Int64(profile.minimumRSABits)),
            "maximumLifetime": .string(TimeSpan.text(profile.maximumLifetime)),
            "defaultLifetime": .string(TimeSpan.text(profile.defaultLifetime)),
            "backdate": .string(TimeSpan.text(profile.backdate)),
        ]
    }

    /// Reads a profile; throws `CommandError` naming the member that is wrong.
    static func read(_ json: JSONValue) throws(CommandError) -> CertificateProfile {
        guard case .object(let members) = json else { throw wrong("the file", "one object") }
        var profile = CertificateProfile(
            name: "", names: [], allowedUsages: [], defaultUsages: [], maximumLifetime: 0, defaultLifetime: 0)
        for member in members { try set(member, in: &profile) }
        guard !profile.name.isEmpty else { throw wrong("name", "a name") }
        guard profile.maximumLifetime > 0 else { throw wrong("maximumLifetime", "a duration such as 90d") }
        if profile.defaultLifetime == 0 { profile.defaultLifetime = profile.maximumLifetime }
        return profile
    }

    private static func set(_ member: JSONValue.Member, in profile: inout CertificateProfile) throws(CommandError) {
        switch member.name {
        case "name": profile.name = try text(member)
        case "subject": profile.subject = try word(member, text(member), subjects)
        case "dropsEmptyAttributes": profile.dropsEmptyAttributes = try flag(member)
        case "names": profile.names = try patterns(member)
        case "requiresName": profile.requiresName = try flag(member)
        case "allowsWildcards": profile.allowsWildcards = try flag(member)
        case "allowsSingleLabels": profile.allowsSingleLabels = try flag(member)
        case "maximumNames": profile.maximumNames = try number(member)
        case "allowedUsages": profile.allowedUsages = Set(try usages(member))
        case "forcedUsages": profile.forcedUsages = try usages(member)
        case "defaultUsages": profile.defaultUsages = try usages(member)
        case "keys":
            profile.keys = Set(try texts(member).map { name throws(CommandError) in try word(member, name, keys) })
        case "minimumRSABits": profile.minimumRSABits = try number(member)
        case "maximumLifetime": profile.maximumLifetime = try duration(member)
        case "defaultLifetime": profile.defaultLifetime = try duration(member)
        case "backdate": profile.backdate = try duration(member)
        default: throw wrong(member.name, "no member of a profile")
        }
    }
}

extension ProfileJSON {
    private static func text(_ member: JSONValue.Member) throws(CommandError) -> String {
        guard let text = member.value.string else { throw wrong(member.name, "a string") }
        return text
    }

    private static func texts(_ member: JSONValue.Member) throws(CommandError) -> [String] {
        guard let values = member.value.array else { throw wrong(member.name, "a list of strings") }
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { throw wrong(member.name, "a list of strings") }
        return texts
    }

    private static func flag(_ member: JSONValue.Member) throws(CommandError) -> Bool {
        guard case .bool(let value) = member.value else { throw wrong(member.name, "true or false") }
        return value
    }

    private static func number(_ member: JSONValue.Member) throws(CommandError) -> Int {
        guard let value = member.value.integer, (0...1 << 20).contains(value) else {
            throw wrong(member.name, "a number")
        }
        return Int(value)
    }

    private static func duration(_ member: JSONValue.Member) throws(CommandError) -> Int64 {
        let text = try text(member)
        if text == "0s" { return 0 }
        guard let span = TimeSpan(argument: text) else { throw wrong(member.name, "a duration such as 90d") }
        return span.seconds
    }

    private static func word<Value>(
        _ member: JSONValue.Member, _ text: String, _ table: [(Value, String)]
    ) throws(CommandError) -> Value {
        guard let value = table.first(where: { $0.1 == text })?.0 else {
            throw wrong(member.name, "one of " + table.map(\.1).joined(separator: ", "))
        }
        return value
    }

    private static func usages(_ member: JSONValue.Member) throws(CommandError) -> [CertificateUsage] {
        let words = try texts(member)
        do {
            return try CertificateUsage.parse(words)
        } catch {
            throw CommandError(error)
        }
    }

    private static func patterns(_ member: JSONValue.Member) throws(CommandError) -> [NamePattern] {
        let texts = try texts(member)
        do {
            return try texts.map { text throws(X509Error) in try NamePattern(text) }
        } catch {
            throw CommandError(error)
        }
    }

    private static func wrong(_ name: String, _ expected: String) -> CommandError {
        CommandError(
            code: "invalid-profile", message: "In the profile, \(name) is not as it must be: \(expected).",
            remedy: "See casemate profile set --help, or start from casemate profile show server.")
    }
}
