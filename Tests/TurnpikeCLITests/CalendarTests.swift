#if CLI

    import Foundation
    import Testing

    @Suite struct CalendarTests {
        private static let process = """
            turnpike: 1
            process: p
            zone: Europe/Berlin
            calendar: office
            calendars:
              office: {hours: {mon-fri: 09:00-17:00}, holidays: days/de.ics}
            activities: {demo: {kind: demo}}
            stages:
              open: {exit: [{done: [{demo: {within: 1 working day}}]}], moves: [won, lost]}
              won: {outcome: won}
              lost: {outcome: lost}
            """

        private func playground(environment: [String: String] = [:]) async throws -> Playground {
            let playground = try await Playground(environment: environment)
            try playground.write("p.process.yaml", Self.process)
            let days = playground.home.appendingPathComponent("days")
            try FileManager.default.createDirectory(at: days, withIntermediateDirectories: true)
            let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            try Data(text.utf8).write(to: days.appendingPathComponent("de.ics"))
            return playground
        }

        @Test func aMachineWithoutZoneFilesIsToldWhatToInstall() async throws {
            let playground = try await playground(environment: ["TZDIR": "/no/such/folder"])
            let run = try await playground.run("check p.process.yaml")
            let text = run.output + run.errors
            #expect(run.status == 1)
            #expect(text.contains("p.process.yaml:3:7: error[TP1298]"), "\(text)")
            #expect(text.contains("install the package tzdata, or set TZDIR"), "\(text)")
        }

        @Test func theStoreKeepsFilesOfHolidaysWithTheProcess() async throws {
            let playground = try await playground()
            let added = try await playground.run("processes --add p.process.yaml")
            #expect(added.status == 0, "\(added.errors)")
            try FileManager.default.removeItem(at: playground.home.appendingPathComponent("days"))
            try FileManager.default.removeItem(at: playground.home.appendingPathComponent("p.process.yaml"))
            let opened = try await playground.run("open p --name A --key a --as rep_1")
            #expect(opened.status == 0, "\(opened.errors)")
            let moved = try await playground.run("move a won --as rep_1")
            #expect(moved.status != 0)
            #expect((moved.output + moved.errors).contains("within the last 1 working day"), "\(moved)")
        }
    }

#endif
