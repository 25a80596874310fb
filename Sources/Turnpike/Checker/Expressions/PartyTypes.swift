import TurnpikeExpressions
import TurnpikeValues

/// What expressions may read of a deal's account and contact. Their records are shared by all processes, so the names are
/// those of the language; a record may hold more, which other systems read.
enum PartyTypes {
    /// `deal.account`
    static let account = ObjectType(
        name: "account",
        members: members(
            texts: [
                "id", "name", "email", "phone", "website", "country", "city", "industry", "sector", "size", "zone",
                "parent",
            ],
            others: ["do_not_contact": .bool, "employees": .int]
        )
    )
    /// `deal.contact`
    static let contact = ObjectType(
        name: "contact",
        members: members(
            texts: ["id", "name", "first_name", "last_name", "email", "phone", "language", "zone", "title"],
            others: ["account": .object(account), "do_not_contact": .bool]
        )
    )

    /// Those that are text, whatever the value looks like in the record: a phone number of digits is no number.
    static let accountTexts = texts(of: account)
    static let contactTexts = texts(of: contact)

    private static func texts(of type: ObjectType) -> Set<String> {
        Set(type.members.filter { $0.value.type == .string }.keys)
    }

    private static func members(texts: [String], others: [String: ExpressionType]) -> [String: Member] {
        var members = Dictionary(uniqueKeysWithValues: texts.map { ($0, Member(.string)) })
        for (name, type) in others { members[name] = Member(type) }
        return members
    }
}
