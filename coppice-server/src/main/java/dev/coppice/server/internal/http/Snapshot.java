package dev.coppice.server.internal.http;

import gg.jte.Content;

/**
 * How a watched subject stands: the whole of it, so that a watcher who missed some needs only the newest. A value for any
 * thread.
 *
 * @param data what watchers are sent, one message for each change
 * @param last whether nothing will change any more
 */
public record Snapshot(String data, boolean last) {
    /** A value, sent as JSON. */
    public static Snapshot of(Object value, boolean last) {
        return new Snapshot(Json.write(value), last);
    }

    /** A part of a page. */
    public static Snapshot of(Content content, boolean last) {
        return new Snapshot(ReplyWriter.html(content), last);
    }
}
