package dev.coppice.settings.client;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coppice.settings.Document;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads merged settings from a Coppice server and remembers them. An answer is asked for again once it is older than
 * {@link SettingsClientBuilder#maxAge}, by its ETag, so that what has not changed is not sent again; while the server is out
 * of reach the last answer is given for {@link SettingsClientBuilder#keepServing} longer. Of threads that want the same answer
 * one asks; the others are given the last one meanwhile, and wait where there is none. Safe for any thread.
 *
 * <p>Whose settings {@link #my} reads is decided by the token alone.
 */
public final class SettingsClient {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsClient.class);
    private static final int MOST_ANSWERS = 1_000;

    private final ServerConnection server;
    private final Freshness freshness;
    private final Cache<Question, RememberedAnswer> answers =
            Caffeine.newBuilder().maximumSize(MOST_ANSWERS).build();

    SettingsClient(ServerConnection server, Freshness freshness) {
        this.server = server;
        this.freshness = freshness;
    }

    /** Begins a client of the server at an address such as {@code http://127.0.0.1:8086}. */
    public static SettingsClientBuilder builder(URI server) {
        return new SettingsClientBuilder(server);
    }

    /** What everybody sees of a setting. */
    public Document publicly(String name) {
        return publicly(List.of(name)).getFirst();
    }

    /**
     * What everybody sees of settings, position by position; the empty object for a name nobody has defined.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.server-unreachable}, or what the server answers
     */
    public List<Document> publicly(List<String> names) {
        return ask(new Question(Question.PUBLIC, List.copyOf(names)));
    }

    /** What the bearer of the token sees of a setting. */
    public Document my(String name) {
        return my(List.of(name)).getFirst();
    }

    /**
     * What the bearer of the token sees of settings, position by position.
     *
     * @throws IllegalStateException when the client has no token
     * @throws dev.coppice.ops.CoppiceException {@code settings.server-unreachable}, or what the server answers
     */
    public List<Document> my(List<String> names) {
        if (!server.hasToken()) {
            throw new IllegalStateException("my(" + names + ") needs a token: builder.token(…)");
        }
        return ask(new Question(Question.MY, List.copyOf(names)));
    }

    /** Forgets every answer, so that the next reads ask the server. */
    public void forget() {
        answers.invalidateAll();
    }

    private List<Document> ask(Question question) {
        return requireNonNull(answers.get(question, asked -> new RememberedAnswer(server, freshness, LOG)))
                .documents(question);
    }
}
