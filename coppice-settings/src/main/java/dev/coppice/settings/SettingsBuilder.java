package dev.coppice.settings;

import dev.coppice.ops.Ops;
import dev.coppice.settings.internal.OwnSettings;
import dev.coppice.settings.internal.read.MergedReads;
import dev.coppice.settings.internal.repository.Repositories;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Builds {@link Settings}. For one thread. */
public final class SettingsBuilder {
    private final DataSource source;
    private @Nullable Ops ops;
    private String schema = "coppice";
    private Duration staleness = Settings.DEFAULT_STALENESS;
    private Consumer<Runnable> whenCommitted = Runnable::run;

    SettingsBuilder(DataSource source) {
        this.source = source;
    }

    /** The ops that write and search; ops on the data source unless given. Merged reads ask the data source itself. */
    public SettingsBuilder ops(Ops other) {
        ops = other;
        return this;
    }

    /** The schema with the tables, see {@link SettingsSchema}; {@code coppice} unless given. */
    public SettingsBuilder schema(String name) {
        schema = name;
        return this;
    }

    /**
     * How old an answer that is kept may be; 3 s unless given.
     *
     * @throws IllegalArgumentException below one second
     */
    public SettingsBuilder staleness(Duration longest) {
        if (longest.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("staleness must be 1 s or more, was: " + longest);
        }
        staleness = longest;
        return this;
    }

    /**
     * When a write is committed whose ops join somebody's transaction: is handed a task after each write, and runs it once that
     * is so. The task touches no database. At once unless given, which is right for ops that commit by themselves.
     */
    public SettingsBuilder whenCommitted(Consumer<Runnable> runner) {
        whenCommitted = runner;
        return this;
    }

    /** The settings. */
    public Settings build() {
        var reads = MergedReads.on(source, schema, staleness);
        var writing = ops == null ? Ops.on(source) : ops;
        var written = whenCommitted;
        return new OwnSettings(
                Repositories.on(writing, schema, changes -> written.accept(() -> reads.forget(changes))), reads);
    }

    static SettingsStore joining(Connection connection, String schema) {
        return Repositories.on(Ops.joining(connection), schema, changes -> {});
    }
}
