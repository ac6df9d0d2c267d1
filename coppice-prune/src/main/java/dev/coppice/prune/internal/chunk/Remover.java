package dev.coppice.prune.internal.chunk;

import dev.coppice.control.TableName;
import dev.coppice.prune.internal.sql.Deletion;
import java.util.List;
import java.util.Map;

/** Carries out what a chunk has decided; with or without an archive. */
public interface Remover {
    /** Removes what is locked of a group of tables, in one statement; how many rows of each. */
    Map<TableName, Long> remove(List<Deletion> group);

    /** Keeps what rows held that are about to be edited; how many. */
    long keep(Edit edit);
}
