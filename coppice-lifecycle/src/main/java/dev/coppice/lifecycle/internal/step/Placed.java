package dev.coppice.lifecycle.internal.step;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A step that can tell what there is of all resources, those no row knows included. */
public interface Placed {
    /** The places there are, each by the id in its name. */
    Map<String, String> places(Connection connection) throws SQLException;
}
