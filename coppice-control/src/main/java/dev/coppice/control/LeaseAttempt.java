package dev.coppice.control;

import java.util.Optional;

/** How an attempt to get a lease ended. A value for any thread. */
public sealed interface LeaseAttempt {
    /**
     * The lease is the caller's.
     *
     * @param lease the lease, to be shown at each later call
     */
    record Acquired(Lease lease) implements LeaseAttempt {}

    /**
     * Somebody else has the lease, or still works under it though it has run out or was given back.
     *
     * @param lease the lease as it stands; empty when it was given back
     */
    record Taken(Optional<Lease> lease) implements LeaseAttempt {}
}
