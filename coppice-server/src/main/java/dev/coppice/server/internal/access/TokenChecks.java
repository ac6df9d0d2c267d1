package dev.coppice.server.internal.access;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.server.NewToken;
import java.time.Duration;

/** Refuses token requests that cannot be, in words; the table's CHECKs hold the same. */
public final class TokenChecks {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 1000;
    private static final int LARGEST_PAGE = 500;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(731);

    private TokenChecks() {}

    /** Refuses a new token with a part that cannot be. */
    public static void require(NewToken wanted) {
        requireText(wanted.name(), LONGEST_NAME, "The name");
        var lifetime = wanted.lifetime();
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw invalid("The lifetime must lie between one minute and two years.");
        }
        requireActor(wanted.createdBy(), wanted.reason());
    }

    /** Refuses a change without author or reason. */
    public static void requireActor(String actor, String reason) {
        requireText(actor, LONGEST_NAME, "The author");
        requireText(reason, LONGEST_REASON, "The reason");
    }

    /** Refuses a page size out of range. */
    public static void requireLimit(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw invalid("The limit must lie between 1 and " + LARGEST_PAGE + ".");
        }
    }

    static CoppiceException invalid(String found) {
        return Fault.of("token.invalid", Kind.USAGE)
                .refused("The tokens were left as they are.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Correct it and try again.")
                .exception();
    }

    private static void requireText(String text, int longest, String what) {
        if (text.isBlank() || text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(what + " must have 1 to " + longest + " characters, none of them a control character.");
        }
    }
}
