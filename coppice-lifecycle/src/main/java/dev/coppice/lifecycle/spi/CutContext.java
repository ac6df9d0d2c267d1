package dev.coppice.lifecycle.spi;

import dev.coppice.lifecycle.ResourceId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/**
 * A context that fails at one of the places where a step writes or asks whether it may go on, and at all later ones: before it
 * has done what it was asked, or after.
 */
final class CutContext implements StepContext {
    private final StepContext whole;
    private final boolean after;
    private int placesLeft;

    CutContext(StepContext whole, int place, boolean after) {
        this.whole = whole;
        this.placesLeft = place;
        this.after = after;
    }

    boolean wasCut() {
        return placesLeft <= 0;
    }

    @Override
    public ResourceId resource() {
        return whole.resource();
    }

    @Override
    public Map<String, String> attributes() {
        return whole.attributes();
    }

    @Override
    public long operation() {
        return whole.operation();
    }

    @Override
    public long epoch() {
        return whole.epoch();
    }

    @Override
    public String idempotencyKey(String part) {
        return whole.idempotencyKey(part);
    }

    @Override
    public DataSource database() {
        return whole.database();
    }

    @Override
    public <T> T transaction(Function<DSLContext, T> work) {
        return cut(() -> whole.transaction(work));
    }

    @Override
    public void require() {
        cut(() -> {
            whole.require();
            return true;
        });
    }

    @Override
    public Optional<String> progress() {
        return whole.progress();
    }

    @Override
    public void progress(String json) {
        cut(() -> {
            whole.progress(json);
            return true;
        });
    }

    @Override
    public Instant deadline() {
        return whole.deadline();
    }

    @Override
    public Optional<SavedParts> backup() {
        return whole.backup();
    }

    private <T> T cut(Supplier<T> asked) {
        placesLeft--;
        if (placesLeft > 0) {
            return asked.get();
        }
        var done = placesLeft == 0 && after ? Optional.ofNullable(asked.get()) : Optional.empty();
        throw new IllegalStateException("cut short by the check of the contract, with " + done);
    }
}
