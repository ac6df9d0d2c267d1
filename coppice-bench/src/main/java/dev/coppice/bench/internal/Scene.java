package dev.coppice.bench.internal;

import java.sql.SQLException;

/** The rows a contest is about. */
public interface Scene {
    /** Makes the rows as they are before a run. */
    void prepare() throws SQLException;

    /** A digest of all rows after a run. */
    String remains() throws SQLException;
}
