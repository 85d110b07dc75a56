extension Linter {
    /// RFC 5280 §4.1.2.6 and the upper bounds of appendix A.1.
    static let subjectRows: [LintRow] = [
        LintRow("subject-der", "§4.1", "A SET in the subject is not in DER order.") { $0.content.subject.isSetOrdered },
        LintRow("rdn-present", "§4.1.2.4", "A relative distinguished name must have an attribute.") { subject in
            subject.content.subject.relativeNames.allSatisfy { !$0.isEmpty }
        },
        LintRow("rdn-unique-types", "X.501 §9.3", "An attribute type must not repeat in one relative name.") {
            subject in
            subject.content.subject.relativeNames.allSatisfy { Set($0.map(\.type)).count == $0.count }
        },
        LintRow("attribute-present", "§4.1.2.4", "A subject attribute is empty. Leave it out of the request.") {
            $0.everyAttribute { attribute, _ in !attribute.value.isEmpty }
        },
        LintRow("attribute-type", "§4.1.2.4", "A subject attribute must be PrintableString or UTF8String.") {
            $0.everyAttribute(hasRightTag)
        },
        LintRow("attribute-characters", "§4.1.2.4", "A subject attribute has characters its type does not allow.") {
            $0.everyAttribute { attribute, _ in hasRightCharacters(attribute) }
        },
        LintRow("attribute-length", "appendix A.1", "A subject attribute is longer than its upper bound.") {
            $0.everyAttribute { attribute, type in
                guard attribute.type != AttributeType.country, let text = attribute.text else { return true }
                return text.unicodeScalars.count <= type?.upperBound ?? 32_768
            }
        },
        LintRow("country", "appendix A.1", "A country is two letters, such as DE.") {
            $0.everyAttribute { attribute, _ in
                guard attribute.type == AttributeType.country, hasRightCharacters(attribute), !attribute.value.isEmpty
                else { return true }
                return attribute.value.count == 2 && attribute.value.allSatisfy(CharacterSets.isLetter)
            }
        },
        LintRow("domain-components", "RFC 4519 §2.4", "The DC attributes together are no domain name.") { subject in
            let components = subject.attributes.filter { $0.type == AttributeType.domainComponent }
            guard !components.isEmpty, components.allSatisfy({ !$0.value.isEmpty && hasRightCharacters($0) }) else {
                return true
            }
            let domain = components.reversed().map(\.value).joined(separator: [UInt8(ascii: ".")])
            return DomainName.fault(Array(domain)[...]) == nil
        },
        LintRow("email-attribute", "§4.1.2.6", "An emailAddress in the subject is no mailbox.") {
            $0.everyAttribute { attribute, _ in
                attribute.type != AttributeType.emailAddress || attribute.value.isEmpty || attribute.value.count > 255
                    || !hasRightCharacters(attribute) || Mailbox.isValid(attribute.value)
            }
        },
        LintRow(
            "email-in-names", "§4.1.2.6",
            "An emailAddress in the subject must be an alternative name too. Add it there, or leave it out."
        ) { subject in
            subject.everyAttribute { attribute, _ in
                attribute.type != AttributeType.emailAddress || !Mailbox.isValid(attribute.value)
                    || (subject.names ?? []).contains(GeneralName(kind: .email, value: attribute.value))
            }
        },
        LintRow("subject-or-names", "§4.1.2.6", "Without a subject there must be an alternative name.") { subject in
            !subject.content.subject.isEmpty || subject.names != nil
        },
        LintRow("authority-subject", "§4.1.2.6", "A CA must have a subject.") { subject in
            !subject.isAuthority || !subject.content.subject.isEmpty
        },
    ]

    private static func hasRightTag(_ attribute: DistinguishedName.Attribute, _ type: AttributeType?) -> Bool {
        switch type?.kind ?? .directoryString {
        case .directoryString: attribute.tag == DERTag.utf8String || attribute.tag == DERTag.printableString
        case .printableString: attribute.tag == DERTag.printableString
        case .ia5String: attribute.tag == DERTag.ia5String
        }
    }

    private static func hasRightCharacters(_ attribute: DistinguishedName.Attribute) -> Bool {
        switch attribute.tag {
        case DERTag.printableString: attribute.value.allSatisfy(CharacterSets.isPrintable)
        case DERTag.ia5String: attribute.value.allSatisfy { (0x20...0x7e).contains($0) }
        case DERTag.utf8String:
            // The control characters U+0000–1F and U+007F–9F mislead whoever reads the name.
            String(validating: attribute.value, as: UTF8.self)?.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
            } ?? false
        default: true
        }
    }
}
