package dev.coppice.lifecycle.internal.engine;

import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls steps, and makes of whatever they throw what it means: a refusal has failed, and what may have happened is unknown. A
 * lost lease and an interrupt come out as they are, since nothing may be written then. An adapter that does not fit what it was
 * compiled against is an error of that adapter; any other {@link Error} is one of this process.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");
    private static final Set<String> OUTSIDE =
            Set.of("resource.held", "freeze.frozen", "chunk.epoch-busy", "backup.busy", "audit.busy");

    private Calls() {}

    static Sight look(Step step, StepContext context) throws InterruptedException {
        try {
            return step.look(context);
        } catch (Exception | LinkageError | StackOverflowError thrown) {
            var problem = problem(thrown);
            return new Sight.Unknown(problem.code(), problem.message());
        }
    }

    static StepOutcome apply(Step step, StepContext context) throws InterruptedException {
        try {
            return step.apply(context);
        } catch (Exception | LinkageError | StackOverflowError thrown) {
            return outcome(thrown);
        }
    }

    /** What it means for an attempt that something was thrown, in the step or around it. */
    static StepOutcome outcome(Throwable thrown) throws InterruptedException {
        var problem = problem(thrown);
        return switch (problem.meaning()) {
            case FAILED -> new StepOutcome.Failed(problem.code(), problem.message());
            case UNKNOWN -> new StepOutcome.Unknown(problem.code(), problem.message());
            case BLOCKED -> new StepOutcome.Blocked(problem.code(), problem.message(), List.of());
        };
    }

    private enum Meaning {
        FAILED,
        UNKNOWN,
        BLOCKED
    }

    private record Problem(Meaning meaning, String code, String message) {}

    private static Problem problem(Throwable thrown) throws InterruptedException {
        if (thrown instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("interrupted in a step");
        }
        LOG.debug("a step threw", thrown);
        return switch (thrown) {
            case CoppiceException told -> told(told);
            case DataAccessException failure -> database(failure);
            case SQLException failure -> database(new DataAccessException("of a step", failure));
            case IOException lost ->
                new Problem(Meaning.UNKNOWN, "step.unreachable", "The store or service was not reached.");
            default ->
                new Problem(
                        Meaning.UNKNOWN,
                        "step.error",
                        "The step met an error nobody expected: "
                                + thrown.getClass().getName() + ".");
        };
    }

    private static Problem told(CoppiceException told) {
        if (told.code().equals("lease.lost")) {
            throw told;
        }
        var message = told.fault().found().isBlank()
                ? told.fault().refused()
                : told.fault().found();
        if (OUTSIDE.contains(told.code())) {
            return new Problem(Meaning.BLOCKED, told.code(), message);
        }
        return new Problem(told.effect() == Effect.UNKNOWN ? Meaning.UNKNOWN : Meaning.FAILED, told.code(), message);
    }

    private static Problem database(DataAccessException failure) {
        var told = Transacting.told(failure);
        return new Problem(
                Transacting.lost(failure) ? Meaning.UNKNOWN : Meaning.FAILED,
                told.code(),
                told.fault().found());
    }
}
