package dev.coppice.examples.graphplatform.session;

import static dev.coppice.examples.graphplatform.session.SessionTables.CHECKPOINT;
import static dev.coppice.examples.graphplatform.session.SessionTables.CHECKPOINT_SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.STATUS;
import static dev.coppice.examples.graphplatform.session.SessionTables.TERMINATED_AT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import dev.coppice.examples.graphplatform.access.ScopeAssociations;
import dev.coppice.ops.CascadeChild;
import dev.coppice.ops.Pruner;
import org.jooq.Field;
import org.jooq.Record;

/**
 * Sessions that have ended. One with a checkpoint is left to a campaign: checkpoints and their manifests refer to each other
 * in a circle that takes one statement. It is left out by the terminal condition, so that it does not make the prune of all
 * others fail, and is counted nowhere. Files stay and forget their session.
 */
public final class SessionPruner {
    private static final Pruner<Record> ENDED = Pruner.from(SESSION)
            .named("session")
            .terminal(STATUS.in("TERMINATED", "CANCELLED")
                    .and(notExists(selectOne().from(CHECKPOINT).where(CHECKPOINT_SESSION_ID.eq(SESSION_ID)))))
            .age(TERMINATED_AT)
            .entityType("session")
            .association(ScopeAssociations.BOTH_SIDES);

    private SessionPruner() {}

    /** Ended sessions without checkpoints, with their associations. If one of them has a kernel or the like, none goes. */
    public static Pruner<Record> ended() {
        return ENDED;
    }

    /** Ended sessions without checkpoints, with kernels and ports, events and attachments, usage, mounts, associations. */
    public static Pruner<Record> endedWithKernels() {
        return ENDED.cascade(
                child("kernel", "session_id").cascade(child("kernel_port", "session_id", "kernel_index")),
                child("session_event", "session_id").cascade(child("event_attachment", "event_id", "occurred_at")),
                child("usage_sample", "session_id"),
                child("session_mount", "session_id"));
    }

    private static CascadeChild child(String table, String... columns) {
        var fields = new Field<?>[columns.length];
        for (var place = 0; place < columns.length; place++) {
            fields[place] = field(name("app", table, columns[place]));
        }
        return CascadeChild.of(table(name("app", table))).by(fields);
    }
}
