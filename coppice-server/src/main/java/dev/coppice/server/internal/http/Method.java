package dev.coppice.server.internal.http;

/** The HTTP methods that routes use. */
public enum Method {
    /** Reads. */
    GET,
    /** Creates or acts. */
    POST,
    /** Replaces. */
    PUT,
    /** Changes in part. */
    PATCH,
    /** Takes away. */
    DELETE;

    /** Whether the method promises to change nothing. */
    public boolean safe() {
        return this == GET;
    }
}
