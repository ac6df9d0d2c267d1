package dev.coppice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A person at the console without a browser: pages as text, forms as fields. */
final class ConsoleSession {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"");

    private final LiveServer server;
    private final String cookie;
    private final String formToken;

    ConsoleSession(LiveServer server, Role role) {
        this(server, "ana", role);
    }

    /** The session of a person of this name. */
    ConsoleSession(LiveServer server, String name, Role role) {
        this.server = server;
        this.cookie = server.session(name, role);
        var field = FORM_TOKEN.matcher(get("/").body());
        assertThat(field.find()).isTrue();
        this.formToken = field.group(1);
    }

    HttpResponse<String> get(String path) {
        return server.get(path, LiveServer.cookie(cookie));
    }

    /** Reads a page with another cookie beside that of the session, {@code name=value}. */
    HttpResponse<String> get(String path, String other) {
        return server.get(path, LiveServer.cookie(cookie + "; " + other));
    }

    /** Reads the page that an answer leads to, with what that is to say. */
    HttpResponse<String> follow(HttpResponse<String> answer) {
        var told = answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        return get(answer.headers().firstValue("Location").orElseThrow(), told);
    }

    /** What a reader sees of a page, its blanks drawn together. */
    String read(String path) {
        return text(get(path));
    }

    /** Sends a form as the page would, with the fields given as names and values in turn. */
    HttpResponse<String> send(String path, String... fields) {
        var all = new HashMap<>(Map.of("form-token", formToken));
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        return server.form(
                path,
                all,
                LiveServer.cookie(cookie).andThen(request -> request.header("Sec-Fetch-Site", "same-origin")));
    }

    /** Sends a form and reads the page it leads to, or the one that says why it was refused. */
    String submit(String path, String... fields) {
        var answer = send(path, fields);
        return text(answer.statusCode() == 303 ? follow(answer) : answer);
    }

    static String text(HttpResponse<String> page) {
        return page.body()
                .replaceAll("<[^>]+>", " ")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replaceAll("\\s+", " ");
    }
}
