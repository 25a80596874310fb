import Testing
import Turnpike
import TurnpikeConfiguration
import TurnpikeNotifications
import TurnpikeValues
import TurnpikeYAML

@Suite struct ConfigurationTests {
    static let whole = """
        store: data/deals.db
        tenant: north
        processes: [b2b.process.yaml, /srv/retail.process.yaml]
        outbox_file: sent.jsonl
        people: {rep_1: {roles: [rep]}}
        delivery: {lease: 2 minutes, attempts: 5, first_pause: 1 second, longest_pause: 1 hour, concurrency: 64}
        plugins:
          crm: ./plugins/crm
          ledger:
            command: [python3, ledger.py, --quiet]
            for: [notify, email]
            folder: plugins
            environment: {LOG: debug, LEVEL: "3"}
            settings:
              path: /tmp/ledger.jsonl
              token: env:LEDGER_TOKEN
              retries: 3
              share: 0.5
              live: false
              note: "3"
              tags: [a, b]
              nested: {empty: null}
            limits: {start: 20 seconds, call: 5 seconds, health: 1 second, stop: 500 milliseconds, memory: 512 MB}
            concurrency: 4
            rate: 10 per second
            after_dead_letter: go_on
            roles: [desk]
        """

    @Test func aBuiltInPluginNeedsNoCommand() throws {
        let file = ConfigurationFile(
            text: "plugins: {hooks: {uses: webhook, settings: {url: x}}}",
            name: "turnpike.yaml"
        )
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let plugin = try #require(file.configuration?.plugins.first)
        #expect(plugin.uses == "webhook" && plugin.command.isEmpty && plugin.names == ["hooks"])
    }

