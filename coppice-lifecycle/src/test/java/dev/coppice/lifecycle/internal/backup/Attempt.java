package dev.coppice.lifecycle.internal.backup;

import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** An attempt at a step, with a lease nobody disputes. */
final class Attempt implements StepContext {
    private final DataSource database;
    private final ResourceId resource;
    private final Optional<SavedParts> saved;
    private @Nullable String progress;
    private Runnable beforeTransaction = () -> {};

    Attempt(DataSource database, ResourceId resource, Optional<SavedParts> saved) {
        this.database = database;
        this.resource = resource;
        this.saved = saved;
    }

    /** Something that happens before each transaction. */
    Attempt meddledWith(Runnable act) {
        beforeTransaction = act;
        return this;
    }

    @Override
    public ResourceId resource() {
        return resource;
    }

    @Override
    public Map<String, String> attributes() {
        return Map.of("id", resource.id());
    }

    @Override
    public long operation() {
        return 1;
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public String idempotencyKey(String part) {
        return part;
    }

    @Override
    public DataSource database() {
        return database;
    }

    @Override
    public <T> T transaction(Function<DSLContext, T> work) {
        beforeTransaction.run();
        return new Transacting(database).run(work);
    }

    @Override
    public void require() {
        // Nobody disputes it.
    }

    @Override
    public Optional<String> progress() {
        return Optional.ofNullable(progress);
    }

    @Override
    public void progress(String json) {
        progress = json;
    }

    @Override
    public Instant deadline() {
        return Instant.now().plus(Duration.ofMinutes(5));
    }

    @Override
    public Optional<SavedParts> backup() {
        return saved;
    }
}
