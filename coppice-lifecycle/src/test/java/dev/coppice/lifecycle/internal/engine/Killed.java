package dev.coppice.lifecycle.internal.engine;

/** What a process that is killed sees: nothing it could handle. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String place) {
        super(place);
    }
}
