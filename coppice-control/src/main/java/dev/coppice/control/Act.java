package dev.coppice.control;

/**
 * Who does something, and why. Every act that changes what may be deleted carries one. A value for any thread.
 *
 * @param actor the person or system that acts
 * @param reason why, in words a colleague understands a year later
 */
public record Act(String actor, String reason) {
    /** Refuses an act without actor or reason. */
    public Act {
        Text.required(actor, "actor");
        Text.required(reason, "reason");
    }

    /** An act from its actor and reason. */
    public static Act of(String actor, String reason) {
        return new Act(actor, reason);
    }
}
