package dev.coppice.settings;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Settings of one database, merged on read. Safe for any thread.
 *
 * <p>Until {@link #start} is called every read asks the database. From then on answers are kept, and forgotten when a commit
 * on any node changes them: at once by notification, and by asking every second where a notification was lost. An answer is
 * never older than {@link SettingsBuilder#staleness}; where that cannot be made sure of, reads ask the database.
 */
public interface Settings extends SettingsStore, AutoCloseable {
    /** The most names one read may ask for. */
    int MAX_NAMES = 100;

    /** Settings in the schema {@code coppice} of a database. */
    static Settings on(DataSource source) {
        return builder(source).build();
    }

    /** Begins settings of a database. */
    static SettingsBuilder builder(DataSource source) {
        return new SettingsBuilder(source);
    }

    /** Settings in the schema {@code coppice} inside the transaction that is open on {@code connection}. */
    static SettingsStore joining(Connection connection) {
        return joining(connection, "coppice");
    }

    /** Settings in a schema of the user's choice inside the transaction that is open on {@code connection}. */
    static SettingsStore joining(Connection connection, String schema) {
        return SettingsBuilder.joining(connection, schema);
    }

    /**
     * Settings as a viewer sees them. One statement at most, and one before it while the scope types are not known; each is a
     * transaction of its own.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.no-names}, {@code settings.too-many-names},
     *     {@code settings.bad-name}; {@code settings.unknown-scope} and {@code settings.bad-scope-id} for the viewer
     */
    MergedSettings read(Viewer viewer, List<String> names);

    /** One setting as a viewer sees it. */
    default Document read(Viewer viewer, String name) {
        return read(viewer, List.of(name)).items().getFirst().value();
    }

    /**
     * Forgets what commits up to now have changed, so that reads of this node see them; keeps the rest. Not needed after a write
     * of this object; to be called after a write that {@linkplain #joining joined} a transaction. Never fails: when the
     * database cannot be asked, everything is forgotten.
     */
    void refresh();

    /** Begins to keep answers; holds one connection from here on. Does nothing when begun. */
    Settings start();

    /** Stops keeping answers and gives the connection back. */
    @Override
    void close();

    /** How old an answer may be unless told otherwise. */
    Duration DEFAULT_STALENESS = Duration.ofSeconds(3);
}
