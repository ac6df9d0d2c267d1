package dev.coppice.examples.graphplatform.session;

import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.STATUS;
import static dev.coppice.examples.graphplatform.session.SessionTables.TERMINATED_AT;

import dev.coppice.ops.Updater;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.Record;

/** Sessions that change. */
public final class SessionUpdater {
    private SessionUpdater() {}

    /** The session has ended. */
    public static Updater<Record> terminated(UUID id, OffsetDateTime at) {
        return Updater.of(SESSION)
                .named("session")
                .key(SESSION_ID, id)
                .set(STATUS, "TERMINATED")
                .set(TERMINATED_AT, at);
    }

    /** The session runs after all. */
    public static Updater<Record> revived(UUID id) {
        return Updater.of(SESSION)
                .named("session")
                .key(SESSION_ID, id)
                .set(STATUS, "RUNNING")
                .set(TERMINATED_AT, null);
    }
}
