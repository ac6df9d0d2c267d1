package dev.coppice.prune.internal.ledger;

/**
 * The place of a worker at a campaign. Whoever has its lease works in it.
 *
 * @param campaign the campaign's number
 * @param worker the worker's number, from 1
 */
public record Slot(long campaign, int worker) {
    /** How many workers a campaign may have at once. */
    public static final int MOST = 64;

    /** How many segments a worker may have. */
    static final int SEGMENTS = 10_000;

    /** Refuses a number that is none. */
    public Slot {
        if (worker < 1 || worker > MOST) {
            throw new IllegalArgumentException("worker must be 1 to " + MOST + ", was: " + worker);
        }
    }

    /** The one that a campaign with a single worker has. */
    public static Slot first(long campaign) {
        return new Slot(campaign, 1);
    }

    /** The name of its lease. */
    public String lease() {
        return "campaign/" + campaign + (worker > 1 ? "/" + worker : "");
    }

    /** The number before that of its first segment: whose a segment is, its number tells. */
    public int segments() {
        return (worker - 1) * SEGMENTS;
    }
}
