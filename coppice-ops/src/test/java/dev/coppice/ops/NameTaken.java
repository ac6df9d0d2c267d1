package dev.coppice.ops;

/** A domain error of these tests. */
final class NameTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NameTaken() {
        super("that name is taken");
    }
}
