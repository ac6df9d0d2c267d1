package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Certificates, what is seen of them later, and what must not come back. Safe for any thread. */
public interface Certificates {
    /** A certificate by the number of its operation. */
    Optional<Certificate> ofOperation(long operation);

    /**
     * One page of all, newest first.
     *
     * @param before only numbers below this one: the {@code next} of the page before
     * @param limit how many at most, 1 to 1,000
     */
    Page<Certificate> list(OptionalLong before, int limit);

    /** The certificates of a resource, newest first. */
    List<Certificate> of(ResourceId resource);

    /**
     * Checks the certificate of an operation by the key that signs here now, as {@link CertificateVerifier} does elsewhere; empty
     * where the operation has none, or no key is declared.
     */
    Optional<CertificateCheck> check(long operation);

    /**
     * Looks again at what is due to be looked at, at most a hundred certificates: one hour, a day and thirty days after. What
     * is found revokes the certificate, publishes {@code certificate.revoked} and makes the leftovers due.
     *
     * @return how many looks were done
     */
    int probe();

    /**
     * Whether anything that was torn down is back, by the tombstones of this database and of every store of backups.
     * Changes nothing.
     */
    Resurrections resurrections();

    /** Begins the disposal of everything {@link #resurrections} finds; what one refuses keeps no other. */
    Burials buryAgain(Act act);
}
