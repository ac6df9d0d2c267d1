package dev.coppice.prune.internal.brake;

/** A signal could not be read: its brake holds, since nobody knows that it may not. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean early;

    Unreadable(String sentence) {
        this(sentence, false);
    }

    private Unreadable(String sentence, boolean early) {
        super(sentence);
        this.early = early;
    }

    /** It will be known at the next look: nothing goes on before that, and nothing is wrong. */
    static Unreadable early(String sentence) {
        return new Unreadable(sentence, true);
    }

    boolean early() {
        return early;
    }

    static Unreadable withoutMonitor(String what) {
        return new Unreadable("This role may not see " + what + ": have pg_monitor granted to it.");
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
