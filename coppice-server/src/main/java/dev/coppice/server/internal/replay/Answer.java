package dev.coppice.server.internal.replay;

import java.util.Map;

/**
 * What a caller was answered. A value for any thread.
 *
 * @param status the HTTP status
 * @param headers headers of its own
 * @param type the content type
 * @param body the text
 */
public record Answer(int status, Map<String, String> headers, String type, String body) {
    /** Copies the headers. */
    public Answer {
        headers = Map.copyOf(headers);
    }
}
