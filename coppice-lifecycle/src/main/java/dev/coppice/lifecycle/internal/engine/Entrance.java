package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.engine.Verdict.Tried;
import dev.coppice.lifecycle.internal.ledger.Ledger;
import dev.coppice.lifecycle.internal.ledger.OperationWriter;
import dev.coppice.lifecycle.internal.ledger.StepWriter;
import dev.coppice.lifecycle.internal.ledger.Tree;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * The transaction before an effect: everything the teardown was begun for is looked at again with the operation locked, then
 * the intent is written. Whoever would call the teardown off waits for it or comes before it.
 */
final class Entrance {
    private static final String UNBACKED = "There is something that lies in no backup.";

    private final DSLContext dsl;
    private final Work work;
    private final Tree tree;
    private final long id;

    Entrance(DSLContext dsl, Work work, Tree tree, long id) {
        this.dsl = dsl;
        this.work = work;
        this.tree = tree;
        this.id = id;
    }

    /** What came of it. */
    sealed interface Entered {
        /** The operation has ended. */
        record Over() implements Entered {}

        /** The step needs nothing more now. */
        record Through() implements Entered {}

        /**
         * The intent is written.
         *
         * @param tried the attempt
         */
        record Intended(Tried tried) implements Entered {}
    }

    /** Enters a step that sees {@code sight}; empty for a step that only waits. */
    Entered enter(String name, Optional<Sight> sight) {
        var lineage = lock(tree.lineage(id).stream().map(Tree.Member::id).toList());
        var operation = find(lineage, id);
        if (operation.state().ended()) {
            return new Entered.Over();
        }
        var step = new StepGraph(operation.steps()).find(name).orElseThrow();
        if (step.state().ended() || step.state() == StepState.PARKED) {
            return new Entered.Through();
        }
        var together = operation.noReturnAt().isEmpty() && decisive(step, sight);
        var locked = together ? lock(tree.ids()) : lineage;
        if (operation.noReturnAt().isEmpty() && objected(together ? locked : List.of(operation))) {
            return new Entered.Over();
        }
        return sight.isPresent() ? acting(locked, step, sight.get()) : waiting(operation, step, locked);
    }

    /** Before a backup and before there is no way back, all that were begun together are looked at: they stand and fall together. */
    private static boolean decisive(OperationStep step, Optional<Sight> sight) {
        var something = sight.filter(seen -> seen instanceof Sight.Counted counted && counted.items() > 0)
                .isPresent();
        return step.type().equals(EngineSteps.STATUS)
                || (something && (step.destroys() || step.type().equals(EngineSteps.BACKUP)));
    }

    private boolean objected(List<Operation> operations) {
        var objection = new Recheck(dsl, work.kind()).objection(operations);
        objection.ifPresent(found -> new Cancelling(dsl, work.kind())
                .cancel(lock(tree.ids()), Act.of(work.parts().worker(), found.code() + ": " + found.sentence())));
        return objection.isPresent();
    }

    /** Whoever has locked the root is alone among all of its tree. */
    private List<Operation> lock(List<Long> ids) {
        return new Ledger(dsl).lock(ids);
    }

    private Entered waiting(Operation operation, OperationStep step, List<Operation> locked) {
        var outcome = new Gates(dsl, work.kind(), find(locked, tree.root())).look(operation, step);
        var verdict = verdict();
        if (outcome instanceof StepOutcome.Blocked blocked) {
            verdict.blocked(step.name(), blocked, work.hooks().backoff().waiting(already(step, blocked)));
            return new Entered.Through();
        }
        var number = steps().intent(step.name(), work.lease());
        verdict.write(new Tried(step.name(), number, 0, "looked at in one transaction"), outcome);
        if (step.type().equals(EngineSteps.STATUS)) {
            var first = operation.noReturnAt().isEmpty() && !operation.residual();
            var stamped = first ? noReturn(locked) : List.<Operation>of();
            new Settling(dsl, work.kind(), work.parts())
                    .status(new Ledger(dsl).find(id).orElseThrow());
            told(stamped);
        }
        return new Entered.Through();
    }

    /** How long the same has kept it. */
    private Duration already(OperationStep step, StepOutcome.Blocked blocked) {
        return step.problem()
                .filter(problem -> problem.code().equals(blocked.code()))
                .map(problem -> Duration.between(problem.since(), new Ledger(dsl).now()))
                .orElse(Duration.ZERO);
    }

