package dev.coppice.settings;

/** Where a fragment or an allow-list entry merges: the greater rank overrides. Owners of fragments never choose one. */
public sealed interface Rank {
    /** What stands above it: of a fragment the rank of its allow-list entry, of an entry the rank of its scope. */
    record Inherited() implements Rank {}

    /**
     * A rank an administrator has chosen.
     *
     * @param value from -1 000 000 000 to 1 000 000 000
     */
    record Exactly(int value) implements Rank {
        /** The least rank. */
        public static final int LEAST = -1_000_000_000;

        /** The greatest rank. */
        public static final int GREATEST = 1_000_000_000;

        /** Refuses a rank beyond the bounds. */
        public Exactly {
            if (value < LEAST || value > GREATEST) {
                throw new IllegalArgumentException(
                        "rank must lie between " + LEAST + " and " + GREATEST + ", was: " + value);
            }
        }
    }

    /** Behind everything the setting has: the greatest rank in force plus {@link #GAP}, decided under the definition's lock. */
    record Next() implements Rank {
        /** The distance between two ranks; room to put something between. */
        public static final int GAP = 100;
    }

    /** What stands above it. */
    static Rank inherited() {
        return new Inherited();
    }

    /** This rank. */
    static Rank exactly(int value) {
        return new Exactly(value);
    }

    /** Behind everything the setting has. */
    static Rank next() {
        return new Next();
    }
}
