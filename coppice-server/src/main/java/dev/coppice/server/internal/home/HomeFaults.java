package dev.coppice.server.internal.home;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;

/** What is said when the server cannot use its own database. */
final class HomeFaults {
    private HomeFaults() {}

    static CoppiceException unreachable(Throwable cause) {
        return Fault.of("server.database-unreachable", Kind.UNAVAILABLE)
                .refused("The request was not answered.")
                .found("The server cannot reach its database.")
                .changed("Nothing was changed.")
                .next("Try again once /health/ready says it is ready.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
    }

    static CoppiceException busy(Throwable cause) {
        return Fault.of("server.database-busy", Kind.UNAVAILABLE)
                .refused("The request was not answered.")
                .found("The server's database took too long, or another transaction was in the way.")
                .changed("Nothing was changed.")
                .next("Try again in a moment.")
                .leaving(Effect.NONE, Retry.SAFE)
                .exception(cause);
    }

    static CoppiceException commitLost(Throwable cause) {
        return Fault.of("server.commit-lost", Kind.UNAVAILABLE)
                .refused("The end of the request is unknown.")
                .found("The connection to the database was lost during the commit.")
                .changed("Whether the change was made is unknown.")
                .next("Look at what the request was to change before you send it again.")
                .leaving(Effect.UNKNOWN, Retry.NEVER)
                .exception(cause);
    }

    /** What failed is a later part of what was asked for. */
    static CoppiceException cutShort(CoppiceException failure) {
        return Fault.of("server.cut-short", Kind.UNAVAILABLE)
                .refused("The request was not carried out to its end.")
                .found(failure.fault().found())
                .changed("A part of it was changed before that.")
                .next("Look at what the request was to change before you send it again.")
                .leaving(Effect.COMMITTED, Retry.NEVER)
                .exception(failure);
    }

    static CoppiceException schemaMissing(Throwable cause) {
        return Fault.of("server.schema-missing", Kind.UNAVAILABLE)
                .refused("The request was not answered.")
                .found("The server's database has no current schema coppice.")
                .changed("Nothing was changed.")
                .next("Run \"coppice schema migrate\".")
                .leaving(Effect.NONE, Retry.AFTER_FIX)
                .exception(cause);
    }
}
