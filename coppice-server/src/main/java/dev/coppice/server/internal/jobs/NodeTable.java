package dev.coppice.server.internal.jobs;

import dev.coppice.server.document.JobsDocument;
import dev.coppice.server.document.JobsDocument.Job;
import dev.coppice.server.document.JobsDocument.Node;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Servers and their jobs: the rows of {@code coppice.server_node} and of {@code coppice.job}. */
public final class NodeTable {
    // language=SQL
    private static final String SEEN = """
            INSERT INTO coppice.server_node (name) VALUES (?)
            ON CONFLICT (name) DO UPDATE SET seen_at = now()
            """;

    // language=SQL
    private static final String FORGET =
            "DELETE FROM coppice.server_node WHERE name = ? OR seen_at < now() - interval '1 day'";

    // language=SQL
    private static final String NODES = """
            SELECT n.name, n.started_at, n.seen_at, n.seen_at > now() - make_interval(secs => ?) AS alive,
                array(
                    SELECT j.task_name FROM coppice.job AS j WHERE j.picked AND j.picked_by = n.name ORDER BY j.task_name
                ) AS executes
            FROM coppice.server_node AS n
            ORDER BY n.started_at, n.name
            """;

    // language=SQL
    private static final String JOBS = """
            SELECT task_name, picked, picked_by, execution_time, last_heartbeat, last_success, last_failure,
                coalesce(consecutive_failures, 0) AS failures,
                picked AND last_heartbeat < now() - make_interval(secs => ?) AS abandoned
            FROM coppice.job
            ORDER BY task_name, task_instance
            """;

    private final DSLContext transaction;

    /** The rows as a transaction sees and writes them. */
    public NodeTable(DSLContext transaction) {
        this.transaction = transaction;
    }

    /** All of them as a document. */
    public JobsDocument read() {
        double silence = Jobs.DEAD_AFTER.toSeconds();
        return new JobsDocument(
                transaction.fetch(NODES, silence).map(NodeTable::node),
                transaction.fetch(JOBS, silence).map(NodeTable::job),
                null);
    }

    void seen(String name) {
        transaction.execute(SEEN, name);
    }

    void forget(String name) {
        transaction.execute(FORGET, name);
    }

    private static Node node(Record row) {
        return new Node(
                row.get("name", String.class),
                row.get("started_at", OffsetDateTime.class).toInstant(),
                row.get("seen_at", OffsetDateTime.class).toInstant(),
                row.get("alive", Boolean.class),
                List.of(row.get("executes", String[].class)));
    }

    private static Job job(Record row) {
        boolean picked = row.get("picked", Boolean.class);
        return new Job(
                row.get("task_name", String.class),
                state(picked, row.get("abandoned", Boolean.class)),
                picked ? row.get("picked_by", String.class) : null,
                row.get("execution_time", OffsetDateTime.class).toInstant(),
                picked ? instant(row, "last_heartbeat") : null,
                instant(row, "last_success"),
                instant(row, "last_failure"),
                row.get("failures", Integer.class));
    }

    private static String state(boolean picked, @Nullable Boolean abandoned) {
        if (!picked) {
            return "waiting";
        }
        return Boolean.TRUE.equals(abandoned) ? "abandoned" : "running";
    }

    private static @Nullable Instant instant(Record row, String column) {
        var time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
