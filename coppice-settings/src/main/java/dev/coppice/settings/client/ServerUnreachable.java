package dev.coppice.settings.client;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.ops.Retry;

/** The server gave no answer, or says that it cannot. */
final class ServerUnreachable extends CoppiceException {
    private static final long serialVersionUID = 1L;

    ServerUnreachable(String found, Throwable cause) {
        super(fault(found), cause);
    }

    ServerUnreachable(String found) {
        super(fault(found));
    }

    /** The same for another thread, with a trace of its own. */
    ServerUnreachable(ServerUnreachable other) {
        super(other.fault(), other);
    }

    private static Fault fault(String found) {
        return Fault.of("settings.server-unreachable", Kind.UNAVAILABLE)
                .refused("Settings were not read.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Try again once the server's /health/ready says it is ready.")
                .leaving(Effect.NONE, Retry.SAFE);
    }
}
