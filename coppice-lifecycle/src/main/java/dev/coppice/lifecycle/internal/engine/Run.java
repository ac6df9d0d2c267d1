package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.Backup;
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
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.SavedParts;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;

/**
 * One operation carried on under a lease, step by step, each at most once: look, intent, effect, look, outcome. Whatever cuts
 * it short, the next run looks first. For one thread.
 */
final class Run {
    private static final Duration LONG = Duration.ofDays(365);

    private final Work work;
    private final Transacting transactions;
    private final Tree tree;
    private final Fenced fenced;
    private final Timed timed;
    private final Set<String> tried = new HashSet<>();

    Run(Work work, Heartbeat heartbeat) {
        this.work = work;
        this.timed = work.hooks().timed(heartbeat, work.kind());
        this.transactions = new Transacting(work.parts().database());
        this.tree = transactions.run(dsl -> new Ledger(dsl).tree(work.operation()));
        this.fenced = new Fenced(
                transactions,
                work.kind(),
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
            var ledger = new Ledger(dsl);
            var operation = ledger.find(work.operation()).orElseThrow();
            if (operation.state().ended()) {
                return Optional.empty();
            }
            var now = ledger.now();
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
        try {
            return carriedOut(next);
        } catch (RuntimeException failure) {
            troubled(next.step().name(), Calls.outcome(failure));
            return true;
        }
    }

    private boolean carriedOut(Next next) throws InterruptedException {
        if (EngineSteps.gate(next.step().type())) {
            return !(entered(next.step().name(), Optional.empty()) instanceof Entered.Over);
        }
        var acting = acting(next);
        if (acting.isEmpty()) {
            troubled(
                    next.step().name(),
                    new StepOutcome.Blocked(
                            "step.not-declared", "Its kind does not declare this step any more.", List.of()));
            return true;
        }
        return acted(next.step().name(), acting.get());
    }

    private boolean acted(String name, Acting acting) throws InterruptedException {
        var seen = look(acting);
        reached("looked");
        var entered = entered(name, Optional.of(seen));
        reached("intended");
        if (entered instanceof Entered.Intended intended) {
            var outcome = verified(acting, apply(acting));
            reached("verified");
            record(intended.tried(), acting, outcome);
            reached("recorded");
        }
        return !(entered instanceof Entered.Over);
    }

    private Sight look(Acting acting) throws InterruptedException {
        return timed(acting).look(acting.step(), acting.context());
    }

    private StepOutcome apply(Acting acting) throws InterruptedException {
        return timed(acting).apply(acting.step(), acting.context());
    }

    /** A backup takes as long as what it has is large. */
    private Timed timed(Acting acting) {
        return acting.step() instanceof BackupStep ? new Timed(timed.heartbeat(), LONG) : timed;
    }

    private Entered entered(String name, Optional<Sight> seen) {
        return fenced.entering(dsl -> new Entrance(dsl, work, tree, work.operation()).enter(name, seen));
    }

    private StepOutcome verified(Acting acting, StepOutcome outcome) throws InterruptedException {
        reached("applied");
        var claims = outcome instanceof StepOutcome.Done || outcome instanceof StepOutcome.AlreadyDone;
        if (!claims) {
            return outcome;
        }
        return switch (look(acting)) {
            case Sight.Counted counted -> counted.items() == 0 ? outcome : leftovers(counted);
            case Sight.Unknown unknown -> new StepOutcome.Unknown(unknown.code(), unknown.message());
        };
    }

    private static StepOutcome leftovers(Sight.Counted seen) {
        return new StepOutcome.Failed(
                "step.leftovers", "It said that it was done, and " + seen.items() + " are still there.");
    }

    private void record(Tried attempt, Acting acting, StepOutcome outcome) {
        recorded(attempt.step(), (dsl, step) -> {
            if (acting.step() instanceof BackupStep backup) {
                backup.taken()
                        .ifPresent(taken -> new OperationWriter(dsl).backup(destroyingBehind(dsl, taken), taken.id()));
            }
            write(dsl, attempt, judged(step, outcome));
        });
    }

    /** A backup that cannot be read back any more is as good as none: nothing goes on behind it, and another is taken. */
    private static StepOutcome judged(OperationStep step, StepOutcome outcome) {
        return outcome instanceof StepOutcome.Failed failed
                        && failed.code().equals("backup.damaged")
                        && !step.type().equals(EngineSteps.BACKUP)
                ? new StepOutcome.Blocked(Verdict.OUTDATED, failed.message(), List.of())
                : outcome;
    }

    /** What goes wrong around a step is held against it: counted, put off and told like what goes wrong in it. */
    private void troubled(String name, StepOutcome thrown) {
        recorded(name, (dsl, step) -> {
            var steps = new StepWriter(dsl, work.operation());
            var outcome = judged(step, thrown);
            if (outcome instanceof StepOutcome.Blocked blocked) {
                new Verdict(steps, work.hooks().backoff()).blocked(name, blocked);
                backUpAgain(dsl, blocked);
            } else {
                write(dsl, new Tried(name, steps.intent(name, work.lease()), step.attempts() + 1, ""), outcome);
            }
        });
    }

    /** Writes about a step unless that has been ended meanwhile, by a person's word. */
    private void recorded(String name, BiConsumer<DSLContext, OperationStep> writing) {
        fenced.recording(dsl -> {
            lock(dsl).stream()
                    .filter(operation -> operation.id() == work.operation())
                    .filter(operation -> !operation.state().ended())
                    .flatMap(operation -> new StepGraph(operation.steps()).find(name).stream())
                    .filter(step -> !step.state().ended())
                    .forEach(step -> writing.accept(dsl, step));
            return true;
        });
    }

    private void write(DSLContext dsl, Tried attempt, StepOutcome outcome) {
        var steps = new StepWriter(dsl, work.operation());
        if (new Verdict(steps, work.hooks().backoff()).write(attempt, outcome)) {
            new Parking(dsl, work).parked(attempt.step(), tree);
        }
        if (outcome instanceof StepOutcome.Blocked blocked) {
            backUpAgain(dsl, blocked);
        }
    }

    private void backUpAgain(DSLContext dsl, StepOutcome.Blocked blocked) {
        if (blocked.code().equals(Verdict.OUTDATED)) {
            new Parking(dsl, work).backUpAgain(tree, blocked.message());
        }
    }

    /** Those that go on and lie in the backup: what is gone already keeps the one it went behind. */
    private List<Long> destroyingBehind(DSLContext dsl, Backup taken) {
        return new Ledger(dsl)
                .lock(tree.ids()).stream()
                        .filter(operation -> !operation.state().ended())
                        .filter(operation -> operation.resource().equals(taken.resource())
                                || taken.children()
                                        .contains(operation.resource().id()))
                        .map(Operation::id)
                        .toList();
    }

    /** The operation with those it belongs to: who locks the root keeps all others out. */
    private List<Operation> lock(DSLContext dsl) {
        return new Ledger(dsl)
                .lock(tree.lineage(work.operation()).stream()
                        .map(Tree.Member::id)
                        .toList());
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
        var saving = next.step().type().equals(EngineSteps.BACKUP);
        var known = transactions.run(dsl -> known(dsl, operation, saving));
        var columns = known.columns();
        var context = new Working(operation, next.step().name(), columns, fenced, rest(next));
        if (saving) {
            return known.basis()
                    .map(basis -> new Acting(
                            new BackupStep(
                                    work.parts().backups(),
                                    basis,
                                    operation,
                                    name -> new Working(operation, name, columns, fenced, context.rest())),
                            context));
        }
        return EngineSteps.declared(work.kind(), next.step().name())
                .map(declared -> new Acting(declared.step(), context));
    }

    /**
     * What a step is called with.
     *
     * @param columns the columns of the resource's row, and those that were kept of it
     * @param basis what is backed up, where there is a row
     */
    private record Known(Map<String, String> columns, Optional<Basis> basis) {}

    private Known known(DSLContext dsl, Operation operation, boolean saving) {
        var row = work.kind().table().find(dsl, operation.resource().id());
        return new Known(
                new Ledger(dsl).columns(operation.id(), row.map(Row::columns).orElse(Map.of())),
                row.filter(found -> saving).map(found -> Basis.read(dsl, work.kind(), found)));
    }

    private Working.Rest rest(Next next) {
        var timeout = work.kind().config().limits().stepTimeout();
        return new Working.Rest(Instant.now().plus(timeout), saved(next.operation(), next.step()));
    }

    /** Empty only where a person waived the backup: a step that finds nothing of its own in one must not take that for leave. */
    private Optional<SavedParts> saved(Operation operation, OperationStep step) {
        if (operation.waiver().isPresent() || step.type().equals(EngineSteps.BACKUP)) {
            return Optional.empty();
        }
        var backup = operation.backup().orElse(0);
        var parts = backup == 0
                ? Optional.<SavedParts>empty()
                : work.parts().backups().parts(backup, operation.resource().id(), step.name());
        return Optional.of(parts.orElseGet(() -> new SavedNothing(backup)));
    }
}
