package dev.coppice.lifecycle.internal.step;

import java.sql.Connection;
import java.sql.SQLException;

/** A step whose declaration can be held against the database before there is anything to remove. */
interface Checked {
    /** Passes when everything it names is there. Runs nothing of the user's. */
    void check(Connection connection) throws SQLException;
}
