package dev.coppice.lifecycle.internal.backup;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * What a step is called with to save or to restore. It removes nothing, so there is no lease to hold.
 *
 * @param resource the resource
 * @param attributes the columns of its row
 * @param database where
 * @param epoch the fence, or 0
 * @param progress what the step has put down under this fence, if it saves
 * @param backup what it restores, if it does
 * @param told takes what is for people
 */
record SavingContext(
        ResourceId resource,
        Map<String, String> attributes,
        DataSource database,
        long epoch,
        Optional<String> progress,
        Optional<SavedParts> backup,
        Told told)
        implements StepContext {
    /** What a step tells. */
    @FunctionalInterface
    interface Told {
        void remark(String text);

        /** Rows came back changed. */
        default void changed(TableName table, long rows, List<String> columns) {
            throw new IllegalStateException("rows come back in a restore alone");
        }
    }

    /** Adds the id to the attributes. */
    SavingContext {
        var all = new HashMap<>(attributes);
        all.put("id", resource.id());
        attributes = Map.copyOf(all);
    }

    @Override
    public long operation() {
        return 0;
    }

    @Override
    public String idempotencyKey(String part) {
        return "backup/" + resource.kind() + "/" + resource.id() + "/" + epoch + "/" + part;
    }

    @Override
    public <T> T transaction(Function<DSLContext, T> work) {
        throw new IllegalStateException("a step writes nothing of its own while it saves or restores");
    }

    @Override
    public void require() {
        // Nothing is removed, so nobody can be in the way.
    }

    @Override
    public void progress(String json) {
        throw new IllegalStateException("a step puts nothing down while it saves or restores");
    }

    @Override
    public void remark(String text) {
        told.remark(text);
    }

    @Override
    public void changed(TableName table, long rows, List<String> columns) {
        told.changed(table, rows, columns);
    }

    @Override
    public Instant deadline() {
        return Instant.now().plus(Duration.ofDays(1));
    }
}
