package dev.coppice.prune;

import dev.coppice.prune.PrunePlan.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a policy keeps up, as it was when somebody last looked. A value for any thread.
 *
 * @param policy its name
 * @param lookedAt when that was, by the database's clock
 * @param eligible rows of its own table that may go
 * @param oldest the age of the oldest of them, where it has one that could be told in time
 * @param crossing how many become due a day; not known of a policy without an age
 * @param gone how many go a day; not known in the first day
 * @param between how long it waits between two runs
 * @param behind how many looks in a row have found more to become due than goes
 */
public record KeepingUp(
        String policy,
        Instant lookedAt,
        Count eligible,
        Optional<Duration> oldest,
        Optional<Crossing> crossing,
        Optional<Double> gone,
        Duration between,
        int behind) {
    /** After so many looks in a row a policy is said to fall behind. */
    public static final int BEHIND_AFTER = 3;

    private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** How it goes on. */
    public enum Outlook {
        /** Nothing waits but what has become due since the last run. */
        KEEPS_UP,
        /** More goes than becomes due. */
        DRAINS,
        /** What waits does not get less. */
        NEVER,
        /** One of the numbers is not known. */
        UNKNOWN
    }

    /** How it goes on if the days to come are like those before. */
    public Outlook outlook() {
        if (eligible.count() == 0) {
            return Outlook.KEEPS_UP;
        }
        if (crossing.isEmpty() || gone.isEmpty()) {
            return Outlook.UNKNOWN;
        }
        if (eligible.count() <= due() * Math.max(1, between.toMillis() / DAY_MILLIS)) {
            return Outlook.KEEPS_UP;
        }
        return went() > due() ? Outlook.DRAINS : Outlook.NEVER;
    }

    /** In how many days nothing waits any more; empty where that is never, or not known. */
    public OptionalLong drainedInDays() {
        return switch (outlook()) {
            case KEEPS_UP -> OptionalLong.of(0);
            case DRAINS -> OptionalLong.of((long) Math.ceil(eligible.count() / (went() - due())));
            case NEVER, UNKNOWN -> OptionalLong.empty();
        };
    }

    /** Whether this look has found it falling behind: it does not get less, and becomes more. */
    public boolean fallsBehind() {
        return outlook() == Outlook.NEVER && due() > went();
    }

    /** Whether enough looks in a row have. */
    public boolean isBehind() {
        return behind >= BEHIND_AFTER;
    }

    /** How it goes on, in a sentence. */
    public String sentence() {
        return switch (outlook()) {
            case KEEPS_UP ->
                eligible.count() == 0
                        ? "It keeps up: no row is due."
                        : "It keeps up: no more is due than becomes due between two runs.";
            case DRAINS ->
                "Drained in about " + days(drainedInDays().orElseThrow()) + ": " + rows(went(), "go", "goes")
                        + " a day, and " + number(due()) + " become due.";
            case NEVER ->
                "Never drained: " + rows(due(), "become", "becomes") + " due a day, and " + number(went()) + " go.";
            case UNKNOWN ->
                crossing.isEmpty()
                        ? "Not known: without an age nobody can tell how many rows become due."
                        : "Not known yet: it has been looked at for less than a day.";
        };
    }

    private double due() {
        return crossing.map(Crossing::perDay).orElse(0.0);
    }

    private double went() {
        return gone.orElse(0.0);
    }

    private static String days(long days) {
        return days == 1 ? "1 day" : String.format(Locale.ROOT, "%,d days", days);
    }

    private static String rows(double rows, String many, String one) {
        var number = number(rows);
        return number + (number.equals("1") ? " row " + one : " rows " + many);
    }

    /** What is less than ten has a decimal, or 0.4 a day would be none. */
    private static String number(double rows) {
        var whole = rows >= 10 || rows == Math.rint(rows);
        return String.format(Locale.ROOT, whole ? "%,.0f" : "%.1f", rows);
    }
}
