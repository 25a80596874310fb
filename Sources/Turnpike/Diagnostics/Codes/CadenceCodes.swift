/// TP1810 to TP1839, the process language: cadences and messages to customers.
extension DiagnosticCode {
    /// A cadence that writes on whatever the customer says.
    public static let cadenceNeverStops = DiagnosticCode(
        "TP1810",
        "a cadence that no answer stops",
        explanation: """
            A cadence that writes to a customer ends when they answer. `stops_on` names the signals that say so, or the \
            outcomes of an activity. Leaving the stage ends every cadence, and says nothing about the customer.
            """,
        wrong: "outbound: {to: deal.mail, steps: [{email: intro}]}\n",
        right: "outbound: {to: deal.mail, steps: [{email: intro}], stops_on: [replied, unsubscribed]}\n"
    )
    /// A cadence that the file does not declare.
    public static let unknownCadence = DiagnosticCode(
        "TP1811",
        "an unknown cadence",
        explanation: "A stage names a cadence of `cadences`.",
        wrong: "prospecting: {cadence: outbond, moves: [won]}\n",
        right: "prospecting: {cadence: outbound, moves: [won]}\n"
    )
    /// A cadence without steps.
    public static let cadenceWithoutSteps = DiagnosticCode(
        "TP1812",
        "a cadence without steps",
        explanation: "A cadence is made of its steps. One without any does nothing.",
        wrong: "outbound: {steps: []}\n",
        right: "outbound: {steps: [{call: first_call}]}\n"
    )
    /// A window that is never open together with the hours of the contact rules.
    public static let windowNeverOpens = DiagnosticCode(
        "TP1813",
        "a window that never opens",
        explanation: """
            A message goes out when both the window of its cadence and the `hours` of `contact_rules` are open. Where no \
            hour of the week is in both, no message could ever go.
            """,
        wrong: "contact_rules: {hours: daytime}\ncadences: {outbound: {window: night}}\n",
        right: "contact_rules: {hours: daytime}\ncadences: {outbound: {window: office}}\n"
    )
    /// A window without a calendar.
    public static let windowWithoutCalendar = DiagnosticCode(
        "TP1814",
        "a window without a calendar",
        explanation: "A window is the hours of a calendar: the one that it names, or the one of the process.",
        wrong: "window: {zone: contact}\n",
        right: "window: {calendar: office, zone: contact}\n"
    )
    /// A step that no deal comes to.
    public static let stepAfterStop = DiagnosticCode(
        "TP1815",
        "a step after a stop",
        explanation: "A step with `stop: true` and no condition ends the cadence for every deal.",
        wrong: "steps: [{email: intro}, {stop: true}, {email: nudge}]\n",
        right: "steps: [{email: intro}, {email: nudge}]\n"
    )
    /// A step that does nothing, or several things.
    public static let stepWithoutAction = DiagnosticCode(
        "TP1816",
        "a step does one thing",
        explanation: """
            A step sends a mail (`email`) or a message, opens an activity (`call`, `task`), asks a plug-in for something or \
            stops. Each is a step of its own, so that each has its time.
            """,
        wrong: "steps: [{after: 3 days}]\n",
        right: "steps: [{after: 3 days, call: first_call}]\n"
    )
    /// A branch on an activity that no earlier step opens.
    public static let branchWithoutStep = DiagnosticCode(
        "TP1817",
        "a branch without its step",
        explanation: """
            `on` asks how an activity ended that an earlier step of the same cadence has opened, and names the outcomes \
            that it waits for.
            """,
        wrong: "steps: [{email: intro}, {on: {first_call: [no_answer]}, email: missed_you}]\n",
        right: "steps: [{call: first_call}, {on: {first_call: [no_answer]}, email: missed_you}]\n"
    )
    /// Contact rules that say nothing.
    public static let emptyContactRules = DiagnosticCode(
        "TP1818",
        "contact rules without a rule",
        explanation: "`contact_rules` says when nothing may go out, and how much may.",
        wrong: "contact_rules: {}\n",
        right: "contact_rules: {do_not_contact: deal.opted_out}\n"
    )
    /// A message to a customer about one that may not go to them.
    public static let messageAboutWithheld = DiagnosticCode(
        "TP1819",
        "a message about a message that may not go",
        explanation: """
            `message.withheld` and `message.delayed` tell that the contact rules kept a message back, for good or for a \
            time. Another message to the same customer would be kept back too; people of the team can be told.
            """,
        wrong: "- {event: message.withheld, do: [{email: {to: deal.mail, template: sorry}}]}\n",
        right: "- {event: message.withheld, do: [{notify: owner}]}\n"
    )
    /// A file of a template that cannot be read.
    public static let badTemplateFile = DiagnosticCode(
        "TP1820",
        "a template's file cannot be read",
        explanation: """
            The body of a template may stand in a file of its own, Markdown or plain text in UTF-8, in the folder of the \
            process file or below it.
            """,
        wrong: "templates: {intro: {subject: Hello, file: templates/intro.pdf}}\n",
        right: "templates: {intro: {subject: Hello, file: templates/intro.md}}\n"
    )
    /// A template with two bodies.
    public static let twoBodies = DiagnosticCode(
        "TP1821",
        "a template with two bodies",
        explanation: "The body of a template stands in its `file` or in `body`, not in both.",
        wrong: "templates: {intro: {file: intro.md, body: Hello}}\n",
        right: "templates: {intro: {file: intro.md}}\n"
    )

    static let cadenceCodes: [DiagnosticCode] = [
        cadenceNeverStops, unknownCadence, cadenceWithoutSteps, windowNeverOpens, windowWithoutCalendar, stepAfterStop,
        stepWithoutAction, branchWithoutStep, emptyContactRules, messageAboutWithheld, badTemplateFile, twoBodies,
    ]
}
