package dev.coppice.settings.internal.read;

import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.internal.scope.Change;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Reads that merge, and what is remembered of them. */
public interface MergedReads extends AutoCloseable {
    /** Reads in a schema. */
    static MergedReads on(DataSource source, String schema, Duration staleness) {
        return new RememberedReads(source, schema, staleness, RememberedReads.Tuning.PRODUCTION);
    }

    /** Settings as a viewer sees them. */
    MergedSettings read(Viewer viewer, List<String> names);

    /** Forgets what is known to have changed; touches no database. */
    void forget(List<Change> changes);

    /** Forgets what has changed up to now. */
    void refresh();

    /** Begins to remember. */
    void start();

    @Override
    void close();
}
