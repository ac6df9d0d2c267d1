package dev.coppice.lifecycle;

import java.util.List;
import javax.sql.DataSource;

/**
 * The lifecycle of the resources of one database: the door to everything in this module. Safe for any thread; keeps no
 * connection, no thread and no cache.
 */
public final class Lifecycle {
    private final LifecycleParts parts;

    Lifecycle(LifecycleParts parts) {
        this.parts = parts;
    }

    /** A lifecycle on the database that {@code database} connects to, which has the schema {@code coppice}. */
    public static LifecycleBuilder on(DataSource database) {
        return new LifecycleBuilder(database);
    }

    /** The names of its kinds, in the order they were declared. */
    public List<String> kinds() {
        return parts.kinds();
    }

    /** The resources. */
    public Resources resources() {
        return parts.resources();
    }

    /** Teardowns. */
    public Teardowns teardowns() {
        return parts.teardowns();
    }

    /** Operations. */
    public Operations operations() {
        return parts.operations();
    }

    /** Backups. */
    public Backups backups() {
        return parts.backups();
    }

    /** Certificates. */
    public Certificates certificates() {
        return parts.certificates();
    }

    /** The jobs that keep it going, for a scheduler: each is due again after its interval. */
    public List<Sensor> sensors() {
        return parts.sensors();
    }

    /** How it keeps up. Reads only. */
    public LifecycleFigures figures() {
        return parts.figures().get();
    }
}
