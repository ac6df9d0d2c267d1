package dev.coppice.prune.internal.campaign;

import dev.coppice.prune.internal.chunk.Remover;
import dev.coppice.prune.internal.ledger.Standing;
import java.sql.Connection;
import java.util.List;
import org.jooq.DSLContext;

/** What becomes of the rows a campaign removes, and what must be said of it in the ledger. For one thread. */
interface Keeping extends AutoCloseable {
    /** Joins the transaction of a chunk. Under the worker row's lock, so what the ledger says is final. */
    void enter(Connection connection, Standing standing);

    /** Removes the chunk's rows. */
    Remover remover();

    /** Enters where the chunk's rows lie. */
    void record(DSLContext transaction, long chunk);

    /** The transaction has been committed. */
    void committed();

    /** The transaction has been rolled back. */
    void rolledBack();

    /** Nobody knows how the transaction ended; the next one finds out. */
    void lost();

    /** Reads back what has been kept so far; what is wrong with it, or nothing. */
    List<String> verified(Standing standing);

    /** Writes down, beside the rows, what is needed to read them. */
    void describe(Standing standing);

    @Override
    void close();
}
