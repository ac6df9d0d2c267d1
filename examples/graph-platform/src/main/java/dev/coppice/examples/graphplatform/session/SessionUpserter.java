package dev.coppice.examples.graphplatform.session;

import static dev.coppice.examples.graphplatform.session.SessionTables.CREATED_AT;
import static dev.coppice.examples.graphplatform.session.SessionTables.GRAPH_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.NAME;
import static dev.coppice.examples.graphplatform.session.SessionTables.RESOURCES;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.STATUS;
import static dev.coppice.examples.graphplatform.session.SessionTables.USER_ID;

import dev.coppice.ops.Upserter;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.Record;

/** Sessions as an agent reports them, known or not. */
public final class SessionUpserter {
    private SessionUpserter() {}

    /** A session that runs; one that is known keeps when it was created. */
    public static Upserter<Record> running(UUID id, String graph, long user, String name, OffsetDateTime at) {
        return Upserter.into(SESSION)
                .named("session")
                .set(SESSION_ID, id)
                .set(GRAPH_ID, graph)
                .set(USER_ID, user)
                .set(NAME, name)
                .set(STATUS, "RUNNING")
                .set(RESOURCES, JSONB.valueOf("{}"))
                .set(CREATED_AT, at)
                .onConflictSet(CREATED_AT, CREATED_AT)
                .conflictOn(SESSION_ID);
    }
}
