package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.Backed;
import dev.coppice.lifecycle.spi.BackupWriter.Phase;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.ops.CoppiceException;
import java.sql.Connection;
import java.util.List;

/**
 * What one step brings back of one resource.
 *
 * @param backup the number of the backup that was named
 * @param step the step as declared
 * @param backed what it does
 * @param context what it is called with
 */
record Share(long backup, DeclaredStep step, Backed backed, SavingContext context) {
    /** A call of the step that may fail as it likes. */
    @FunctionalInterface
    private interface Call {
        long run() throws Exception;
    }

    SavedParts saved() {
        return context.backup().orElseThrow();
    }

    /** Puts it back, and says how much that was. */
    long restore(Connection connection) {
        return called(() -> backed.restore(context, connection, saved()));
    }

    /** Compares it with what was saved. */
    void compare(Connection connection) {
        called(() -> {
            backed.compare(context, connection, saved());
            return 0;
        });
    }

    /** The tables it brings back; of a schema that is made again, all at once. */
    List<String> tables() {
        var schema = !saved().scripts(Phase.BEFORE_ROWS).isEmpty();
        return saved().tables().stream()
                .filter(table -> table.rows() > 0)
                .map(table ->
                        schema ? table.table().schema() + ".*" : table.table().toString())
                .distinct()
                .toList();
    }

    private long called(Call call) {
        try {
            return call.run();
        } catch (CoppiceException refused) {
            throw refused;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(interrupted);
        } catch (Exception failure) {
            throw failed(failure);
        }
    }

    private CoppiceException failed(Exception failure) {
        return BackupFaults.step(
                "Backup " + backup + " was not restored.",
                BackupFaults.ROLLED_BACK,
                step.name(),
                context.resource().toString(),
                failure);
    }
}
