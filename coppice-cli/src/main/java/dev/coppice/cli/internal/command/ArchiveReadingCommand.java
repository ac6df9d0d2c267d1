package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.prune.OpenArchive;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that reads one archive. It says which database it asks, and asks none when it is told the store. */
abstract class ArchiveReadingCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ArchiveSource source = new ArchiveSource();

    @Override
    public final Integer call() {
        try (var archive = opened()) {
            var exitCode = run(archive);
            SharedArchive.keep();
            return exitCode;
        }
    }

    abstract int run(OpenArchive archive);

    private OpenArchive opened() {
        return given(() -> source.open(this::database));
    }

    private DataSource database() {
        var target = root().target();
        terminal().note(target.note());
        return target.connect(root().environment());
    }

    /** What the words of the command line make; a word that cannot be is a misuse of the command, not an error of it. */
    final <T> T given(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException impossible) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    String.valueOf(impossible.getMessage()),
                    impossible);
        }
    }

    final CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }

    final Terminal terminal() {
        return root().terminal();
    }
}
