package dev.coppice.prune;

/** Where a restore stands. */
public enum RestoreState {
    /** A process works on it, or did until it died: then the next restore of the same goes on. */
    RUNNING("a process works on it, or did until it died"),
    /** Something stopped it between two chunks; the next restore of the same goes on. */
    STOPPED("the next restore of the same goes on"),
    /** Everything that was wanted has been looked at. */
    SUCCEEDED("everything that was wanted has been looked at"),
    /** Somebody gave it up; what it had restored stays. */
    ABANDONED("somebody gave it up");

    private final String sentence;

    RestoreState(String sentence) {
        this.sentence = sentence;
    }

    /** What it means, as a clause for people. */
    public String sentence() {
        return sentence;
    }

    /** Whether nothing follows it. */
    public boolean ended() {
        return this == SUCCEEDED || this == ABANDONED;
    }
}
