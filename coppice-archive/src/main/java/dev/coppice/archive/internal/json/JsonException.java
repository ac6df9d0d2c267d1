package dev.coppice.archive.internal.json;

/** A text is not the JSON that was expected. Its message is a clause about it, without its content. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was found. */
    public JsonException(String message) {
        super(message);
    }
}
