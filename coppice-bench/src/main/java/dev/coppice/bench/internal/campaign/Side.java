package dev.coppice.bench.internal.campaign;

import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** One way to prune. */
interface Side {
    /** What it is called in the rows. */
    String title();

    /** Removes every session that is due and what belongs to it; returns what it knows of it, by stable names. */
    Map<String, Object> prune(DataSource database) throws SQLException;
}
