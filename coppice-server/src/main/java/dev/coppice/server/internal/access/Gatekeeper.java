package dev.coppice.server.internal.access;

import dev.coppice.server.Role;
import dev.coppice.server.internal.home.HomeDatabase;
import java.util.Optional;

/** Tells who presents a credential, and shuts out who presents too many that were never handed out. */
public final class Gatekeeper {
    private final HomeDatabase home;
    private final Throttle throttle;
    private final Optional<ForeignTokens> foreign;

    /** A gatekeeper that looks credentials up in {@code home}, and those of others where {@code foreign} tells. */
    public Gatekeeper(HomeDatabase home, Throttle throttle, Optional<ForeignTokens> foreign) {
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
        requireAdmitted(address);
        boolean own = foreign.isEmpty() || secret.text().startsWith(Secret.TOKEN);
        return good(
                own
                        ? home.transaction(db -> new TokenCheck(db).check(secret))
                        : foreign.get().check(secret.text()),
                address);
    }

    private Principal good(Credential found, String address) {
        if (found instanceof Credential.Good good) {
            throttle.passed(address);
            return good.principal();
        }
        if (found instanceof Credential.Unknown) {
            throttle.failed(address);
        }
        throw AccessFaults.credentialRefused();
    }

    /** Whose session a cookie is; empty when it has ended. A stale cookie is no guess and is not counted as one. */
    public Optional<Principal> person(Secret secret, boolean active) {
        var found = home.transaction(db -> new Sessions(db).check(secret, active));
        return found instanceof Credential.Good good ? Optional.of(good.principal()) : Optional.empty();
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
            throttle.failed(address);
            throw AccessFaults.linkRefused();
        }
        throttle.passed(address);
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
