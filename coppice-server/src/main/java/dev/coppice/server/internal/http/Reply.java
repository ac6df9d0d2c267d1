package dev.coppice.server.internal.http;

import gg.jte.Content;
import java.io.InputStream;
import java.util.Map;

/** What a handler gives back. */
public sealed interface Reply {
    /** The HTTP status. */
    int status();

    /** Headers of its own. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /**
     * A value, sent as JSON.
     *
     * @param status the HTTP status
     * @param value what is sent
     * @param headers headers of its own
     */
    record Answer(int status, Object value, Map<String, String> headers) implements Reply {}

    /**
     * "Not modified": what the caller has is still so.
     *
     * @param headers headers of its own
     */
    record NotModified(Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 304;
        }
    }

    /**
     * An HTML page, or a part of one.
     *
     * @param status the HTTP status
     * @param content what is sent
     * @param headers headers of its own
     */
    record Page(int status, Content content, Map<String, String> headers) implements Reply {
        /** A page without headers of its own. */
        public Page(int status, Content content) {
            this(status, content, Map.of());
        }
    }

    /**
     * Text as it is.
     *
     * @param status the HTTP status
     * @param type the content type
     * @param text what is sent, in UTF-8
     * @param headers headers of its own
     */
    record Raw(int status, String type, String text, Map<String, String> headers) implements Reply {}

    /**
     * Bytes of which it is known how many they are.
     *
     * @param type the content type
     * @param length how many
     * @param bytes the bytes; closed when they are sent, or cannot be
     * @param headers headers of its own
     */
    record Download(String type, long length, InputStream bytes, Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /**
     * Server-sent events: {@code state} for each change of what is watched, {@code trouble} with a problem where it cannot be
     * seen, {@code end} after the last.
     *
     * @param source what is watched
     */
    record Events(EventSource source) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /**
     * "See there": after a form, so that a reload does not send it again.
     *
     * @param location the path to go to
     * @param headers headers of its own
     */
    record SeeOther(String location, Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 303;
        }
    }

    /** 202 with a value, and where to look for what becomes of it. */
    static Reply accepted(Object value, String location) {
        return new Answer(202, value, Map.of("Location", location));
    }

    /** 200 with a value. */
    static Reply ok(Object value) {
        return ok(value, Map.of());
    }

    /** 201 with a value. */
    static Reply created(Object value) {
        return new Answer(201, value, Map.of());
    }

    /** 200 with a value and headers. */
    static Reply ok(Object value, Map<String, String> headers) {
        return new Answer(200, value, headers);
    }

    /** 200 with a page. */
    static Reply page(Content content) {
        return new Page(200, content);
    }
}
