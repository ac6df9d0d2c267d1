package dev.coppice.examples.graphplatform.internal;

import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.Progress;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Fills the tables step by step. Each step notes itself in {@code app_generator.step} in the transaction that writes its
 * rows, so a run that was cut short goes on after the last one committed. The first transaction leaves the mark "begun",
 * the last removes all scaffolding and leaves the mark "complete".
 *
 * <p>Foreign keys and indexes are taken off first and put back last: row by row they would cost most of the time.
 */
public final class Population {
    private static final long SESSIONS_PER_STEP = 200_000;
    /** Each schema holds about ten locks until its commit, and a server has some thousands. */
    private static final int SCHEMAS_PER_STEP = 50;

    private static final String BY_SESSION = ", by session";

    private static final Fault CUT_SHORT = Fault.of("example.database", Kind.UNAVAILABLE)
            .refused("The example platform was not filled to the end.")
            .changed("Steps that were committed before are kept; the step at hand was rolled back.")
            .next("Mend the cause, and call again: it goes on from the last commit.")
            .leaving(Effect.COMMITTED, Retry.SAFE);

    private final Session session;
    private final Map<String, Object> quantities;
    private final Consumer<Progress> progress;
    private long rowsSoFar;

    private Population(Session session, Dataset dataset, Consumer<Progress> progress) {
        this.session = session;
        this.quantities = Quantities.of(dataset);
        this.progress = progress;
    }

    /** Installs what is missing, then runs every step that has not run. */
    public static Dataset run(DataSource database, Dataset wanted, Consumer<Progress> progress) {
        return Session.use(database, CUT_SHORT, session -> {
            var dataset = session.inTransaction(statement -> begin(statement, wanted));
            if (!session.inTransaction(Installation::isComplete)) {
                new Population(session, dataset, progress).runSteps(dataset);
            }
            return dataset;
        });
    }

    private static Dataset begin(Statement statement, Dataset wanted) throws SQLException {
        Installation.installIfAbsent(statement);
        var begun = Installation.find(statement);
        if (begun.isPresent()) {
            return refuseOther(begun.get(), wanted);
        }
        statement.execute(SqlResource.fill(SqlResource.read("load/generator.sql"), Quantities.of(wanted)));
        statement.execute(SqlResource.read("load/postpone.sql"));
        statement.execute("INSERT INTO app.dataset (seed, sessions, as_of) VALUES (%d, %d, '%s')"
                .formatted(wanted.seed(), wanted.size().sessions(), wanted.asOf()));
        return wanted;
    }

    private static Dataset refuseOther(Dataset begun, Dataset wanted) {
        if (begun.size().equals(wanted.size()) && begun.seed() == wanted.seed()) {
            return begun;
        }
        throw Fault.of("example.other-dataset", Kind.CONFLICT)
                .refused("The example platform was not filled.")
                .found(
                        "It was filled before, or begun to be, with %,d sessions from seed %d; asked for were %,d from seed %d."
                                .formatted(
                                        begun.size().sessions(),
                                        begun.seed(),
                                        wanted.size().sessions(),
                                        wanted.seed()))
                .changed("Nothing was changed.")
                .next("Ask for the size and seed that are there, or use another database.")
                .exception();
    }

    private void runSteps(Dataset dataset) throws SQLException {
        for (var file : SqlResource.DATA) {
            for (var section : SqlResource.sections(file)) {
                fill(section, dataset.size().sessions());
            }
        }
        createTenantSchemas();
        putBackPostponed();
        once("finish", "statistics", statement -> {
            statement.execute(SqlResource.read("load/finish.sql"));
            return 0L;
        });
    }

    private void fill(SqlResource.Section section, long sessions) throws SQLException {
        if (!section.title().endsWith(BY_SESSION)) {
            insert(section.title(), section, Map.of());
            return;
        }
        for (long first = 1; first <= sessions; first += SESSIONS_PER_STEP) {
            var last = Math.min(sessions, first + SESSIONS_PER_STEP - 1);
            insert(section.title() + " " + first, section, Map.of("first", first, "last", last));
        }
    }

    private void insert(String step, SqlResource.Section section, Map<String, ?> slice) throws SQLException {
        var sql = SqlResource.fill(SqlResource.fill(section.sql(), quantities), slice);
        once(step, section.title().replace(BY_SESSION, ""), statement -> statement.executeLargeUpdate(sql));
    }

    private void createTenantSchemas() throws SQLException {
        var graphs = session.inTransaction(Population::listGraphs);
        var template = SqlResource.fill(SqlResource.read("load/tenant.sql"), quantities);
        for (int first = 0; first < graphs.size(); first += SCHEMAS_PER_STEP) {
            var batch = graphs.subList(first, Math.min(graphs.size(), first + SCHEMAS_PER_STEP));
            once("tenant schemas " + first, "tenant schemas", statement -> createSchemas(statement, template, batch));
        }
    }

    private static long createSchemas(Statement statement, String template, List<String> graphs) throws SQLException {
        long rows = 0;
        for (var graph : graphs) {
            statement.execute(SqlResource.fill(template, Map.of("schema", "tenant_" + graph)));
            do {
                rows += Math.max(0, statement.getLargeUpdateCount());
            } while (statement.getMoreResults() || statement.getLargeUpdateCount() != -1);
        }
        return rows;
    }

    private void putBackPostponed() throws SQLException {
        for (var postponed : session.inTransaction(Population::listPostponed).entrySet()) {
            once("put back " + postponed.getKey(), postponed.getKey(), statement -> {
                statement.execute(postponed.getValue());
                return 0L;
            });
        }
    }

    private static Map<String, String> listPostponed(Statement statement) throws SQLException {
        var postponed = new LinkedHashMap<String, String>();
        if (Installation.isComplete(statement)) {
            return postponed; // another run has finished meanwhile, and the list is gone
        }
        try (var rows =
                statement.executeQuery("SELECT name, statement FROM app_generator.postponed ORDER BY position")) {
            while (rows.next()) {
                postponed.put(rows.getString(1), rows.getString(2));
            }
        }
        return postponed;
    }

    /** Runs a step unless it, or the whole, was committed before, by this run or another. */
    private void once(String step, String part, Session.Body<Long> body) throws SQLException {
        var rows = session.inTransaction(statement -> {
            if (Installation.isComplete(statement) || isDone(statement, step)) {
                return -1L;
            }
            var written = body.run(statement);
            if (!Installation.isComplete(statement)) {
                statement.execute("INSERT INTO app_generator.step (name) VALUES ('%s')".formatted(step));
            }
            return written;
        });
        if (rows >= 0) {
            rowsSoFar += rows;
            progress.accept(new Progress(part, rows, rowsSoFar));
        }
    }

    private static boolean isDone(Statement statement, String step) throws SQLException {
        return Session.ask(
                statement, "SELECT EXISTS (SELECT FROM app_generator.step WHERE name = '%s')".formatted(step));
    }

    private static List<String> listGraphs(Statement statement) throws SQLException {
        var graphs = new ArrayList<String>();
        try (var rows = statement.executeQuery(
                "SELECT graph_id FROM app.graph WHERE status <> 'deprovisioned' ORDER BY graph_id")) {
            while (rows.next()) {
                graphs.add(rows.getString(1));
            }
        }
        return List.copyOf(graphs);
    }
}
