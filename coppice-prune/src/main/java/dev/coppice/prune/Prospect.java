package dev.coppice.prune;

import dev.coppice.ops.Fault;
import java.time.Instant;
import java.util.List;

/** What a policy means for a row as it is now. Holds and rows that need it are not looked at. A value for any thread. */
public sealed interface Prospect {
    /** The policy's name. */
    String policy();

    /** It may go with the next campaign. */
    record Eligible(String policy) implements Prospect {}

    /**
     * It meets the condition and is too young.
     *
     * @param at when it will be old enough
     */
    record Due(String policy, Instant at) implements Prospect {}

    /** It does not meet the condition. */
    record NotMeant(String policy) implements Prospect {}

    /** It meets the condition and has no age, so it never goes. */
    record Ageless(String policy) implements Prospect {}

    /**
     * It is of a table that goes along.
     *
     * @param path each table on the way to the policy's own, with the columns that name the next
     */
    record Follows(String policy, List<String> path) implements Prospect {
        /** Copies the path. */
        public Follows {
            path = List.copyOf(path);
        }
    }

    /**
     * It could not be told.
     *
     * @param fault why
     */
    record Untold(String policy, Fault fault) implements Prospect {}
}
