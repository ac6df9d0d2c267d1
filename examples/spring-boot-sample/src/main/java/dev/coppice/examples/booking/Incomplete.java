package dev.coppice.examples.booking;

/** A wish without a day or a guest. */
final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Incomplete() {
        super("A booking needs a day and a guest.");
    }
}
