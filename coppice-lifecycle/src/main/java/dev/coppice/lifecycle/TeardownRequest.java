package dev.coppice.lifecycle;

import dev.coppice.control.Act;
import java.util.Optional;

/**
 * What is asked of a teardown. A value for any thread.
 *
 * @param resource what is to go
 * @param act who asks, and why
 * @param cause why: one that is {@link Cause#DUE} is called off when the resource is renewed before anything was destroyed
 * @param plan the hash of the plan that was seen; empty takes whatever the plan is now
 * @param withoutBackup whether nothing is kept, said aloud: the act's reason stands on the certificate
 * @param beyondLimits whether the share of its kind may be exceeded for it
 */
public record TeardownRequest(
        ResourceId resource, Act act, Cause cause, Optional<String> plan, boolean withoutBackup, boolean beyondLimits) {
    /** Why a teardown is asked for. */
    public enum Cause {
        /** The time of the resource is over. */
        DUE,
        /** A person wants it. */
        ASKED,
        /** Something of a resource that is gone was found again. */
        FOUND
    }

    /** A teardown that a person asks for, with a backup, within the limits. */
    public static TeardownRequest of(ResourceId resource, Act act) {
        return new TeardownRequest(resource, act, Cause.ASKED, Optional.empty(), false, false);
    }

    /** The same, about the resource as its table spells it. */
    public TeardownRequest about(ResourceId spelled) {
        return new TeardownRequest(spelled, act, cause, plan, withoutBackup, beyondLimits);
    }

    /** The same, for another reason. */
    public TeardownRequest because(Cause why) {
        return new TeardownRequest(resource, act, why, plan, withoutBackup, beyondLimits);
    }

    /** The same, only if the plan still has this hash. */
    public TeardownRequest planned(String hash) {
        return new TeardownRequest(resource, act, cause, Optional.of(hash), withoutBackup, beyondLimits);
    }

    /** The same, keeping nothing. */
    public TeardownRequest keepingNothing() {
        return new TeardownRequest(resource, act, cause, plan, true, beyondLimits);
    }

    /** The same, beyond the share of its kind. */
    public TeardownRequest exceedingTheShare() {
        return new TeardownRequest(resource, act, cause, plan, withoutBackup, true);
    }
}
