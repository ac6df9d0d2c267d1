package dev.coppice.examples.graphplatform.session;

import static dev.coppice.examples.graphplatform.session.SessionTables.KERNEL;
import static dev.coppice.examples.graphplatform.session.SessionTables.KERNEL_SESSION_ID;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION;
import static dev.coppice.examples.graphplatform.session.SessionTables.SESSION_ID;

import dev.coppice.ops.Existence;
import dev.coppice.ops.Purger;
import java.util.UUID;
import org.jooq.Record;

/** One session that goes. */
public final class SessionPurger {
    private SessionPurger() {}

    /** A session that never came to have a kernel. */
    public static Purger<Record> unused(UUID id) {
        return Purger.from(SESSION)
                .named("session")
                .key(SESSION_ID, id)
                .unlessExists(Existence.of(KERNEL, KERNEL_SESSION_ID.eq(id)), SessionHasKernels::new);
    }
}
