package dev.coppice.server.internal.api;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import java.util.function.Supplier;

/**
 * What a call still does once it has committed something. A failure of that does not say that nothing was changed: it tells what
 * stands, and where to look. A value for any thread.
 *
 * @param changed what stands
 * @param next where to look
 */
public record AfterCommit(String changed, String next) {
    /** Does the rest; what it throws tells what stands, unless it tells of changes itself. */
    public <T> T run(Supplier<T> rest) {
        try {
            return rest.get();
        } catch (CoppiceException failure) {
            var fault = failure.fault();
            if (fault.effect() != Effect.NONE) {
                throw failure;
            }
            throw fault.changed(changed)
                    .next(next)
                    .leaving(Effect.COMMITTED, fault.retry())
                    .exception(failure);
        }
    }
}
