package dev.coppice.lifecycle.internal.step;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * What a step is only looked with: before a teardown, or long after. Nothing can be changed through it. Nobody waits longer than
 * {@code most} for what is seen, so PostgreSQL ends a statement that takes longer, and its connection is free again.
 *
 * @param database the database
 * @param resource the resource
 * @param columns the columns of its row, where it still has one
 * @param progress what the step had put down when it ran, where it has
 * @param most how long one statement may take
 */
public record Looking(
        DataSource database, ResourceId resource, Map<String, String> columns, Optional<String> progress, Duration most)
        implements StepContext {
    /** Copies the columns. */
    public Looking {
        columns = Map.copyOf(columns);
    }

    @Override
    public Map<String, String> attributes() {
        var attributes = new HashMap<>(columns);
        attributes.put("id", resource.id());
        return Map.copyOf(attributes);
    }

    /** How long one statement may take; never the 0 that would be for ever. */
    long millis() {
        return Math.max(1, most.toMillis());
    }

    @Override
    public long operation() {
        return 0;
    }

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public String idempotencyKey(String part) {
        throw changesNothing();
    }

    /** One that only reads, and sees every row: a step may look through it as it does while it is at work. */
    @Override
    public <T> T transaction(Function<DSLContext, T> work) {
        return DSL.using(database, SQLDialect.POSTGRES).transactionResult(configuration -> {
            var dsl = configuration.dsl();
            dsl.execute("SET TRANSACTION READ ONLY");
            dsl.execute("SET LOCAL row_security = off; SET LOCAL statement_timeout = " + millis());
            return work.apply(dsl);
        });
    }

    /** Passes: there is no operation to lose. */
    @Override
    public void require() {}

    @Override
    public void progress(String json) {
        throw changesNothing();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public Optional<SavedParts> backup() {
        return Optional.empty();
    }

    private static IllegalStateException changesNothing() {
        return new IllegalStateException("a look changes nothing, and this step tried to");
    }
}
