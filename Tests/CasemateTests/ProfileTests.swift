import Testing
import X509Core

@testable import CasemateCommands

@Suite("Profiles as JSON")
struct ProfileTests {
    private let usual: JSONValue = [
        "name": "mine", "names": ["dns:.example.com", "ip:10.0.0.0/8"], "allowedUsages": ["server auth"],
        "defaultUsages": ["server auth"], "keys": ["p256", "rsa"], "maximumLifetime": "90d", "backdate": "0s",
    ]

    @Test func readsWhatItWritesAndWhatTheEnclaveStores() throws {
        let profile = try ProfileJSON.read(usual)
        #expect(profile.maximumLifetime == 90 * 86_400)
        #expect(profile.defaultLifetime == profile.maximumLifetime)
        #expect(profile.backdate == 0)
        #expect(try ProfileJSON.read(ProfileJSON.write(profile)) == profile)
        #expect(try CertificateProfile(decoding: profile.encoded) == profile)
    }

    @Test(
        arguments: [
            ["name": ""], ["maximumLifetime": "forever"], ["maximumLifetime": 5], ["names": ["ftp:x"]], ["names": [1]],
            ["allowedUsages": ["fly"]], ["keys": ["dsa"]], ["subject": "whatever"], ["requiresName": "yes"],
            ["maximumNames": -1], ["unknown": true],
        ] as [JSONValue])
    func refuses(_ change: JSONValue) {
        #expect(throws: CommandError.self) { try ProfileJSON.read(usual.adding(change)) }
    }

    @Test(arguments: [nil, [], "text", 1] as [JSONValue])
    func refusesWhatIsNoObject(_ json: JSONValue) {
        #expect(throws: CommandError.self) { try ProfileJSON.read(json) }
    }
}
