package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.DeclaredTargets;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.TargetChoice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that works on a database, or asks a server that does: says first which one, then does its work and returns its exit
 * code. Where both give the same document, one text is made of it.
 */
public abstract class DatabaseCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    /** What a server knows better, or has of its own. */
    private static final Map<String, String> NOT_ON_SERVER = Map.of(
            "--actor", "who acts is told by the token",
            "--key-file", "a server reads with the keys its coppice.yaml names",
            "--from", "a server reads the archives of its own campaigns",
            "--every-target", "it is asked for one target at a time");

    @Override
    public final Integer call() {
        var exitCode = alone().orElseGet(this::chosen);
        SharedArchive.keep();
        return exitCode;
    }

    private int chosen() {
        var server = root().server();
        return server.isPresent() ? asked(server.get()) : worked();
    }

    /** Does its work where, as it was asked, it needs neither a database nor a server; then its exit code. */
    protected OptionalInt alone() {
        return OptionalInt.empty();
    }

    private int worked() {
        var targets = everyTarget() ? root().everyTarget("--every-target") : root().targets();
        return targets.getFirst().name().isEmpty() || root().namesTarget() ? on(targets.getFirst()) : run(targets);
    }

    /** Whether it was told to go over every declared database. */
    protected boolean everyTarget() {
        return false;
    }

    /** Does its work on databases declared by name, none of which was named; on one, unless it can go over several. */
    protected int run(List<Target> targets) {
        return on(TargetChoice.only(targets));
    }

    /** Says which database it works on, and does its work there. */
    protected final int on(Target target) {
        root().chose(target);
        terminal().note(target.note());
        return run(target);
    }

    /** Says which databases it goes over. */
    protected final void over(List<Target> targets) {
        terminal()
                .note("targets: " + DeclaredTargets.names(targets) + ", from "
                        + targets.getFirst().origin());
    }

    private int asked(Remote server) {
        NOT_ON_SERVER.forEach((option, why) -> {
            if (!taken(option)) {
                refuse(option, why);
            }
        });
        return run(server);
    }

    /** Whether a server heeds an option for this command that it does not heed for others. */
    protected boolean taken(String option) {
        return false;
    }

    /** Refuses an option that a server cannot heed. */
    protected final void refuse(String option, String why) {
        var commandLine = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        if (commandLine.getParseResult().hasMatchedOption(option)) {
            throw new ParameterException(commandLine, option + " is not taken with a server: " + why);
        }
    }

    /** Does its work on a database. */
    protected abstract int run(Target target);

    /** Has it done by a server. */
    protected abstract int run(Remote server);

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
