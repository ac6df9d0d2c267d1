package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.pruning.StopSignals;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.document.DeprovisionDocument;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Carries a teardown on in this process, with those of its children, until it ends or has to wait. One thread. */
final class Carrying {
    private static final long BETWEEN_MILLIS = 500;

    /** On a busy database some transaction is always open, and most are over in a moment; a backup is taken again at once. */
    private static final Set<String> PASSING = Set.of("quiesce.transactions-open", "backup.outdated");

    private static final int LOOKS = 5;

    private final Lifecycle lifecycle;
    private final Terminal terminal;
    private final OperationLine line;

    Carrying(Lifecycle lifecycle, Terminal terminal) {
        this.lifecycle = lifecycle;
        this.terminal = terminal;
        this.line = new OperationLine(terminal);
    }

    /**
     * Does it, and gives the operation as it then stands. A first Ctrl-C leaves it to whoever goes on with it; so does an error,
     * which is told.
     */
    Operation untilItWaits(long id) {
        var worker = Thread.currentThread();
        try (var signals = StopSignals.take(() -> {
            terminal.note("Stopping. Nothing is lost by that: the step under way is taken up again.");
            worker.interrupt();
        })) {
            return carried(id);
        } catch (InterruptedException asked) {
            return found(id);
        } catch (CoppiceException failure) {
            terminal.note("coppice: " + failure.code());
            terminal.note(failure.fault().message());
            return found(id);
        } finally {
            line.end();
        }
    }

    private Operation carried(long id) throws InterruptedException {
        for (int looks = 0; ; ) {
            var operation = lifecycle.teardowns().advance(id);
            line.show(DeprovisionDocument.of(lifecycle, operation));
            if (operation.state().ended()) {
                return operation;
            }
            boolean patient = passing(operation) && looks++ < LOOKS;
            if (!(patient ? waited() : moved(operation))) {
                return operation;
            }
        }
    }

    private static boolean passing(Operation operation) {
        return operation.steps().stream()
                .flatMap(step -> step.problem().stream())
                .anyMatch(problem -> PASSING.contains(problem.code()));
    }

    /** Whether another look may find it further: a child has ended, or another process works on it. */
    private boolean moved(Operation operation) throws InterruptedException {
        boolean moved = false;
        for (var child : lifecycle
                .operations()
                .list(OperationQuery.below(operation.id()))
                .items()) {
            if (!child.state().ended()) {
                moved |= carried(child.id()).state().ended();
            }
        }
        if (!moved && operation.worker().isPresent()) {
            return waited();
        }
        return moved;
    }

    private static boolean waited() throws InterruptedException {
        return !new CountDownLatch(1).await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Operation found(long id) {
        return lifecycle.operations().find(id).orElseThrow(() -> LifecycleCommand.unknown("operation", id));
    }
}
