package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.backup.BackupTaking;
import dev.coppice.lifecycle.internal.kind.Kind;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What an engine is made of. A value for any thread.
 *
 * @param database where everything is
 * @param kinds the kinds by name
 * @param backups takes backups
 * @param ending is told of each operation that ends
 * @param worker the name of this process in leases and journal
 */
public record EngineParts(
        DataSource database, Map<String, Kind> kinds, BackupTaking backups, Ending ending, String worker) {
    /** Copies the kinds. */
    public EngineParts {
        kinds = Map.copyOf(kinds);
    }
}
