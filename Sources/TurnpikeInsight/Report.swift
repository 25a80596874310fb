public import Turnpike
import TurnpikeValues

/// What a report asks.
public struct ReportOptions: Hashable, Sendable {
    /// Whose deals.
    public var tenant: String
    /// Only this process; nil reports on each.
    public var process: String?
    /// The money field that says what a deal is worth; nil takes the first of the process.
    public var value: String?
    /// What deals are grouped by: fields, or `owner`, `account`, `stage`, `reason`.
    public var groups: [String]

    /// The figures of all processes by owner.
    public init(tenant: String = "", process: String? = nil, value: String? = nil, groups: [String] = ["owner"]) {
        self.tenant = tenant
        self.process = process
        self.value = value
        self.groups = groups
    }
}

/// A question that a store's deals cannot answer.
public struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what would be right.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// The figures of a store's deals, process by process.
public struct Report: Hashable, Sendable {
    /// The figures of one process, all its versions together.
    public struct Process: Hashable, Sendable {
        /// Deals in one stage.
        public struct Stage: Hashable, Sendable {
            /// The stage's id.
            public let id: String
            /// What people read.
            public let label: String
            /// How many deals are there now; of a stage with others inside, all those that are in them.
            public let deals: Int
            /// The id of the stage that it stands in; nil at the top of the process.
            public let around: String?
            /// How many stages stand around it.
            public let depth: Int

            init(id: String, label: String, deals: Int, around: String? = nil, depth: Int = 0) {
                self.id = id
                self.label = label
                self.deals = deals
                self.around = around
                self.depth = depth
            }
        }

        /// Lost deals with one reason.
        public struct Reason: Hashable, Sendable {
            /// The reason's id with its list, such as `lost/price`; nil for deals without one.
            public let id: String?
            /// What people read.
            public let label: String
            /// How many.
            public let deals: Int
        }

        /// A grouping that was asked for.
        public struct Grouping: Hashable, Sendable {
            /// What deals are grouped by.
            public let name: String
            /// The groups, by label; deals without a value last.
            public let groups: [Group]
        }

        /// Closed deals of one month or quarter.
        public struct Period: Hashable, Sendable {
            /// `2017Q1`, `2017-03`; nil for deals closed at a time that nobody recorded.
            public let name: String?
            /// Their figures.
            public let figures: Figures
        }

        /// The process's id.
        public let id: String
        /// Its label, in the highest version that deals have.
        public let label: String
        /// The versions that deals have, ascending.
        public let versions: [Int]
        /// The money field that the values are of; nil where the process has none.
        public let valueField: String?
        /// The figures of all deals.
        public let figures: Figures
        /// How many deals are in each stage, in the order of the process.
        public let stages: [Stage]
        /// Why deals were lost, the most frequent first.
        public let lostReasons: [Reason]
        /// The groupings, in the order in which they were asked for.
        public let groupings: [Grouping]
        /// By the quarter of the close.
        public let quarters: [Period]
        /// By the month of the close.
        public let months: [Period]
    }

    /// A deal that could not be read; it is in none of the figures.
    public struct Unreadable: Hashable, Sendable {
        /// The deal.
        public let deal: DealID
        /// Why not.
        public let message: String
    }

    /// The processes, by id.
    public let processes: [Process]
    /// How many deals could not be read.
    public let unreadableCount: Int
    /// The first of them.
    public let unreadable: [Unreadable]

    /// Reads all deals of a store and counts them.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - options: what to report on.
    ///   - process: finds the process of a deal by id and version, such as `Pipeline.process(_:version:)`.
    /// - Throws: `ReportError` where a field of the options does not exist, `StoreError`, and what `process` throws.
    public static func make(
        from store: any DealStore,
        options: ReportOptions = ReportOptions(),
        process: (String, Int) async throws -> SalesProcess
    ) async throws -> Report {
        var maker = ReportMaker(options: options)
        try await maker.read(store, process)
        return try maker.finish()
    }
}
