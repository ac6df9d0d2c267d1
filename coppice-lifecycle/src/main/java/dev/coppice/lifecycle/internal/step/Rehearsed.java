package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.spi.SavedParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A step that can put back into another schema what it saved, and compare. */
public interface Rehearsed {
    /**
     * Restores into an empty schema, in a transaction that is rolled back.
     *
     * @return what came back otherwise than it was saved, a sentence for each
     */
    List<String> rehearse(Connection transaction, SavedParts saved, String scratch) throws SQLException;
}
