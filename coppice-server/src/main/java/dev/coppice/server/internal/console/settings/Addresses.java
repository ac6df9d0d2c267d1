package dev.coppice.server.internal.console.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** The addresses of the pages. Names of settings have any characters in them, so they travel in the query. */
final class Addresses {
    static final String ALL = "/settings";
    static final String ONE = "/settings/setting";

    private Addresses() {}

    static String of(String name) {
        return ONE + "?name=" + encoded(name);
    }

    static String with(String address, String parameter, String value) {
        return address + (address.contains("?") ? "&" : "?") + parameter + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
