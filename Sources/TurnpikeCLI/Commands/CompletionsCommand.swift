#if CLI

    import ArgumentParser
    import TurnpikeValues

    /// `turnpike completions`
    struct CompletionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "completions",
            abstract: "Print a script that completes commands in your shell.",
            discussion: """
                  turnpike completions bash > /etc/bash_completion.d/turnpike
                  turnpike completions zsh > "${fpath[1]}/_turnpike"
                  turnpike completions fish > ~/.config/fish/completions/turnpike.fish

                Deals, moves, activities, fields and roles are completed from the store, too: deals.db, $TURNPIKE_STORE, or \
                the one that --store names.
                """
        )

        /// The shells.
        enum Shell: String, ExpressibleByArgument, CaseIterable, Sendable {
            case bash
            case zsh
            case fish

            var completion: CompletionShell {
                switch self {
                case .bash: .bash
                case .zsh: .zsh
                case .fish: .fish
                }
            }
        }

        @Argument(help: "The shell.") var shell: Shell
        @OptionGroup var output: FormatOptions

        func run() async throws {
            let script = RootCommand.completionScript(for: shell.completion) + "\n"
            try output.write {
                script
            } json: {
                Document.object([
                    "kind": "completions", "script": .string(script), "shell": .string(shell.rawValue),
                ])
            }
        }
    }

#endif