    private Entered acting(List<Operation> locked, OperationStep step, Sight sight) {
        if (step.attempts() >= Backoff.ATTEMPTS && step.state() == StepState.RUNNING) {
            return left(step, "step.cut-short", "It was cut short too often.");
        }
        return switch (sight) {
            case Sight.Unknown unknown -> unseen(step, unknown);
            case Sight.Counted counted -> counted.items() == 0 ? nothing(step) : intended(locked, step, counted);
        };
    }

    private Entered unseen(OperationStep step, Sight.Unknown unknown) {
        var number = steps().intent(step.name(), work.lease());
        var tried = new Tried(step.name(), number, step.attempts() + 1, "");
        if (verdict().write(tried, new StepOutcome.Unknown(unknown.code(), unknown.message()))) {
            new Parking(dsl, work).told(step.name());
        }
        return new Entered.Through();
    }

    /** What an attempt that was cut short has removed is counted by what was there before it. */
    private Entered nothing(OperationStep step) {
        var before = step.receipt().before().orElse(0L);
        var removed = before - step.receipt().removed().orElse(0L);
        steps().seen(step.name(), new Sight.Counted(0, 0));
        var number = steps().intent(step.name(), work.lease());
        verdict()
                .write(
                        new Tried(step.name(), number, 0, work.method(step.name())),
                        before > 0 ? new StepOutcome.Done(Math.max(0, removed)) : StepOutcome.ALREADY_DONE);
        return new Entered.Through();
    }

    private Entered intended(List<Operation> locked, OperationStep step, Sight.Counted sight) {
        var operation = find(locked, id);
        if (EngineSteps.saves(step.type(), step.destroys())
                && operation.backup().isEmpty()
                && operation.waiver().isEmpty()) {
            return unbacked(step);
        }
        var first = step.destroys() && operation.noReturnAt().isEmpty();
        var stamped = first ? noReturn(locked) : List.<Operation>of();
        steps().seen(step.name(), sight);
        var number = steps().intent(step.name(), work.lease());
        told(stamped);
        return new Entered.Intended(new Tried(step.name(), number, step.attempts() + 1, work.method(step.name())));
    }

    /** Something appeared after it was found that nothing had to be kept. */
    private Entered unbacked(OperationStep step) {
        verdict().blocked(step.name(), new StepOutcome.Blocked(Verdict.OUTDATED, UNBACKED, List.of()));
        new Parking(dsl, work).backUpAgain(tree, UNBACKED);
        return new Entered.Through();
    }

    private Entered left(OperationStep step, String code, String message) {
        steps().kept(
                        step.name(),
                        StepState.UNKNOWN,
                        new StepWriter.Keeping(
                                code, message, List.of(), work.hooks().backoff().ceiling()));
        steps().park(step.name());
        new Parking(dsl, work).told(step.name());
        return new Entered.Through();
    }

    /** For all that live: they were begun together, and none is brought back once another is gone. A hold on one binds all. */
    private List<Operation> noReturn(List<Operation> locked) {
        var left =
                locked.stream().filter(operation -> !operation.state().ended()).toList();
        left.forEach(operation -> Fenced.requireNotHeld(dsl, operation.resource()));
        new OperationWriter(dsl).noReturn(left.stream().map(Operation::id).toList());
        var settling = new Settling(dsl, work.kind(), work.parts());
        left.stream()
                .filter(operation -> !operation.residual())
                .forEach(operation -> settling.move(operation, ResourceState.TEARING_DOWN));
        return left;
    }

    private void told(List<Operation> stamped) {
        var events = new Events(dsl);
        stamped.forEach(operation -> {
            Events.log(operation, "no-return", work.parts().worker());
            events.audit(
                    work.parts().worker(),
                    "teardown.no-return",
                    operation.resource(),
                    Json.object("operation", operation.id()));
        });
    }

    private StepWriter steps() {
        return new StepWriter(dsl, id);
    }

    private Verdict verdict() {
        return new Verdict(steps(), work.hooks().backoff());
    }

    private static Operation find(List<Operation> operations, long number) {
        return operations.stream()
                .filter(operation -> operation.id() == number)
                .findFirst()
                .orElseThrow();
    }
}
