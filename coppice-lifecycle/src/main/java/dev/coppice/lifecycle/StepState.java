package dev.coppice.lifecycle;

import java.util.Locale;

/** How a step stands. */
public enum StepState {
    /** Not begun. */
    PENDING,
    /** Its intent is written and its outcome is not: at work, or cut short. */
    RUNNING,
    /** It did its work, and nothing is left. */
    DONE,
    /** There was nothing to do. */
    ALREADY_DONE,
    /** It failed and is tried again. */
    FAILED,
    /** Nobody knows what came of it: it is looked at again before anything else. */
    UNKNOWN,
    /** Something outside holds it up. */
    BLOCKED,
    /** It failed too often and waits for a person. */
    PARKED,
    /** A person did it by hand, and nothing was found left. */
    RESOLVED,
    /** By a person's word nothing is left; nobody else can see it any more. */
    UNSEEN,
    /** A person took it upon themselves to leave it undone. */
    ABANDONED;

    /** As it is stored and shown, such as {@code already-done}. */
    public String stored() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether steps that wait for it may go on. */
    public boolean opens() {
        return seenGone() || this == UNSEEN;
    }

    /** Whether nothing was seen left. */
    public boolean seenGone() {
        return this == DONE || this == ALREADY_DONE || this == RESOLVED;
    }

    /** Whether nothing more will happen to it. */
    public boolean ended() {
        return opens() || this == ABANDONED;
    }
}
