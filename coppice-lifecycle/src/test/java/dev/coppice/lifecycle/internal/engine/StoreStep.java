package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.internal.PausePoint;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A step on a store that is kept as rows of a table: each removal is entered in a list of effects within the transaction that
 * removes, so that effects and journal can be compared.
 */
final class StoreStep implements Step {
    private final String store;
    private final boolean outside;
    private final BiFunction<String, StepContext, Optional<StepOutcome>> mood;
    private final PausePoint places;

    /**
     * A step.
     *
     * @param store the store
     * @param outside whether it is a store outside the database, where no transaction is fenced
     * @param mood what it answers instead at a place: {@code look}, {@code before}, {@code after}; may throw
     * @param places where a thread may be stopped
     */
    StoreStep(
            String store,
            boolean outside,
            BiFunction<String, StepContext, Optional<StepOutcome>> mood,
            PausePoint places) {
        this.store = store;
        this.outside = outside;
        this.mood = mood;
        this.places = places;
    }

    @Override
    public Sight look(StepContext context) {
        var answer = mood.apply("look", context);
        if (answer.isPresent() && answer.get() instanceof StepOutcome.Unknown unknown) {
            return new Sight.Unknown(unknown.code(), unknown.message());
        }
        return new Sight.Counted(count(DSL.using(context.database(), SQLDialect.POSTGRES), context), 0);
    }

    @Override
    public StepOutcome apply(StepContext context) {
        places.reached("step.before");
        var answer = mood.apply("before", context);
        if (answer.isPresent()) {
            return answer.get();
        }
        long removed;
        if (outside) {
            context.require();
            removed = DSL.using(context.database(), SQLDialect.POSTGRES)
                    .transactionResult(configuration -> remove(configuration.dsl(), context));
        } else {
            removed = context.transaction(dsl -> remove(dsl, context));
        }
        places.reached("step.after");
        return mood.apply("after", context).orElse(new StepOutcome.Done(removed));
    }

    private long count(DSLContext dsl, StepContext context) {
        return dsl.fetchSingle(
                        "SELECT count(*) AS n FROM app.item WHERE store = ? AND resource = ?",
                        store,
                        context.resource().id())
                .get("n", Long.class);
    }

    private long remove(DSLContext dsl, StepContext context) {
        var removed = dsl.execute(
                "DELETE FROM app.item WHERE store = ? AND resource = ?",
                store,
                context.resource().id());
        if (removed > 0) {
            dsl.execute(
                    "INSERT INTO app.effect (store, resource, epoch, removed) VALUES (?, ?, ?, ?)",
                    store,
                    context.resource().id(),
                    context.epoch(),
                    removed);
        }
        return removed;
    }

    @Override
    public String method() {
        return "DELETE of " + store;
    }
}
