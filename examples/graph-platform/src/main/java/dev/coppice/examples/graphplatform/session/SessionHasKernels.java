package dev.coppice.examples.graphplatform.session;

/** The session still has kernels. */
public final class SessionHasKernels extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The error. */
    public SessionHasKernels() {
        super("the session still has kernels");
    }
}
