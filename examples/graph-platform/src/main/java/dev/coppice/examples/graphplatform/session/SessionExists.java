package dev.coppice.examples.graphplatform.session;

/** There is a session of that id. */
public final class SessionExists extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The error. */
    public SessionExists() {
        super("there is a session of that id");
    }
}
