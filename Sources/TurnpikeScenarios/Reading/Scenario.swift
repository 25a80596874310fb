public import Turnpike
import TurnpikeValues

/// One test of a process: a deal in a situation, what is done to it, and what is expected of that.
///
/// It names everything by text ids, so that it can be run against the process it was read for and against changed ones.
public struct Scenario: Sendable {
    /// What it says in words; unique in its file.
    public let name: String
    /// The words of its name in the scenario file.
    public let range: SourceRange
    var actor: Performer
    var given: Given
    var steps: [Step]
    var expectation: Expectation
    /// Who is there; nil where everybody is taken at their word.
    var crew: Crew?
    /// What currencies are worth; nil where no table is given.
    var rates: RateTable?

    /// Who acts.
    struct Performer: Sendable {
        /// nil for every role of the process.
        var roles: [String]?
        var id: String?
        var kind = Actor.Kind.person
        /// Whether it acts as the deal's owner.
        var isOwner = false
    }

    /// The people of a scenario.
    struct Crew: Sendable {
        var persons: [Person] = []
        var fallback: [String] = []
    }

    /// What a plug-in says to a gate's question.
    struct Answer: Sendable {
        enum Word: String, Sendable, CaseIterable {
            case yes
            case no
            /// It does not answer.
            case down
        }

        var word: Word
        var text: String?
    }

    /// The situation in which it begins.
    struct Given: Sendable {
        var range: SourceRange
        /// The time that the clock shows when the first step is done.
        var now: Instant
        var opened: Instant?
        var stage: String?
        var cameFrom: String?
        var arrived: Instant?
        var name = "Scenario"
        var owner: String?
        var account: String?
        var contact: String?
        var fields: [FieldValue] = []
        var done: [Done] = []
        var obligations: [String] = []
        var accounts: [Party] = []
        var contacts: [Party] = []
        /// The outcome that it came to before it went on to `stage`, by the stage of that outcome.
        var outcome: String?
        /// Why, by the id of a reason.
        var reason: String?
        /// Who is there, where that differs from the file.
        var people: Crew?
        /// How many open deals people have, by their ids.
        var loads: [(person: String, count: Int)] = []
        /// What plug-ins say whenever they are asked, by their names.
        var answers: [String: Answer] = [:]
        /// Whether the deal is there before the first step.
        var isPlaced = true

        struct Done: Sendable {
            var activity: String
            var outcome: String?
            var at: When
            var by: String?
            var evidence: String?
            var times: Int
            var values: [FieldValue]
            var range: SourceRange
        }

        enum When: Sendable {
            case now
            case at(Instant)
            case ago(TimeSpan)
        }

        struct Party: Sendable {
            var id: String
            var values: [String: Value]
        }
    }

    /// One thing that is done.
    struct Step: Sendable {
        enum Action: Sendable {
            case open(Opening)
            case command(Command)
            case wait(TimeSpan)
            /// Nothing runs for so long; what was due meanwhile is taken late.
            case down(TimeSpan)
            /// A plug-in answers what a gate has asked it.
            case answer(plugin: String, Answer)
        }

        var action: Action
        /// The step in a few words, as reports name it.
        var label: String
        var range: SourceRange
        var actor: Performer?
        var expectation: Expectation?
    }

    /// What is expected; nil where nothing is said.
    struct Expectation: Sendable {
        var range: SourceRange
        var stage: Located<String>?
        var stages: Located<[String]>?
        var outcome: Located<String>?
        var refused: Located<[String]>?
        var warned: Located<[String]>?
        /// What moves that happen by themselves still wait for.
        var waiting: Located<[String]>?
        var fields: [ExpectedField] = []
        var events: ExpectedList?
        var hooks: ExpectedList?
        var obligations: Located<[String]>?
        var open: Located<[String]>?
        /// The deals of other processes that are to be opened.
        var opened: Located<[String]>?
        /// The fields that whoever acts may not see.
        var hidden: Located<[String]>?
        var forecast: Located<String>?
        var probability: Located<String>?
        var owner: Located<String>?
        var reason: Located<String>?
        var error: Located<String>?
    }

    struct ExpectedField: Sendable {
        var field: String
        var value: Value
        var range: SourceRange
    }

    /// A list that is expected exactly and in order, or only as a part of what happened.
    struct ExpectedList: Sendable {
        var items: [String]
        var isPart: Bool
        var range: SourceRange
    }
}

/// A survivor of mutation that the file explains.
struct AcceptedSurvivor: Sendable {
    var mutant: String
    var reason: String
    var range: SourceRange
}
