package dev.coppice.bench.internal;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One side of a contest. */
public interface Contender {
    /** What it is called in the rows. */
    String name();

    /**
     * Does the work in one transaction and commits it; {@code beforeCommit} may look at the transaction. How the items ended
     * is asked after the clock has stopped.
     */
    Supplier<List<Ending>> run(DataSource source, Runnable beforeCommit) throws SQLException;
}
