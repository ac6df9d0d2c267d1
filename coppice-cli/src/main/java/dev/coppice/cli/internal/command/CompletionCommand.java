package dev.coppice.cli.internal.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script. */
@Command(name = "completion", description = "Print a completion script for bash and zsh: source <(coppice completion).")
final class CompletionCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        var self = Objects.requireNonNull(spec, "picocli sets it");
        var script = AutoComplete.bash("coppice", self.root().commandLine());
        CoppiceCommand.of(self).terminal().answer(java.util.Map.of("script", script), script);
        return 0;
    }
}
