package dev.coppice.prune.internal.chunk;

/** Roots of a chunk cannot go as they are: the chunk is rolled back and tried smaller, down to the one that fails. */
public final class ChunkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The code of a chunk that deleted more than it may. */
    public static final String MORE = "more-rows";

    /** The code of a chunk that others came between: it is worth another try as it is. */
    public static final String MOVED = "moved";

    /** The code of a chunk that other workers came between: nothing is wrong with its roots, however often that happens. */
    public static final String BESIDE = "beside";

    private final String code;

    /** A failure with a stable word and a sentence about the root. */
    public ChunkFailure(String code, String reason) {
        super(reason);
        this.code = code;
    }

    /** A failure with the error that led to it. */
    public ChunkFailure(String code, String reason, Throwable cause) {
        super(reason, cause);
        this.code = code;
    }

    /** Why, as a stable word. */
    public String code() {
        return code;
    }

    /** Why, as a sentence. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
