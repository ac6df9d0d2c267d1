package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import java.util.Optional;
import java.util.Set;

/**
 * One of several databases that a server prunes. A value for any thread.
 *
 * @param name its name
 */
record RemoteTarget(String name) {
    /** What each has of its own; all else is of the server's home. */
    private static final Set<String> ITS_OWN = Set.of(
            "archive-waste",
            "archives",
            "audit",
            "campaigns",
            "doctor",
            "due-times",
            "freeze",
            "holds",
            "init",
            "policies",
            "policy-check",
            "schema",
            "trace");

    /** What would be done to somebody else at home, who has the same key there. */
    private static final Set<String> ERASING = Set.of("erasures", "subject-check", "subjects");

    /** A call where it is answered for this database; of the list of all it is this one alone. */
    Call place(Call call) {
        var part = call.path().getFirst();
        if (part.equals("targets")) {
            return Call.get(part, name);
        }
        if (!ITS_OWN.contains(part)) {
            throw ServerAccess.refusal("target.of-home")
                    .found("--target names one of the databases the server prunes, and what is asked for, \"" + part
                            + "\", lies in its home alone.")
                    .next(
                            ERASING.contains(part)
                                    ? "A server erases in its home alone. Erase there with --target " + name
                                            + " and without --server."
                                    : "Leave --target out.")
                    .exception();
        }
        return call.on(name);
    }

    /** What is said where the server has no targets at all. */
    Optional<CoppiceException> unknownThere(RemoteProblem problem) {
        return problem.refusal().code().equals(RemoteFaults.UNKNOWN_ROUTE)
                ? Optional.of(ServerAccess.refusal("target.on-server")
                        .found("--target names one of several databases, and the server works on one alone.")
                        .next("Leave --target out, or --server to work on the database from here.")
                        .exception())
                : Optional.empty();
    }
}
