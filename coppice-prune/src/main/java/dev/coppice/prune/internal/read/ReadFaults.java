package dev.coppice.prune.internal.read;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;

/** What is told when a read itself fails, not what it reads. */
final class ReadFaults {
    private ReadFaults() {}

    static CoppiceException of(SqlFailure refused) {
        return told(refused)
                .refused("The database was not read to the end.")
                .changed("Nothing was changed.")
                .exception(refused);
    }

    private static Fault told(SqlFailure refused) {
        var state = refused.state();
        if (refused.unreachable()) {
            return Fault.of("database.connection-lost", Kind.UNAVAILABLE)
                    .found("It was out of reach, or the connection was lost.")
                    .next("Try again once it can be reached.")
                    .leaving(Effect.NONE, Retry.SAFE);
        }
        if (refused.rowSecurity()) {
            return Fault.of("database.row-security", Kind.REFUSED)
                    .found("Row security would hide rows from this role: " + refused.words() + ".")
                    .next("Ask as a role that it does not bind; \"coppice doctor\" says how this one is freed of it.");
        }
        return switch (state) {
            case "42501" ->
                Fault.of("database.not-permitted", Kind.REFUSED)
                        .found("The role may not read all that the policy names: " + refused.words() + ".")
                        .next(
                                "Grant it SELECT on the tables and USAGE on their schemas; run \"coppice doctor\" for the list.");
            case "55P03", "57014" ->
                Fault.of("database.busy", Kind.UNAVAILABLE)
                        .found("A lock was not free in time, or a statement ran past its time.")
                        .next("Try again when the database is less busy.")
                        .leaving(Effect.NONE, Retry.SAFE);
            default ->
                Fault.of("database.failed", Kind.FAILED)
                        .found("It refused a statement with SQLSTATE " + state + ".")
                        .next("The log has the details at level DEBUG of dev.coppice.prune.");
        };
    }
}
