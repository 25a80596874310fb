#if CLI

    import ArgumentParser
    import Turnpike

    /// Runs one command line from its words to its exit status.
    enum CommandLineRunner: Sendable {
        /// Runs the words of the program's own command line.
        static func run(_ arguments: [String?]) async -> ExitStatus {
            let words = arguments.compactMap(\.self)
            let damaged = ["TURNPIKE_STORE", "TURNPIKE_AS", "TURNPIKE_CONFIG", "TURNPIKE_TENANT"].first {
                System.isDamaged(environment: $0)
            }
            guard words.count == arguments.count, damaged == nil else {
                // A name with other bytes in place of what was typed would mean another deal or another file.
                let what = damaged ?? arguments.firstIndex(of: nil).map { "word \($0 + 1) of the command line" } ?? ""
                let failure = Failure.wrongUse("invalid_text", "\(what) is not valid UTF-8")
                return tell(failure, wantedFormat(words))
            }
            return await run(words)
        }

        /// Runs it and writes everything there is to say.
        static func run(_ arguments: [String]) async -> ExitStatus {
            let status = await perform(arguments)
            await Plugins.stop()
            #if SQLite
                await OpenStores.close()
            #endif
            return status
        }

        private static func perform(_ arguments: [String]) async -> ExitStatus {
            let format = wantedFormat(arguments)
            do {
                try checkCommandName(arguments)
                var command = try await RootCommand.asyncParseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                return .done
            } catch let ended as Ended {
                return ended.status
            } catch {
                return report(error, format)
            }
        }

        private static func report(_ error: any Error, _ format: OutputFormat) -> ExitStatus {
            let code = RootCommand.exitCode(for: error)
            if code.isSuccess {
                // Help and completion scripts come as errors that are none.
                return (try? Console.write(RootCommand.fullMessage(for: error) + "\n")) == nil ? .failed : .done
            }
            return tell(code == .validationFailure ? parsing(error) : Failure(error), format)
        }

        private static func tell(_ failure: Failure, _ format: OutputFormat) -> ExitStatus {
            switch format {
            case .human: Console.writeError(FailureText.human(failure, Console.errorStyle))
            case .json: try? Console.write(Document.line(FailureText.json(failure)))
            }
            return failure.status
        }

        // What argument-parser says, with the words of the user made safe, and without its own "Error:".
        private static func parsing(_ error: any Error) -> Failure {
            var message = RootCommand.message(for: error)
            while message.last?.isNewline == true { message.removeLast() }
            let full = RootCommand.fullMessage(for: error)
            let usage = full.split(separator: "\n").drop { !$0.hasPrefix("Usage:") }
                .map { String($0.drop { $0 == " " }) }.joined(separator: "\n")
            return Failure(.wrongUse, "wrong_use", message, help: usage.isEmpty ? nil : usage)
        }

        // argument-parser would call a misspelt command an unexpected argument of the tour.
        private static func checkCommandName(_ arguments: [String]) throws {
            guard let first = arguments.first, !first.hasPrefix("-"), first != "help" else { return }
            let commands = RootCommand.configuration.subcommands
            let names = commands.flatMap { [$0._commandName] + $0.configuration.aliases }
            guard !names.contains(first) else { return }
            let help =
                NearestName.find(first, among: names).map { "did you mean 'turnpike \($0)'?" }
                ?? "'turnpike --help' lists the commands"
            throw Failure.wrongUse("unknown_command", "there is no command '\(first)'", help: help)
        }

        private static func wantedFormat(_ arguments: [String]) -> OutputFormat {
            for (index, argument) in arguments.enumerated() {
                if argument == "--format=json" { return .json }
                if argument == "--format", index + 1 < arguments.count, arguments[index + 1] == "json" { return .json }
            }
            return .human
        }
    }

    /// A command that has said everything and ends with a status.
    struct Ended: Error {
        let status: ExitStatus
    }

#endif
