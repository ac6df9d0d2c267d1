package dev.coppice.examples.graphplatform.session;

import static dev.coppice.examples.graphplatform.session.SessionTables.CREATED_AT;
import static dev.coppice.examples.graphplatform.session.SessionTables.GRAPH;
import static dev.coppice.examples.graphplatform.session.SessionTables.GRAPH_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.GRAPH_KEY;
import static dev.coppice.examples.graphplatform.session.SessionTables.GRAPH_STATUS;
import static dev.coppice.examples.graphplatform.session.SessionTables.NAME;
import static dev.coppice.examples.graphplatform.session.SessionTables.RESOURCES;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.STATUS;
import static dev.coppice.examples.graphplatform.session.SessionTables.USER_ID;
import static dev.coppice.ops.Expectation.unique;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Gate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.Record;

/** Sessions that begin. */
public final class SessionCreator {
    private SessionCreator() {}

    /** A session that waits for its kernels, on a graph that is active and stays so until it is written. */
    public static Creator<Record> pending(UUID id, String graph, long user, String name, OffsetDateTime at) {
        return Creator.into(SESSION)
                .named("session")
                .set(SESSION_ID, id)
                .set(GRAPH_ID, graph)
                .set(USER_ID, user)
                .set(NAME, name)
                .set(STATUS, "PENDING")
                .set(RESOURCES, JSONB.valueOf("{}"))
                .set(CREATED_AT, at)
                .onlyIf(Gate.exists(GRAPH).where(GRAPH_KEY.eq(graph).and(GRAPH_STATUS.eq("active"))))
                .expect(unique("session_pk"), SessionExists::new);
    }
}
