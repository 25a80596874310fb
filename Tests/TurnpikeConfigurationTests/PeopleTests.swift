import Testing
import Turnpike
import TurnpikeConfiguration
import TurnpikeValues
import TurnpikeYAML

/// People of the configuration, written down or in a table.
@Suite struct PeopleOfAConfigurationTests {
    @Test func everythingOfAPersonIsRead() throws {
        let text = """
            people:
              rep_1:
                name: A rep
                email: rep_1@example.com
                keys: [crm-7]
                roles: [rep, desk]
                teams: inbound
                manager: manager_1
                delegate: manager_1
                absent: [2026-12-24, 2026-12-30..2027-01-02]
                capacity: 12
              manager_1: {roles: [sales_manager], left: true}
              fallback: [rep_1]

            """
        let file = ConfigurationFile(text: text)
        #expect(file.diagnostics.isEmpty, "\(file.diagnostics.map(\.message))")
        let people = try #require(file.configuration?.directory)
        let rep = try #require(people["rep_1"])
        #expect(rep.roles == ["rep", "desk"] && rep.teams == ["inbound"] && rep.capacity == 12)
        #expect(rep.manager == "manager_1" && rep.delegate == "manager_1")
        #expect(people.person(externalKey: "crm-7") == rep)
        #expect(people["manager_1"]?.hasLeft == true)
        #expect(people.fallback == ["rep_1"])
        for (day, isThere) in [("2026-12-24", false), ("2026-12-25", true), ("2027-01-02", false)] {
            #expect(rep.isPresent(on: try #require(CalendarDate(day))) == isThere)
        }
        let other = ConfigurationFile(text: text.replacing("capacity: 12", with: "capacity: 13"))
        #expect(other.configuration?.directory?.revision != people.revision, "another text has another revision")
    }

    @Test(arguments: [
        ("people: [rep_1]", "TP1662"), ("people: {rep_1: {role: [rep]}}", "TP1660"),
        ("people: {rep_1: {absent: soon}}", "TP1663"), ("people: {rep_1: {absent: 2026-12-24..2026-12-01}}", "TP1663"),
        ("people: {rep_1: {left: yes}}", "TP1663"), ("people: {rep_1: {capacity: 0}}", "TP1663"),
        ("people: {rep_1: {manager: manger_1}, manager_1: {roles: [x]}}", "TP1713"),
        ("people: {rep_1: {roles: [x]}, fallback: [nobody]}", "TP1713"),
        ("people: {file: nowhere.csv}", "TP1714"),
    ])
    func whatIsWrongIsToldWithItsPlace(_ text: String, _ code: String) {
        let file = ConfigurationFile(text: text + "\n")
        #expect(file.diagnostics.map(\.code.id) == [code], "\(file.diagnostics.map(\.message))")
        #expect(file.configuration == nil)
    }

    @Test func aTableIsRead() {
        let table = PeopleTable(
            Array(
                """
                \u{FEFF}id,name,roles,manager,absent,left
                rep_1,"A rep, \"\"the first\"\"",rep; desk,manager_1,2026-12-24..2026-12-26;2027-01-01,
                manager_1,,sales_manager,,,true

                """.utf8
            )
        )
        #expect(table.problems.isEmpty, "\(table.problems)")
        #expect(table.persons.map(\.id) == ["rep_1", "manager_1"])
        #expect(table.persons.first?.name == "A rep, \"the first\"")
        #expect(table.persons.first?.roles == ["rep", "desk"])
        #expect(table.persons.first?.absences.count == 2)
        #expect(table.persons.last?.hasLeft == true)
    }

    @Test(arguments: [
        ("", "empty"), ("name\nrep\n", "'id' is missing"), ("id,rolle\nrep_1,x\n", "no column 'rolle'"),
        ("id,roles\nrep_1\n", "line 2: 1 values"), ("id\nrep_1\nrep_1\n", "line 3: 'rep_1' stands there twice"),
        ("id,absent\nrep_1,soon\n", "line 2: 'soon'"), ("id,left\nrep_1,no\n", "line 2: 'left'"),
        ("id,capacity\nrep_1,-4\n", "line 2: '-4'"), ("id,name\n,x\n", "line 2: a person needs an id"),
    ])
    func whatIsWrongInATableIsToldWithItsLine(_ text: String, _ words: String) {
        let problems = PeopleTable(Array(text.utf8)).problems
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
    }
}
