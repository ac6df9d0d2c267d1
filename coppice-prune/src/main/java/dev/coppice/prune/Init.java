package dev.coppice.prune;

import dev.coppice.prune.internal.init.Drafting;
import dev.coppice.prune.internal.read.ReadOnly;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reads a stranger's catalogue and statistics and proposes policies. One READ ONLY transaction; no table is read, only what
 * the catalogue and {@code ANALYZE} know of it. Safe for any thread.
 */
public final class Init {
    private final DataSource source;

    private Init(DataSource source) {
        this.source = source;
    }

    /** Proposals for a database. */
    public static Init on(DataSource source) {
        return new Init(source);
    }

    /** A first {@code coppice.yaml}: each policy in it can be planned as it is written. */
    public Draft draft() {
        return ReadOnly.run(source, Drafting::draft);
    }

    /**
     * A first {@code coppice.yaml}.
     *
     * @param yaml the file's text, with comments
     * @param policies the policies in it, largest table first; empty when nothing looks as if it grew old
     */
    public record Draft(String yaml, List<Policy> policies) {
        /** Copies the policies. */
        public Draft {
            policies = List.copyOf(policies);
        }
    }
}
