package dev.coppice.server.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Optional;

/**
 * The address of a page. Names and ids have any characters in them, so they travel in the query. A value for any thread.
 *
 * @param text what stands in the link
 */
public record Address(String text) {
    /** The same, with a parameter. */
    public Address with(String parameter, String value) {
        var joint = text.contains("?") ? "&" : "?";
        return new Address(text + joint + parameter + "=" + URLEncoder.encode(value, UTF_8));
    }

    /** The same, with a parameter where it has a value. */
    public Address with(String parameter, Optional<String> value) {
        return value.map(some -> with(parameter, some)).orElse(this);
    }

    @Override
    public String toString() {
        return text;
    }
}
