package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that only leads to commands: called alone, it says which. */
public abstract class CommandGroup implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public final Integer call() {
        var commandLine = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        if (CoppiceCommand.of(commandLine.getCommandSpec()).json) {
            throw new ParameterException(commandLine, "Missing required subcommand");
        }
        commandLine.usage(commandLine.getErr());
        return ExitCode.USAGE;
    }
}
