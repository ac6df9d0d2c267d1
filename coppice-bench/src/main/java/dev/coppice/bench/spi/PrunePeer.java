package dev.coppice.bench.spi;

import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * Another way to prune, found by {@link java.util.ServiceLoader} and measured by the benchmark {@code prune}.
 *
 * <p>The tables are {@code coppice_bench.session (id uuid, status text, ended_at timestamptz, note text)}, its children
 * {@code step} and {@code message} ({@code id bigint, session_id uuid, note text}), and {@code granted (id bigint,
 * entity_type text, entity_id text)}, which names a session by the type {@code session} and its id as text.
 */
public interface PrunePeer {
    /** What it is called in the rows. */
    String name();

    /** The most sessions it can be waited for; of more, this many are measured. */
    default int most() {
        return Integer.MAX_VALUE;
    }

    /**
     * Removes every session with the status {@code ENDED} that ended before {@code horizon}, and what belongs to it; in as
     * many transactions as it likes. Connections it takes must be closed.
     */
    void prune(DataSource database, Instant horizon) throws SQLException;
}
