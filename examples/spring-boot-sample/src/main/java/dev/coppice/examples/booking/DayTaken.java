package dev.coppice.examples.booking;

/** Somebody else has the room that day. */
final class DayTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DayTaken() {
        super("The room is taken that day.");
    }
}
