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
        case "automotive":
            pair(PackageResources.automotive_process_yaml, PackageResources.automotive_scenarios_yaml)
        case "b2b_software":
            pair(PackageResources.b2b_software_process_yaml, PackageResources.b2b_software_scenarios_yaml)
        case "consulting":
            pair(PackageResources.consulting_process_yaml, PackageResources.consulting_scenarios_yaml)
        case "crm_import":
            pair(PackageResources.crm_import_process_yaml, PackageResources.crm_import_scenarios_yaml)
                + [File(name: "crm_sales.map.yaml", bytes: PackageResources.crm_sales_map_yaml)]
        case "customer_journey":
            pair(PackageResources.customer_journey_process_yaml, PackageResources.customer_journey_scenarios_yaml)
        case "eight_stages":
            pair(PackageResources.eight_stages_process_yaml, PackageResources.eight_stages_scenarios_yaml)
        case "enterprise_b2b":
            pair(PackageResources.enterprise_b2b_process_yaml, PackageResources.enterprise_b2b_scenarios_yaml)
                + [
                    File(name: "enterprise_dach.process.yaml", bytes: PackageResources.enterprise_dach_process_yaml),
                    File(
                        name: "enterprise_dach.scenarios.yaml",
                        bytes: PackageResources.enterprise_dach_scenarios_yaml
                    ),
                    File(name: "meddicc.yaml", bytes: PackageResources.meddicc_yaml),
                ]
        case "government_tender":
            pair(PackageResources.government_tender_process_yaml, PackageResources.government_tender_scenarios_yaml)
        case "insurance_renewal":
            pair(PackageResources.insurance_renewal_process_yaml, PackageResources.insurance_renewal_scenarios_yaml)
        case "lead_routing":
            pair(PackageResources.lead_routing_process_yaml, PackageResources.lead_routing_scenarios_yaml)
        case "nurture_cycle":
            pair(PackageResources.nurture_cycle_process_yaml, PackageResources.nurture_cycle_scenarios_yaml)
        case "pipeline_bant":
            pair(PackageResources.pipeline_bant_process_yaml, PackageResources.pipeline_bant_scenarios_yaml)
        case "property_development_sales":
            pair(
                PackageResources.property_development_sales_process_yaml,
                PackageResources.property_development_sales_scenarios_yaml
            )
        case "real_estate":
            pair(PackageResources.real_estate_process_yaml, PackageResources.real_estate_scenarios_yaml)
        case "real_estate_new_build":
            pair(
                PackageResources.real_estate_new_build_process_yaml,
                PackageResources.real_estate_new_build_scenarios_yaml
            )
        case "retail":
            pair(PackageResources.retail_process_yaml, PackageResources.retail_scenarios_yaml)
        case "self_service_b2c":
            pair(PackageResources.self_service_b2c_process_yaml, PackageResources.self_service_b2c_scenarios_yaml)
        case "seven_stages":
            pair(PackageResources.seven_stages_process_yaml, PackageResources.seven_stages_scenarios_yaml)
        case "solar_installation":
            pair(PackageResources.solar_installation_process_yaml, PackageResources.solar_installation_scenarios_yaml)
        default: []
        }
    }

    private func pair(_ process: [UInt8], _ scenarios: [UInt8]) -> [File] {
        [File(name: "\(id).process.yaml", bytes: process), File(name: "\(id).scenarios.yaml", bytes: scenarios)]
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
            id: "consulting",
            summary: "A consulting firm: from the first talk to an accepted result and the feedback",
            road: ["lead_generation", "consultation", "proposal", "agreement", "execution", "review_and_feedback"]
        ),
        ProcessTemplate(
            id: "crm_import",
            summary: "A computer hardware sale, with a map that imports the CSV files of an old CRM",
            road: ["prospecting", "engaging", "won"]
        ),
        ProcessTemplate(
            id: "customer_journey",
            summary: "One round of a customer's journey, each stage another department's",
            road: ["awareness", "consideration", "decision", "retention", "advocacy"]
        ),
        ProcessTemplate(
            id: "eight_stages",
            summary: "Inside sales with BANT, two handovers, onboarding and cross-sell",
            road: [
                "prospecting", "connecting", "qualification", "pitch", "objections", "closing", "onboarding",
                "follow_up",
            ]
        ),
        ProcessTemplate(
            id: "enterprise_b2b",
            summary: "A software company and a buying committee: phases, and three departments side by side",
            road: ["pre_sale", "proposal", "negotiation", "signature", "post_sale", "customer"]
        ),
        ProcessTemplate(
            id: "government_tender",
            summary: "A company that bids for public contracts: bid or no bid, fixed dates, award",
            road: ["found", "bid_decision", "questions", "writing", "submission", "evaluation", "standstill", "won"]
        ),
        ProcessTemplate(
            id: "insurance_renewal",
            summary: "A broker who renews policies: most stay, and who compares may leave",
            road: ["review", "offer", "recommendation", "renewal", "renewed", "in_force"]
        ),
        ProcessTemplate(
            id: "lead_routing",
            summary: "The first hours of a lead: who it is, who takes it, who answers",
            road: ["captured", "segmentation", "routing", "first_response", "qualifying", "accepted"]
        ),
        ProcessTemplate(
            id: "nurture_cycle",
            summary: "Whoever is not ready is nurtured and comes back; whoever bought recommends",
            road: [
                "lead_generation", "qualification", "first_contact", "presentation", "closing", "engaged",
                "referrals_and_repeat",
            ]
        ),
        ProcessTemplate(
            id: "pipeline_bant",
            summary: "A short pipeline that asks for budget, authority, need and timing",
            road: ["prospecting", "qualifying", "demonstrate", "proposal", "closing", "won"]
        ),
        ProcessTemplate(
            id: "property_development_sales",
            summary: "A developer who sells whole buildings, finished or before completion",
            road: ["teaser", "information", "exclusivity", "examination", "contract", "signed", "closed", "warranty"]
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
        ProcessTemplate(
            id: "self_service_b2c",
            summary: "A shop on the web: an hour from the basket to the order, and nobody in between",
            road: ["basket", "checkout", "payment", "paid", "shipped", "delivered"]
        ),
        ProcessTemplate(
            id: "seven_stages",
            summary: "Field sales in the seven classic stages",
            road: ["prospecting", "preparation", "approach", "presentation", "objections", "closing", "follow_up"]
        ),
        ProcessTemplate(
            id: "solar_installation",
            summary: "An installer of solar roofs: survey, grid and bank, sold or leased",
            road: [
                "inquiry", "survey", "offer", "feasibility", "signing", "sold", "installing", "starting_up",
                "producing",
            ]
        ),
    ]

    /// The template of an industry.
    public static func named(_ id: String) -> ProcessTemplate? { all.first { $0.id == id } }
}
