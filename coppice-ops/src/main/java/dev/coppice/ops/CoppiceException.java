package dev.coppice.ops;

/**
 * The root of every error Coppice raises. Its message has the four parts of its {@link Fault}, its code is stable, and it
 * says what it left in the database and whether the call may be repeated.
 */
public class CoppiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    /** An error from its fault. */
    public CoppiceException(Fault fault) {
        super(fault.message());
        this.fault = fault;
    }

    /** An error from its fault, with the error that led to it. */
    public CoppiceException(Fault fault, Throwable cause) {
        super(fault.message(), cause);
        this.fault = fault;
    }

    /** What went wrong, part by part. */
    public Fault fault() {
        return fault;
    }

    /** The stable name of this error, of the form {@code area.reason}. */
    public String code() {
        return fault.code();
    }

    /** What this failure has left in the database. */
    public Effect effect() {
        return fault.effect();
    }

    /** Whether the same call may be made again. */
    public Retry retry() {
        return fault.retry();
    }
}