    @Test func everyKeyIsRead() throws {
        let file = ConfigurationFile(text: Self.whole, name: "conf/turnpike.yaml")
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let read = try #require(file.configuration)
        #expect(read.store == "conf/data/deals.db")
        #expect(read.tenant == "north")
        #expect(read.processes == ["conf/b2b.process.yaml", "/srv/retail.process.yaml"])
        #expect(read.outboxFile == "conf/sent.jsonl")
        #expect(read.directory?.all.map(\.id) == ["rep_1"])
        #expect(read.delivery.lease == .seconds(120) && read.delivery.attempts == 5)
        #expect(read.delivery.firstPause == .seconds(1) && read.delivery.longestPause == .seconds(3_600))
        #expect(read.delivery.concurrency == 64)
        #expect(read.plugins.map(\.name) == ["crm", "ledger"])
        #expect(read.plugin(for: "crm")?.command == ["conf/./plugins/crm"])
        let ledger = try #require(read.plugin(for: "email"))
        #expect(ledger.command == ["python3", "ledger.py", "--quiet"])
        #expect(ledger.folder == "conf/plugins")
        #expect(ledger.environment == ["LOG": "debug", "LEVEL": "3"])
        #expect(
            String(decoding: ledger.settings.canonical(), as: UTF8.self)
                == #"{"live":false,"nested":{"empty":null},"note":"3","path":"/tmp/ledger.jsonl","retries":3,"share":0.5,"tags":["a","b"],"token":"env:LEDGER_TOKEN"}"#
        )
        #expect(ledger.start == .seconds(20) && ledger.call == .seconds(5) && ledger.health == .seconds(1))
        #expect(ledger.stop == .milliseconds(500) && ledger.memory == 512 << 20)
        #expect(ledger.concurrency == 4 && ledger.rate == .init(count: 10, period: .seconds(1)))
        #expect(ledger.afterDeadLetter == .goOn && ledger.roles == ["desk"])
        #expect(read.plugin(for: "ledger") == nil, "what says 'for' is called by those names alone")
    }

    @Test(arguments: ["", "# nothing yet\n", "{}"])
    func whatSaysNothingIsAConfiguration(_ text: String) {
        let file = ConfigurationFile(text: text)
        #expect(file.configuration?.plugins.isEmpty == true, "\(file.diagnostics.map(\.message))")
    }

    static let faults: [(String, String, String)] = [
        ("1️⃣stroe: deals.db", "TP1660", "no 'stroe'"),
        ("plugins: {crm: {1️⃣comand: ./crm}, x: ./x}", "TP1660", "no 'comand'"),
        ("plugins: {1️⃣crm: {settings: {}}}", "TP1661", "has no 'command'"),
        ("plugins: {1️⃣crm: {uses: webhook, command: ./crm}}", "TP1663", "either built in"),
        ("{1️⃣store: }", "TP1112", "nothing is given"),
        ("plugins: 1️⃣[crm]", "TP1662", "`name: {command: …}`"),
        ("delivery: 1️⃣3", "TP1662", "settings"),
        ("processes: 1️⃣{a: b}", "TP1662", "list of process files"),
        ("plugins: {crm: {command: ./a, settings: 1️⃣[1]}}", "TP1662", "settings"),
        ("plugins: {crm: {command: 1️⃣[]}}", "TP1663", "empty"),
        ("plugins: {crm: {command: ./a, limits: {call: 1️⃣10}}}", "TP1663", "span of elapsed time"),
        ("plugins: {crm: {command: ./a, limits: {call: 1️⃣1 day}}}", "TP1663", "span of elapsed time"),
        ("plugins: {crm: {command: ./a, limits: {call: 1️⃣0 seconds}}}", "TP1663", "span of elapsed time"),
        ("plugins: {crm: {command: ./a, limits: {memory: 1️⃣much}}}", "TP1663", "size"),
        ("plugins: {crm: {command: ./a, limits: {memory: 1️⃣99999999999 GB}}}", "TP1663", "size"),
        ("plugins: {crm: {command: ./a, rate: 1️⃣10}}", "TP1663", "rate"),
        ("plugins: {crm: {command: ./a, rate: 1️⃣0 per second}}", "TP1663", "rate"),
        ("plugins: {crm: {command: ./a, concurrency: 1️⃣0}}", "TP1663", "from 1 to 1024"),
        ("plugins: {crm: {command: ./a, after_dead_letter: 1️⃣stop}}", "TP1663", "park, go_on"),
        ("plugins: {1️⃣My CRM: ./a}", "TP1663", "small letters"),
        ("delivery: {attempts: 1️⃣many}", "TP1663", "from 1 to 1000"),
        ("plugins: {crm: ./a, 1️⃣sales: {command: ./b, for: [crm]}}", "TP1664", "delivers for 'crm' already"),
        ("notifications: 1️⃣slack", "TP1662", "settings"),
        ("notifications: {1️⃣defualt: {channel: a}}", "TP1660", "no 'defualt'"),
        ("notifications: 1️⃣{default: {low: never}}", "TP1661", "no channel"),
        ("{plugins: {slack: ./a}, notifications: {default: {channel: 1️⃣slak}}}", "TP1663", "none of the plug-ins"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, low: 1️⃣digest b}}}", "TP1663", "none of the"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, low: 1️⃣weekly}}}", "TP1663", "no way of being"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, 1️⃣lowest: now}}}", "TP1660", "no 'lowest'"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, quiet: 1️⃣night}}}", "TP1663", "quiet hours"),
        (
            "{plugins: {a: ./a}, notifications: {default: {channel: a, quiet: 1️⃣09:00-09:00}}}", "TP1663",
            "quiet hours"
        ),
        (
            "{plugins: {a: ./a}, notifications: {default: {channel: a, quiet_passes: 1️⃣all}}}", "TP1663",
            "not one of low"
        ),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, digests: 1️⃣[9]}}}", "TP1663", "time of the day"),
        (
            "{plugins: {a: ./a}, notifications: {default: {channel: a, digests: 1️⃣[\"24:00\"]}}}", "TP1663",
            "time of the day"
        ),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, days: 1️⃣[monday]}}}", "TP1663", "day of the week"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a, zone: 1️⃣Berlin}}}", "TP1663", "Berlin"),
        ("{plugins: {a: ./a}, notifications: {default: {channel: a}, people: 1️⃣[rep_1]}}", "TP1662", "people are"),
        (
            "{people: {rep_1: {roles: [rep]}}, plugins: {a: ./a}, "
                + "notifications: {default: {channel: a}, people: {1️⃣rep_2: {zone: UTC}}}}", "TP1713",
            "nobody is called 'rep_2'"
        ),
        (
            "{plugins: {1️⃣a: {command: ./a, for: [notify]}}, notifications: {default: {channel: a}}}", "TP1664",
            "both deliver"
        ),
        ("receive: 1️⃣8080", "TP1662", "settings"),
        ("receive: 1️⃣{port: 8080}", "TP1661", "no 'routes'"),
        ("receive: {port: 1️⃣65536, routes: {/a: {uses: slack}}}", "TP1663", "from 0 to 65535"),
        ("receive: {routes: 1️⃣[/a]}", "TP1662", "routes are written"),
        ("receive: {routes: {1️⃣hooks: {uses: slack}}}", "TP1663", "no path"),
        ("receive: {routes: {1️⃣\"/a?b\": {uses: slack}}}", "TP1663", "no path"),
        ("receive: {routes: {1️⃣/a: {roles: [desk]}}}", "TP1661", "no 'uses'"),
        ("receive: {routes: {/a: {uses: 1️⃣slacks}}}", "TP1663", "not one of hubspot, pipedrive, slack, webhook"),
        ("receive: {routes: {/a: {uses: slack, plugin: 1️⃣slack}}}", "TP1663", "none of the plug-ins"),
        ("receive: {routes: {/a: {uses: slack, settings: 1️⃣[1]}}}", "TP1662", "settings are written"),
    ]

    @Test(arguments: faults)
    func whatIsWrongIsFoundAtItsPlace(_ marked: String, _ code: String, _ words: String) throws {
        let parts = marked.split(separator: "1️⃣", maxSplits: 1, omittingEmptySubsequences: false)
        let offset = parts[0].utf8.count
        let file = ConfigurationFile(text: parts.joined())
        #expect(file.configuration == nil)
        let found = try #require(file.diagnostics.first { $0.code.id == code }, "\(file.diagnostics)")
        #expect(found.message.contains(words), "\(found.message)")
        #expect(Int(found.range.start) == offset)
    }

    @Test func waysOfBeingToldAreReadAndInherited() throws {
        let file = ConfigurationFile(
            text: """
                notifications:
                  for: [notify, tell]
                  file: waiting.json
                  default:
                    channel: slack
                    low: digest
                    urgent: now pager
                    quiet: 19:00-07:00
                    quiet_passes: high
                    digests: ["15:00", "09:00"]
                    days: [mon, tue]
                    zone: Europe/Berlin
                  people:
                    rep_1: {channel: matrix, normal: digest slack, zone: America/New_York}
                    rep_2: {quiet: none, low: never, quiet_passes: nothing}
                plugins: {slack: ./a, matrix: ./b, pager: ./c}
                """,
            name: "conf/turnpike.yaml"
        )
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let read = try #require(file.configuration?.notifications)
        #expect(read.names == ["notify", "tell"] && read.file == "conf/waiting.json")
        let nine = try #require(ClockTime("09:00"))
        let evening = try #require(ClockTime("19:00"))
        #expect(
            read.standard.ways
                == [.low: .digest("slack"), .normal: .now("slack"), .high: .now("slack"), .urgent: .now("pager")]
        )
        #expect(read.standard.digests.first == nine && read.standard.digests.count == 2)
        #expect(read.standard.days == [.monday, .tuesday])
        #expect(read.standard.quiet?.from == evening && read.standard.quiet?.passes == .high)
        let first = read.preference(of: "rep_1")
        #expect(first.channel == "matrix")
        #expect(
            first.ways
                == [.low: .digest("matrix"), .normal: .digest("slack"), .high: .now("matrix"), .urgent: .now("pager")]
        )
        #expect(first.quiet == read.standard.quiet && first.zone != read.standard.zone)
        let second = read.preference(of: "rep_2")
        #expect(second.quiet == nil && second.ways[.low] == .never && second.channel == "slack")
        #expect(read.preference(of: "somebody") == read.standard)
    }

    @Test func whatIsListenedToIsRead() throws {
        let file = ConfigurationFile(
            text: """
                receive:
                  host: 0.0.0.0
                  port: 9000
                  concurrency: 32
                  timeout: 5 seconds
                  routes:
                    /hooks/billing: {uses: webhook, roles: [desk], settings: {secrets: ["env:A"], signals: {a.b: paid}}}
                    /slack: {uses: slack, plugin: slack, settings: {secrets: ["env:B"]}}
                plugins: {slack: {uses: slack}}
                """,
            name: "turnpike.yaml"
        )
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let read = try #require(file.configuration?.receive)
        #expect(read.host == "0.0.0.0" && read.port == 9_000 && read.concurrency == 32)
        #expect(read.timeout == .seconds(5))
        #expect(read.routes.map(\.path) == ["/hooks/billing", "/slack"])
        #expect(read.routes.map(\.uses) == ["webhook", "slack"])
        #expect(read.routes[0].roles == ["desk"] && read.routes[1].plugin == "slack")
        #expect(read.routes[0].settings["signals"]?["a.b"] == "paid")
    }

    @Test func everyCodeOfTheConfigurationIsCovered() {
        let codes = DiagnosticCode.all.map(\.id).filter { ("TP1660"..."TP1669").contains($0) }
        #expect(Set(Self.faults.map(\.1)).isSuperset(of: codes))
    }

    @Test func aFileThatIsNotThereIsAFinding() {
        let file = ConfigurationFile(path: "/nowhere/turnpike.yaml")
        #expect(file.configuration == nil)
        #expect(!file.diagnostics.isEmpty)
    }

    @Test func theNearestWordWins() {
        #expect(HostConfiguration.choose("flag", "environment", "file", default: "default") == "flag")
        #expect(HostConfiguration.choose(nil, "environment", "file", default: "default") == "environment")
        #expect(HostConfiguration.choose(nil, nil, "file", default: "default") == "file")
        #expect(HostConfiguration.choose(nil, nil, nil, default: "default") == "default")
    }

    @Test(arguments: [
        (nil, ["turnpike.yaml"]), ("deals.db", ["turnpike.yaml"]),
        ("/srv/deals.db", ["/srv/turnpike.yaml", "turnpike.yaml"]),
    ])
    func itIsLookedForBesideTheStore(_ store: String?, _ places: [String]) {
        #expect(HostConfiguration.places(beside: store) == places)
    }
}
