package dev.coppice.settings.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of the server.
 *
 * @param whose the last part of the path
 * @param names the settings
 */
record Question(String whose, List<String> names) {
    static final String PUBLIC = "public";
    static final String MY = "my";

    String path() {
        var query = names.stream()
                .map(name -> "name=" + URLEncoder.encode(name, UTF_8))
                .collect(Collectors.joining("&"));
        return "/api/v1/settings/" + whose + "?" + query;
    }
}
