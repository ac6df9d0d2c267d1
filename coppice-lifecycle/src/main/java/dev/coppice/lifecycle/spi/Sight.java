package dev.coppice.lifecycle.spi;

/** What a step sees. A value for any thread. */
public sealed interface Sight {
    /** Nothing. */
    Sight NOTHING = new Counted(0, 0);

    /**
     * So much is there.
     *
     * @param items how many rows, objects, or whatever the step removes
     * @param bytes how many bytes; 0 where that means nothing
     */
    record Counted(long items, long bytes) implements Sight {}

    /**
     * It cannot be seen. Never opens a barrier.
     *
     * @param code a stable word
     * @param message why, for people; no stored value
     */
    record Unknown(String code, String message) implements Sight {}
}
