package dev.coppice.cli.internal.serving;

import dev.coppice.bench.BenchTarget;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.StateFolder;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.embedded.LastingPostgres;
import dev.coppice.cli.internal.embedded.Memory;
import java.sql.SQLException;
import java.util.Map;

/** The database a benchmark runs in: a user's own, or an embedded one that serves nothing else. */
public final class BenchDatabase {
    private BenchDatabase() {}

    /** The target of the command; what is made there is said before it is. */
    public static BenchTarget of(Target target, String makes, Map<String, String> environment, Terminal terminal) {
        terminal.note(target.note());
        target.connect(environment);
        terminal.note(makes);
        return of(target.url().credentials(environment));
    }

    /** A server of its own in the state folder, stopped at the end. */
    public static BenchTarget embedded(Parts parts, Map<String, String> environment, Terminal terminal) {
        var state = StateFolder.of(environment);
        terminal.note("target: an embedded PostgreSQL in " + state.resolve("bench"));
        var postgres =
                parts.add(LastingPostgres.start(state.resolve("bench"), state.resolve("binaries"), 0, Memory.MUCH));
        var credentials = new Credentials(postgres.url(), postgres.user(), postgres.password());
        dropWhatAKilledRunLeft(credentials);
        return of(credentials);
    }

    private static BenchTarget of(Credentials credentials) {
        return new BenchTarget(credentials.url(), credentials.user(), credentials.password());
    }

    private static void dropWhatAKilledRunLeft(Credentials credentials) {
        try (var connection = credentials.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS coppice_bench CASCADE");
            statement.execute("DROP DATABASE IF EXISTS coppice_bench_template WITH (FORCE)");
            statement.execute("DROP DATABASE IF EXISTS coppice_bench_scene WITH (FORCE)");
        } catch (SQLException failure) {
            throw new IllegalStateException("the embedded server does not do what it is told", failure);
        }
    }
}
