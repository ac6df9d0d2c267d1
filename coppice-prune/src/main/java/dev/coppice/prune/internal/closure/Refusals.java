package dev.coppice.prune.internal.closure;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Says that a policy does not fit the database.
 *
 * @param policy the policy's name
 */
public record Refusals(String policy) {
    /** A refusal of the policy. */
    public CoppiceException of(String reason, String found, String next) {
        return fault(reason, found, next).exception();
    }

    /** A refusal of the policy after the database refused something of it. */
    public CoppiceException of(String reason, String found, String next, @Nullable Throwable cause) {
        var fault = fault(reason, found, next);
        return cause == null ? fault.exception() : fault.exception(cause);
    }

    private Fault fault(String reason, String found, String next) {
        return Fault.of("policy." + reason, Kind.USAGE)
                .refused("Policy \"" + policy + "\" was refused.")
                .found(found)
                .changed("Nothing was changed.")
                .next(next);
    }
}
