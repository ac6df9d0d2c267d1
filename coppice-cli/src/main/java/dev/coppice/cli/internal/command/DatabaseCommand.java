package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Target;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that works on a database: says first which one, then does its work and returns its exit code. */
public abstract class DatabaseCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public final Integer call() {
        var root = root();
        var target = root.target();
        root.terminal().note(target.note());
        var exitCode = run(target);
        SharedArchive.keep();
        return exitCode;
    }

    protected abstract int run(Target target);

    /** What the words of the command line make; a word that cannot be is a misuse of the command, not an error of it. */
    protected final <T> T given(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException impossible) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    String.valueOf(impossible.getMessage()),
                    impossible);
        }
    }

    protected final CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }

    protected final Terminal terminal() {
        return root().terminal();
    }
}
