package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.StateFolder;
import dev.coppice.cli.internal.embedded.TemporaryPostgres;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.serving.StopHook;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The demonstration. */
@Command(
        name = "demo",
        description = {
            "Show what Coppice does, in about a minute: an example platform is pruned, killed on the way, verified, queried, "
                    + "restored; one of its tenants is taken down and certified; settings are merged.",
            "",
            "It runs on an embedded PostgreSQL of its own, which is removed at the end, and touches nothing else. Each claim "
                    + "is held against that database. Ends with 0 only if every claim held."
        })
public final class DemoCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    /** The answer as scripts see it. */
    record Document(List<Check> checks) {}

    @Override
    public Integer call() throws InterruptedException, SQLException, IOException {
        root().requireHere("Run it without --server: it makes a database of its own.");
        var parts = new Parts();
        try (var stop = StopHook.of(parts, this::stopping)) {
            return play(parts, stop);
        }
    }

    private void stopping() {
        root().terminal().note("Stopping: what was started is being removed. Ctrl-C again ends it at once.");
    }

    private int play(Parts parts, StopHook stop) throws InterruptedException, SQLException, IOException {
        var begun = System.nanoTime();
        try {
            tell("Making a platform with some ten thousand rows in a PostgreSQL of its own.");
            var checks = new Play(Play.ALL, root().look(), this::tell, stop::asked).on(stage(parts));
            if (!stop.asked()) {
                return answer(checks, Duration.ofNanos(System.nanoTime() - begun));
            }
        } catch (RuntimeException | SQLException | IOException failure) {
            if (!stop.asked()) {
                throw failure;
            }
        }
        root().terminal().note("Stopped. What was started is removed.");
        return ExitCode.FAILED;
    }

    private Stage stage(Parts parts) throws SQLException, IOException {
        var state = StateFolder.of(root().environment());
        var postgres = parts.add(TemporaryPostgres.start(state.resolve("demo"), state.resolve("binaries")));
        return Stage.in(postgres.credentials(), postgres.directory(), parts);
    }

    private int answer(List<Check> checks, Duration took) {
        var failed = checks.stream().filter(check -> !check.held()).count();
        root().terminal()
                .answer(
                        new Document(checks),
                        failed == 0
                                ? "All " + checks.size() + " checks held, in " + Figures.duration(took) + "."
                                : Figures.count(failed) + " of " + checks.size() + " checks did not hold.");
        return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void tell(String line) {
        var terminal = root().terminal();
        var to = terminal.json() ? terminal.err() : terminal.out();
        to.println(line);
        to.flush();
    }

    private CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }
}
