package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.control.Approval;
import java.time.Duration;

/**
 * Teardowns planned, begun and driven. Safe for any thread. Every call takes connections of its own from the data source.
 */
public interface Teardowns {
    /**
     * What a teardown would do. Changes nothing.
     *
     * @throws dev.coppice.ops.CoppiceException {@code kind.unknown}, {@code resource.not-found}
     */
    TeardownPlan plan(TeardownRequest request);

    /**
     * What a resource has now, found by the looks of its steps: a plan that writes nothing at all, and does not last. Whether the
     * store of backups takes one is not tried; a store that was not seen in time is unknown, {@code step.overdue}.
     *
     * @param most how long all looks may take together
     * @throws dev.coppice.ops.CoppiceException as {@link #plan}
     */
    TeardownPlan look(TeardownRequest request, Duration most);

    /**
     * Signs a plan, as the first or the second person.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #plan}, {@code plan.other} when the plan has another hash now, {@code
     *     approval.not-needed}, {@code approval.under-way} for a resource that is leaving, {@code approval.…}
     */
    Approval approve(TeardownRequest request, String hash, Act act);

    /**
     * Fences the resource and its children, and begins their operations, in one transaction; nothing is destroyed yet. For a
     * resource that is already leaving it answers with the operation under way; for one that is deprovisioned it begins the
     * disposal of leftovers. Any process that calls {@link #runOnce} carries it on.
     *
     * @throws dev.coppice.ops.CoppiceException before any write, and with an entry in the audit trail: {@code kind.unknown},
     *     {@code resource.not-found}, {@code resource.protected}, {@code resource.held}, {@code resource.has-parent-leaving},
     *     {@code resource.has-living-children} for leftovers of one below which something lives, {@code resource.not-fenced},
     *     {@code freeze.frozen}, {@code plan.other}, {@code approval.…}, {@code teardown.share-exceeded}, {@code
     *     teardown.family-exceeds-share}, {@code teardown.backup-required}, {@code teardown.store-unusable}
     */
    Operation begin(TeardownRequest request);

    /**
     * One pass of a worker: takes operations that are due, up to the batch of each kind, and carries each on until it has to
     * wait. Blocks; any number of processes and threads may do it at once, and none does what another does.
     *
     * @throws InterruptedException when the thread is interrupted; the step under way is taken up again by the next pass
     */
    PassReport runOnce() throws InterruptedException;

    /**
     * Carries one operation on in this thread until it ends or has to wait, whether or not it is due.
     *
     * @return the operation as it then stands; unchanged while another process works on it
     * @throws InterruptedException as {@link #runOnce}
     * @throws dev.coppice.ops.CoppiceException {@code operation.not-found}
     */
    Operation advance(long operation) throws InterruptedException;
}
