#if CLI

    import ArgumentParser

    /// `turnpike completions`
    struct CompletionsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "completions",
            abstract: "Print a script that completes commands in your shell.",
            discussion: """
                  turnpike completions bash > /etc/bash_completion.d/turnpike
                  turnpike completions zsh > "${fpath[1]}/_turnpike"
                  turnpike completions fish > ~/.config/fish/completions/turnpike.fish
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

        func run() async throws {
            try Console.write(RootCommand.completionScript(for: shell.completion) + "\n")
        }
    }

#endif
