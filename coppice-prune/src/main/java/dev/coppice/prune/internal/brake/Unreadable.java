package dev.coppice.prune.internal.brake;

/** A signal could not be read: its brake holds, since nobody knows that it may not. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String sentence) {
        super(sentence);
    }

    static Unreadable withoutMonitor(String what) {
        return new Unreadable("This role may not see " + what + ": have pg_monitor granted to it.");
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
