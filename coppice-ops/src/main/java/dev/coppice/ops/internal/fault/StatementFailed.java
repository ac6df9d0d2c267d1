package dev.coppice.ops.internal.fault;

/** A statement failed. Never leaves an op: whoever catches it makes an outcome or a {@link Faults fault} of it. */
public final class StatementFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SqlError error;

    /** Carries the error; its own trace says nothing that the log has not said. */
    public StatementFailed(SqlError error) {
        super(error.state(), null, false, false);
        this.error = error;
    }

    /** What the driver said. */
    public SqlError error() {
        return error;
    }
}
