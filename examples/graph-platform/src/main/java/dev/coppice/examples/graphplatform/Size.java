package dev.coppice.examples.graphplatform;

/**
 * How much data the generator makes. The number of sessions sets it; most other tables follow in proportion, with a floor
 * of a few rows, and there are never more than 500 graphs besides their subgraphs. A session brings about seven rows.
 *
 * @param sessions how many sessions there are, from 50 to 10,000,000
 */
public record Size(long sessions) {
    /** About 1,300 rows: for tests. */
    public static final Size SMALL = new Size(50);

    /** About 160,000 rows: for a first look, in a few seconds. */
    public static final Size MEDIUM = new Size(20_000);

    /** About ten million rows: for measurements. */
    public static final Size LARGE = new Size(1_400_000);

    private static final long LEAST = 50;
    private static final long MOST = 10_000_000;

    /** Checks the bounds. */
    public Size {
        if (sessions < LEAST || sessions > MOST) {
            throw new IllegalArgumentException(
                    "sessions must be from %d to %d, was: %d".formatted(LEAST, MOST, sessions));
        }
    }

    /** The size with this many sessions. */
    public static Size of(long sessions) {
        return new Size(sessions);
    }
}
