package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a resource stands. A value for any thread.
 *
 * @param state its state
 * @param epoch the number of its last fence; 0 before the first
 * @param suspendedAt since when it has been suspended, if that is known
 * @param ending its end as it was when it was suspended
 * @param fencedAt since when it has been leaving, or gone
 * @param deprovisionedAt since when it has been gone
 * @param erasedAt since when its last backup has been gone
 */
public record StateRow(
        ResourceState state,
        long epoch,
        Optional<Instant> suspendedAt,
        Optional<Ending> ending,
        Optional<Instant> fencedAt,
        Optional<Instant> deprovisionedAt,
        Optional<Instant> erasedAt) {
    /** One that has never left the status it has. */
    static StateRow of(ResourceStatus status) {
        return new StateRow(
                ResourceState.valueOf(status.name()),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * As it stands by the status beside it. Until it leaves, the resource's own table has the last word: an application may
     * suspend and reactivate by itself. Afterwards nothing written there brings it back.
     */
    StateRow beside(ResourceStatus status) {
        var settled = fencedAt.isPresent() || state.name().equals(status.name());
        return settled ? this : StateRow.of(status).under(epoch);
    }

    /** As one that begins a new life, with nothing of the old but its epoch. */
    StateRow anew() {
        return StateRow.of(ResourceStatus.ACTIVE).under(epoch);
    }

    private StateRow under(long known) {
        return new StateRow(state, known, suspendedAt, ending, fencedAt, deprovisionedAt, erasedAt);
    }

    /** Whether it is on its way out, and not gone yet. */
    public boolean leaving() {
        return fencedAt.isPresent() && deprovisionedAt.isEmpty();
    }

    /** Whether it is gone. */
    public boolean gone() {
        return state == ResourceState.DEPROVISIONED || deprovisionedAt.isPresent();
    }
}
