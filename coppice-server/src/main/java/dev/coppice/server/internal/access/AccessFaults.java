package dev.coppice.server.internal.access;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;
import dev.coppice.server.Role;
import java.time.Duration;

/** What is said to a caller who is not let in. */
public final class AccessFaults {
    /** The code of {@link #credentialMissing}. */
    public static final String CREDENTIAL_MISSING = "access.credential-missing";

    /** The code of {@link #credentialRefused}. */
    public static final String CREDENTIAL_REFUSED = "access.credential-refused";

    /** The code of {@link #throttled}. */
    public static final String THROTTLED = "access.throttled";

    /** The code of {@link #tooFast}. */
    public static final String TOO_FAST = "access.too-fast";

    /** The code of {@link #tooMany}. */
    public static final String TOO_MANY = "access.too-many-at-once";

    private AccessFaults() {}

    /** No credential where one is needed. */
    public static CoppiceException credentialMissing() {
        return Fault.of(CREDENTIAL_MISSING, Kind.REFUSED)
                .refused("The request was not let in.")
                .found("It carries no API token and no console session.")
                .changed("Nothing was changed.")
                .next("Send \"Authorization: Bearer TOKEN\" with a token from \"coppice token create\".")
                .exception();
    }

    /** A credential that is not good. Which of the three it is, is not told to who may be guessing. */
    public static CoppiceException credentialRefused() {
        return Fault.of(CREDENTIAL_REFUSED, Kind.REFUSED)
                .refused("The request was not let in.")
                .found("Its credential is unknown, expired or revoked.")
                .changed("Nothing was changed.")
                .next("Make a new token with \"coppice token create\".")
                .exception();
    }

    /** Too many unknown credentials from one address. */
    public static CoppiceException throttled(Duration wait) {
        return new ThrottledException(
                Fault.of(THROTTLED, Kind.REFUSED)
                        .refused("The credential was not looked at.")
                        .found("Too many unknown credentials came from this address.")
                        .changed("Nothing was changed.")
                        .next("Ask again after " + seconds(wait) + " s, with a good one.")
                        .leaving(Effect.NONE, Retry.SAFE),
                wait);
    }

    /** Too many requests of one caller. */
    public static CoppiceException tooFast(Duration wait) {
        return new ThrottledException(
                Fault.of(TOO_FAST, Kind.REFUSED)
                        .refused("The request was not carried out.")
                        .found(
                                "More requests came with this credential, or from this address, than one caller may send.")
                        .changed("Nothing was changed.")
                        .next("Ask again after " + seconds(wait) + " s, and go on more slowly.")
                        .leaving(Effect.NONE, Retry.SAFE),
                wait);
    }

    /** As many of one caller under way as may be: {@code held} says which. */
    public static CoppiceException tooMany(String held) {
        return new ThrottledException(
                Fault.of(TOO_MANY, Kind.REFUSED)
                        .refused("The request was not carried out.")
                        .found(held)
                        .changed("Nothing was changed.")
                        .next("Ask again after 2 s, when one of them has ended.")
                        .leaving(Effect.NONE, Retry.SAFE),
                Duration.ofSeconds(1));
    }

    /** A link that opens nothing. */
    public static CoppiceException linkRefused() {
        return Fault.of("access.link-refused", Kind.REFUSED)
                .refused("The login link opens nothing.")
                .found("It is unknown, was used before, or is older than 15 minutes.")
                .changed("No session was opened.")
                .next(
                        "Start \"coppice up\" or \"coppice serve\" again, on a terminal or with --login, for a new link, or log in with an API token.")
                .leaving(Effect.NONE, Retry.NEVER)
                .exception();
    }

    /** A role that is too low. */
    public static CoppiceException roleTooLow(Role held, Role needed) {
        return Fault.of("access.role-too-low", Kind.REFUSED)
                .refused("The request was not carried out.")
                .found("It needs the role " + needed.word() + "; the caller has " + held.word() + ".")
                .changed("Nothing was changed.")
                .next("Ask an admin for a token with that role.")
                .exception();
    }

    /** A member at the door of the console. */
    static CoppiceException noConsole() {
        return Fault.of("access.no-console", Kind.REFUSED)
                .refused("No session was opened.")
                .found("The token has the role member, which uses settings over the API and has no console.")
                .changed("Nothing was changed.")
                .next("Log in with a token of role viewer or above.")
                .exception();
    }

    /** A form that does not come from the console. */
    public static CoppiceException foreignForm() {
        return Fault.of("access.foreign-form", Kind.REFUSED)
                .refused("The request was not carried out.")
                .found("It does not come from a page of this console's session.")
                .changed("Nothing was changed.")
                .next("Reload the page and try again.")
                .exception();
    }

    private static long seconds(Duration wait) {
        return wait.toSeconds() + 1;
    }
}
