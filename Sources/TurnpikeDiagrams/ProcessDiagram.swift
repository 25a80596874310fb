/// A sales process as somebody draws it: stages in order, the moves between them, and what stands at each stage.
///
/// The value knows nothing of rules: everything in it is text to show. The writers (``MermaidWriter``, ``DOTWriter``,
/// ``SVGWriter``) accept any content; a move that names a stage that does not exist is left out.
public struct ProcessDiagram: Hashable, Sendable {
    /// The heading of the picture.
    public var title: String
    /// A line below the heading, such as "version 3"; empty for none.
    public var subtitle: String
    /// The stages, in file order. Open and won stages and those after the sale form the spine; lost and hold stand beside it.
    public var nodes: [Node]
    /// The moves between stages.
    public var edges: [Edge]
    /// Moves that every stage before an outcome offers; drawn once, as a note.
    public var anywhere: [AnywhereMove]
    /// The time limits of the whole process, as text.
    public var limits: [String]

    /// Creates a diagram.
    public init(
        title: String,
        subtitle: String = "",
        nodes: [Node] = [],
        edges: [Edge] = [],
        anywhere: [AnywhereMove] = [],
        limits: [String] = []
    ) {
        self.title = title
        self.subtitle = subtitle
        self.nodes = nodes
        self.edges = edges
        self.anywhere = anywhere
        self.limits = limits
    }
}

extension ProcessDiagram {
    /// What a stage means for the deal that rests in it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The deal is being worked on.
        case open
        /// The deal is won.
        case won
        /// Life after the sale: a deal that rests here is won already.
        case after
        /// The deal is lost.
        case lost
        /// The deal rests until something wakes it.
        case hold
        /// The end of a track inside a stage.
        case final
    }

    /// One stage.
    public struct Node: Hashable, Sendable {
        /// The stage's id, unique in the diagram, inner stages included; the first of two wins.
        public var id: String
        /// The name that people read; the id is shown if it is empty.
        public var label: String
        /// What the stage means for a deal.
        public var kind: Kind
        /// Whether deals may start here.
        public var isStart: Bool
        /// When deals start here, as text; empty for always.
        public var startNote: String
        /// The stage's probability as text, such as "20%"; empty for none.
        public var probability: String
        /// The forecast category; empty for none.
        public var forecast: String
        /// The names of the gates on the way in.
        public var enterGates: [String]
        /// The names of the gates on the way out.
        public var exitGates: [String]
        /// What is opened in other processes from here, as text.
        public var opens: [String]
        /// The approvals that these gates ask for, and who gives them, as text.
        public var approvals: [String]
        /// The time limits while a deal is here, as text.
        public var limits: [String]
        /// The cadences that a deal goes through here, as text.
        public var cadences: [String]
        /// How many deals rest here now; nil where the picture is of the process alone.
        public var deals: Int?
        /// What these deals are worth, as text; empty for none. Shown only beside a count.
        public var dealsNote: String
        /// What lives inside the stage: one region for nested stages, several for tracks side by side.
        public var regions: [Region]

        /// Creates a stage.
        public init(
            id: String,
            label: String = "",
            kind: Kind = .open,
            isStart: Bool = false,
            startNote: String = "",
            probability: String = "",
            forecast: String = "",
            enterGates: [String] = [],
            exitGates: [String] = [],
            opens: [String] = [],
            approvals: [String] = [],
            limits: [String] = [],
            cadences: [String] = [],
            deals: Int? = nil,
            dealsNote: String = "",
            regions: [Region] = []
        ) {
            self.id = id
            self.label = label
            self.kind = kind
            self.isStart = isStart
            self.startNote = startNote
            self.probability = probability
            self.forecast = forecast
            self.enterGates = enterGates
            self.exitGates = exitGates
            self.opens = opens
            self.approvals = approvals
            self.limits = limits
            self.cadences = cadences
            self.deals = deals
            self.dealsNote = dealsNote
            self.regions = regions
        }
    }

    /// A row of stages inside a stage: nested stages, or one of several tracks.
    public struct Region: Hashable, Sendable {
        /// The track's name; empty for nested stages.
        public var label: String
        /// When the track exists, as text; empty for always.
        public var note: String
        /// The inner stages, in file order.
        public var nodes: [Node]
        /// The moves between the inner stages.
        public var edges: [Edge]

        /// Creates a region.
        public init(label: String = "", note: String = "", nodes: [Node], edges: [Edge] = []) {
            self.label = label
            self.note = note
            self.nodes = nodes
            self.edges = edges
        }
    }

    /// Which way a move goes.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// To a later stage.
        case forward
        /// To an earlier stage.
        case back
        /// Into a lost or hold stage, or out of one.
        case aside
        /// To the same stage, as a new visit.
        case again
    }

    /// What sets a move off.
    public enum Trigger: Hashable, Sendable {
        /// A person decides.
        case person
        /// The process moves the deal by itself; the text says when, such as "after 60 days".
        case automatic(String)
        /// Something comes in from outside; the text names it.
        case signal(String)
    }

    /// Where a move leads.
    public enum Target: Hashable, Sendable {
        /// To the stage with this id.
        case stage(String)
        /// To the stage from which the deal was put aside.
        case cameFrom
        /// To a stage before the present one that a person chooses.
        case earlier
    }

    /// How much of what was left a move takes up again.
    public enum History: String, Hashable, Sendable, CaseIterable {
        /// The inner stage that was left; what stands inside that begins anew.
        case shallow
        /// Everything inside, to the last track.
        case deep
    }

    /// A move from one stage.
    public struct Edge: Hashable, Sendable {
        /// The id of the stage that is left.
        public var from: String
        /// Where the move leads.
        public var target: Target
        /// The move's name; empty where it says no more than the target does.
        public var label: String
        /// Which way the move goes.
        public var direction: Direction
        /// What sets the move off.
        public var trigger: Trigger
        /// The names of the gates of this move alone.
        public var gates: [String]
        /// The names of the stages whose gates the move skips.
        public var skips: [String]
        /// Further texts, such as who may make the move; each stands on a line of its own.
        public var notes: [String]
        /// How much of what was left is taken up again; nil where what is entered begins anew.
        public var history: History?

        /// Creates a move.
        public init(
            from: String,
            to target: Target,
            label: String = "",
            direction: Direction = .forward,
            trigger: Trigger = .person,
            gates: [String] = [],
            skips: [String] = [],
            notes: [String] = [],
            history: History? = nil
        ) {
            self.from = from
            self.target = target
            self.label = label
            self.direction = direction
            self.trigger = trigger
            self.gates = gates
            self.skips = skips
            self.notes = notes
            self.history = history
        }
    }

    /// A move that every stage before an outcome offers.
    public struct AnywhereMove: Hashable, Sendable {
        /// Where the move leads.
        public var target: Target
        /// The move's name; empty where it says no more than the target does.
        public var label: String
        /// What sets the move off.
        public var trigger: Trigger
        /// The names of the gates of this move alone.
        public var gates: [String]
        /// Further texts; each stands on a line of its own.
        public var notes: [String]

        /// Creates a move.
        public init(
            to target: Target,
            label: String = "",
            trigger: Trigger = .person,
            gates: [String] = [],
            notes: [String] = []
        ) {
            self.target = target
            self.label = label
            self.trigger = trigger
            self.gates = gates
            self.notes = notes
        }
    }
}
