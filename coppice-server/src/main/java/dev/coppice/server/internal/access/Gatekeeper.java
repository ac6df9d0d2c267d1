package dev.coppice.server.internal.access;

import dev.coppice.server.Role;
import dev.coppice.server.internal.home.HomeDatabase;
import java.util.Optional;

/** Tells who presents a credential, and shuts out who presents too many that were never handed out. */
public final class Gatekeeper {
    private final HomeDatabase home;
    private final Throttle throttle;
    private final Optional<ForeignTokens> foreign;
    private final ProvenSecrets proven;

    /** A gatekeeper that looks credentials up in {@code home}, and those of others where {@code foreign} tells. */
    public Gatekeeper(HomeDatabase home, Throttle throttle, Optional<ForeignTokens> foreign) {
        this.proven = new ProvenSecrets(System::nanoTime);
        this.home = home;
        this.throttle = throttle;
        this.foreign = foreign;
    }

    /**
     * Whose bearer token a secret is.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.credential-refused}, {@code access.throttled}; what an identity
     *     provider's token is refused with
     */
    public Principal bearer(Secret secret, String address) {
        if (known(secret).isEmpty()) {
            requireAdmitted(address);
        }
        boolean own = foreign.isEmpty() || secret.text().startsWith(Secret.TOKEN);
        var found = own
                ? home.transaction(db -> new TokenCheck(db).check(secret))
                : foreign.get().check(secret.text());
        if (found instanceof Credential.Unknown) {
            throttle.failed(address, secret.digest());
        }
        return noted(secret, found).orElseThrow(AccessFaults::credentialRefused);
    }

    /** Whose a secret was when it was last good, not long ago: nothing is let in by that. */
    public Optional<String> known(Secret secret) {
        return proven.find(secret.digest());
    }

    /** Whose session a cookie is; empty when it has ended. A stale cookie is no guess and is not counted as one. */
    public Optional<Principal> person(Secret secret, boolean active) {
        return noted(secret, home.transaction(db -> new Sessions(db).check(secret, active)));
    }

    private Optional<Principal> noted(Secret secret, Credential found) {
        var principal = found instanceof Credential.Good good ? good.principal() : new Principal.Anonymous();
        principal
                .identity()
                .ifPresentOrElse(identity -> proven.good(secret.digest(), identity), () -> proven.bad(secret.digest()));
        return found instanceof Credential.Good ? Optional.of(principal) : Optional.empty();
    }

    /**
     * Uses a login link up and opens its session.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.link-refused}, {@code access.throttled}
     */
    public Secret openByLink(Secret link, String address) {
        requireAdmitted(address);
        var session = home.transaction(db -> new Sessions(db).openByLink(link));
        if (session.isEmpty()) {
            throttle.failed(address, link.digest());
            throw AccessFaults.linkRefused();
        }
        return session.get();
    }

    /**
     * Opens a session for the bearer of a token.
     *
     * @throws dev.coppice.ops.CoppiceException {@code access.credential-refused}, {@code access.throttled};
     *     {@code access.no-console} for a member
     */
    public Secret openByToken(Secret token, String address) {
        if (!(bearer(token, address) instanceof Principal.Bearer bearer)) {
            throw AccessFaults.credentialRefused(); // a session ends with its token, and of others' we do not hear
        }
        if (!bearer.granted().includes(Role.VIEWER)) {
            throw AccessFaults.noConsole();
        }
        return home.transaction(db -> new Sessions(db).openByToken(bearer));
    }

    /** Ends a session. */
    public void end(Principal.Person person) {
        home.transaction(db -> {
            new Sessions(db).end(person);
            return person;
        });
    }

    private void requireAdmitted(String address) {
        var wait = throttle.shutOut(address);
        if (wait.isPositive()) {
            throw AccessFaults.throttled(wait);
        }
    }
}
