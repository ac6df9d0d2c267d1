package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.engine.Entrance.Entered;
import dev.coppice.lifecycle.internal.engine.Verdict.Tried;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.ledger.Tree;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * One operation carried on under a lease, step by step, each at most once: look, intent, effect, look, outcome. Whatever cuts
 * it short, the next run looks first. For one thread.
 */
final class Run {
    private static final Set<String> OUTSIDE = Set.of("resource.held", "freeze.frozen", "chunk.epoch-busy");

    private final Work work;
    private final Transacting transactions;
    private final Tree tree;
    private final Fenced fenced;
    private final Set<String> tried = new HashSet<>();

    Run(Work work) {
        this.work = work;
        this.transactions = new Transacting(work.parts().database());
        this.tree = transactions.run(dsl -> new Ledger(dsl).tree(work.operation()));
        this.fenced = new Fenced(
                transactions,
                work.lease(),
                tree.lineage(work.operation()).stream()
                        .map(Tree.Member::resource)
                        .toList());
    }

    /** Carries it on until it ends or has to wait; {@code always} also tries what is not due yet. */
    void carryOn(boolean always) throws InterruptedException {
        var next = next(always);
        while (next.isPresent()) {
            tried.add(next.get().step().name());
            if (!attempted(next.get())) {
                return;
            }
            next = next(always);
        }
    }

    private record Next(Operation operation, OperationStep step) {}

    /** The next step to be tried; where there is none, how the operation stands is written. */
    private Optional<Next> next(boolean always) {
        return fenced.recording(dsl -> {
            var operation = new Ledger(dsl).find(work.operation()).orElseThrow();
            if (operation.state().ended()) {
                return Optional.empty();
            }
            var now = dsl.fetchSingle("SELECT clock_timestamp() AS now")
                    .get("now", OffsetDateTime.class)
                    .toInstant();
            var next = new StepGraph(operation.steps())
                    .open()
                    .filter(step -> step.state() != StepState.PARKED && !tried.contains(step.name()))
                    .filter(step -> always || !step.nextTryAt().orElse(now).isAfter(now))
                    .findFirst();
            if (next.isEmpty()) {
                lock(dsl);
                new Settling(dsl, work.kind(), work.parts()).settle(operation.id());
            }
            return next.map(step -> new Next(operation, step));
        });
    }

    private boolean attempted(Next next) throws InterruptedException {
        if (EngineSteps.gate(next.step().type())) {
            return !(entered(next.step().name(), Optional.empty()) instanceof Entered.Over);
        }
        var acting = acting(next);
        if (acting.isEmpty()) {
            blocked(next.step().name(), "step.not-declared", "Its kind does not declare this step any more.");
            return true;
        }
        return acted(next.step().name(), acting.get());
    }

    private boolean acted(String name, Acting acting) throws InterruptedException {
        var seen = Calls.look(acting.step(), acting.context());
        reached("looked");
        var entered = entered(name, Optional.of(seen));
        reached("intended");
        if (entered instanceof Entered.Intended intended) {
            var outcome = verified(acting, Calls.apply(acting.step(), acting.context()));
            reached("verified");
            record(intended.tried(), acting, outcome);
            reached("recorded");
        }
        return !(entered instanceof Entered.Over);
    }

    private Entered entered(String name, Optional<Sight> seen) {
        try {
            return fenced.destroying(dsl -> new Entrance(dsl, work, tree, work.operation()).enter(name, seen));
        } catch (CoppiceException refused) {
            if (!OUTSIDE.contains(refused.code())) {
                throw refused;
            }
            blocked(name, refused.code(), refused.fault().found());
            return new Entered.Through();
        } catch (DataAccessException failure) {
            throw Transacting.told(failure);
        }
    }

    private StepOutcome verified(Acting acting, StepOutcome outcome) throws InterruptedException {
        reached("applied");
        var claims = outcome instanceof StepOutcome.Done || outcome instanceof StepOutcome.AlreadyDone;
        if (!claims) {
            return outcome;
        }
        return switch (Calls.look(acting.step(), acting.context())) {
            case Sight.Counted counted -> counted.items() == 0 ? outcome : leftovers(counted);
            case Sight.Unknown unknown -> new StepOutcome.Unknown(unknown.code(), unknown.message());
        };
    }

    private static StepOutcome leftovers(Sight.Counted seen) {
        return new StepOutcome.Failed(
                "step.leftovers", "It said that it was done, and " + seen.items() + " are still there.");
    }

    private void record(Tried attempt, Acting acting, StepOutcome outcome) {
        fenced.recording(dsl -> {
            lock(dsl);
            if (new Ledger(dsl).find(work.operation()).orElseThrow().state().ended()) {
                return false;
            }
            if (acting.step() instanceof BackupStep backup) {
                backup.taken().ifPresent(taken -> new OperationWriter(dsl).backup(backedUp(), taken.id()));
            }
            var verdict = new Verdict(
                    new StepWriter(dsl, work.operation()), work.hooks().backoff());
            if (verdict.write(attempt, outcome)) {
                new Parking(dsl, work).told(attempt.step());
            }
            if (outcome instanceof StepOutcome.Blocked blocked && blocked.code().equals(Verdict.OUTDATED)) {
                new Parking(dsl, work).backUpAgain(tree);
            }
            return true;
        });
    }

    /** The backup of the root has all below it. */
    private List<Long> backedUp() {
        return tree.ids();
    }

    private void blocked(String step, String code, String message) {
        fenced.recording(dsl -> {
            lock(dsl);
            new Verdict(new StepWriter(dsl, work.operation()), work.hooks().backoff())
                    .blocked(step, new StepOutcome.Blocked(code, message, List.of()));
            return true;
        });
    }

    private void lock(DSLContext dsl) {
        new Ledger(dsl).lock(tree.ids());
    }

    private void reached(String place) {
        work.hooks().pausePoint().reached("engine." + place);
    }

    /**
     * A step with what it is called with.
     *
     * @param step the step
     * @param context what it is called with
     */
    private record Acting(Step step, StepContext context) {}

    private Optional<Acting> acting(Next next) {
        var operation = next.operation();
        var row = transactions.run(
                dsl -> work.kind().table().find(dsl, operation.resource().id()));
        var columns = row.map(Row::columns).orElse(Map.of());
        var context = new Working(operation, next.step().name(), columns, fenced, rest(next));
        if (next.step().type().equals(EngineSteps.BACKUP)) {
            return row.map(found -> transactions.run(dsl -> Basis.read(dsl, work.kind(), found)))
                    .map(basis -> new Acting(new BackupStep(work.parts().backups(), basis, operation), context));
        }
        return EngineSteps.declared(work.kind(), next.step().name())
                .map(declared -> new Acting(declared.step(), context));
    }

    private Working.Rest rest(Next next) {
        var backup = next.operation().backup();
        Optional<SavedParts> parts = backup.isPresent() && !next.step().type().equals(EngineSteps.BACKUP)
                ? work.parts()
                        .backups()
                        .parts(
                                backup.getAsLong(),
                                next.operation().resource().id(),
                                next.step().name())
                : Optional.empty();
        var timeout = work.kind().config().limits().stepTimeout();
        return new Working.Rest(Instant.now().plus(timeout), parts);
    }
}
