package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * The context of a step at work. For one thread.
 *
 * @param begun the operation as it was read before the attempt
 * @param step the step
 * @param attributes the columns of the resource's row
 * @param fenced the worker's transactions
 * @param rest what else the step may ask for
 */
record Working(Operation begun, String step, Map<String, String> attributes, Fenced fenced, Rest rest)
        implements StepContext {
    /**
     * What else a step may ask for.
     *
     * @param deadline when the attempt should be over
     * @param backup what the step saved
     */
    record Rest(Instant deadline, Optional<SavedParts> backup) {}

    Working {
        attributes = withId(begun.resource(), attributes);
    }

    private static Map<String, String> withId(ResourceId resource, Map<String, String> columns) {
        var named = new HashMap<>(columns);
        named.put("id", resource.id());
        return Map.copyOf(named);
    }

    @Override
    public ResourceId resource() {
        return begun.resource();
    }

    @Override
    public long operation() {
        return begun.id();
    }

    @Override
    public long epoch() {
        return begun.epoch();
    }

    @Override
    public String idempotencyKey(String part) {
        var text = operation() + "\n" + step + "\n" + part;
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public DataSource database() {
        return fenced.transactions().database();
    }

    @Override
    public <T> T transaction(Function<DSLContext, T> work) {
        return fenced.destroying(work);
    }

    @Override
    public void require() {
        fenced.destroying(dsl -> true);
    }

    @Override
    public Optional<String> progress() {
        return fenced.transactions().raw(dsl -> new StepWriter(dsl, operation()).progress(step));
    }

    @Override
    public void progress(String json) {
        fenced.destroying(dsl -> {
            new StepWriter(dsl, operation()).progress(step, json);
            return true;
        });
    }

    @Override
    public Instant deadline() {
        return rest.deadline();
    }

    @Override
    public Optional<SavedParts> backup() {
        return rest.backup();
    }
}
