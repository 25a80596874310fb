/// The example processes of this folder, embedded in the program: what `turnpike new` writes.
public struct ProcessTemplate: Hashable, Sendable {
    /// A file that belongs to a template.
    public struct File: Hashable, Sendable {
        /// The file's name without folders.
        public let name: String
        /// Its text, UTF-8.
        public let bytes: [UInt8]
    }

    /// The industry, and the id of the process.
    public let id: String
    /// Who sells what to whom, in one line.
    public let summary: String
    /// The stages that a deal goes through on its way to a sale.
    public let road: [String]

    /// The files, the process file first.
    public var files: [File] {
        switch id {
        case "automotive": [File(name: "automotive.process.yaml", bytes: PackageResources.automotive_process_yaml)]
        case "b2b_software":
            [File(name: "b2b_software.process.yaml", bytes: PackageResources.b2b_software_process_yaml)]
        case "crm_import":
            [
                File(name: "crm_import.process.yaml", bytes: PackageResources.crm_import_process_yaml),
                File(name: "crm_import.scenarios.yaml", bytes: PackageResources.crm_import_scenarios_yaml),
                File(name: "crm_sales.map.yaml", bytes: PackageResources.crm_sales_map_yaml),
            ]
        case "enterprise_b2b":
            [File(name: "enterprise_b2b.process.yaml", bytes: PackageResources.enterprise_b2b_process_yaml)]
        case "real_estate": [File(name: "real_estate.process.yaml", bytes: PackageResources.real_estate_process_yaml)]
        case "real_estate_new_build":
            [
                File(
                    name: "real_estate_new_build.process.yaml",
                    bytes: PackageResources.real_estate_new_build_process_yaml
                )
            ]
        case "retail": [File(name: "retail.process.yaml", bytes: PackageResources.retail_process_yaml)]
        default: []
        }
    }

    /// All templates, by id.
    public static let all: [ProcessTemplate] = [
        ProcessTemplate(
            id: "automotive",
            summary: "A car dealer: from the inquiry through the test drive to the keys",
            road: ["inquiry", "test_drive", "vehicle_selection", "financing", "closing", "delivery"]
        ),
        ProcessTemplate(
            id: "b2b_software",
            summary: "A software company that sells seats to other companies",
            road: ["prospecting", "qualification", "demo", "proposal", "negotiation", "close", "onboarding"]
        ),
        ProcessTemplate(
            id: "crm_import",
            summary: "A computer hardware sale, with a map that imports the CSV files of an old CRM",
            road: ["prospecting", "engaging", "won"]
        ),
        ProcessTemplate(
            id: "enterprise_b2b",
            summary: "A software company and a buying committee: phases, and three departments side by side",
            road: ["pre_sale", "proposal", "negotiation", "signature", "post_sale", "customer"]
        ),
        ProcessTemplate(
            id: "real_estate",
            summary: "A real estate agent who finds homes for buyers",
            road: [
                "lead_generation", "initial_meeting", "viewing_and_selection", "offer_and_negotiation", "closing",
                "follow_up",
            ]
        ),
        ProcessTemplate(
            id: "real_estate_new_build",
            summary: "A developer who sells flats off plan: rounds of offers, then three checks side by side",
            road: ["inquiry", "viewing", "price_talks", "reservation", "checks", "contract", "sold", "warranty"]
        ),
        ProcessTemplate(
            id: "retail",
            summary: "A shop: from the greeting to the till and after-sale",
            road: ["greeting", "needs_assessment", "demonstration", "cross_sell", "closing", "after_sale"]
        ),
    ]

    /// The template of an industry.
    public static func named(_ id: String) -> ProcessTemplate? { all.first { $0.id == id } }
}
