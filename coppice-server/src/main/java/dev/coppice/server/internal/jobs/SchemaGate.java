package dev.coppice.server.internal.jobs;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.ops.CoppiceException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this server may take work: not once another program has brought the schema to a version that this one does not know. Safe
 * for any thread.
 */
public final class SchemaGate {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaGate.class);

    private final CoppiceSchema schema;
    private volatile boolean closed;

    /** The gate of a server on the database of {@code source}. */
    public SchemaGate(DataSource source) {
        this.schema = new CoppiceSchema(source);
    }

    /** Whether it was closed when it was last looked at. */
    public boolean closed() {
        return closed;
    }

    /** Looks, and says whether work may be taken; where the database cannot be asked, as when it was last looked at. */
    boolean look() {
        try {
            enter(schema.status());
        } catch (CoppiceException unreadable) {
            LOG.debug("the version of the schema coppice could not be read", unreadable);
        }
        return !closed;
    }

    private synchronized void enter(SchemaStatus status) {
        if (status instanceof SchemaStatus.Ahead ahead && !closed) {
            closed = true;
            LOG.warn(
                    "this server takes no more work: schema coppice has version {}, and it knows version {};"
                            + " replace it by the release that the others run",
                    ahead.found(),
                    ahead.known());
        } else if (status instanceof SchemaStatus.Current && closed) {
            closed = false;
            LOG.info("this server takes work again: schema coppice has the version it knows");
        }
    }
}
