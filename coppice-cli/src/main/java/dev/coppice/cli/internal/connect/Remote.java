package dev.coppice.cli.internal.connect;

import dev.coppice.control.Durations;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.document.CursorPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that answers in place of a database. Whatever it refuses is thrown as it would have been here. A call whose
 * connection broke is made again where that cannot do anything twice: one that reads once, and one that creates or acts for as
 * long as its server may be away, since it carries a key by which the server knows it again; where the server is still at it,
 * until it has ended. For any thread.
 */
public final class Remote {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofMinutes(5);

    /** How something stands is known at once, or its server is away. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** Files, and some of what has no key, are answered when they are done, and read or write a whole backup. */
    private static final Duration ACT = Duration.ofHours(2);

    /** A file that is sent comes without long pauses. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private static final long LONGEST_DOCUMENT = 64L * 1024 * 1024;

    private static final int BETWEEN_SECONDS = 1;
    private static final int CONFLICT = 409;

    /** What stands before a server answers so for one that is away; a server itself says more. */
    private static final Set<Integer> OF_PROXIES = Set.of(502, 503, 504);

    /** Nothing is known from these of what came of an earlier request with the same key. */
    private static final Set<Integer> NOT_NOW = Set.of(429, 502, 503, 504);

    private static final Call WHOAMI = Call.get("whoami");
    private static final String UNDER_WAY = "\"idempotency.in-progress\"";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final ServerAddress server;
    private final String token;
    private final HttpClient client;
    private final RemoteFaults faults;
    private final Terms terms;
    private final Optional<RemoteTarget> target;

    /**
     * How long it is waited for.
     *
     * @param read for an answer of a call that reads
     * @param act for that of one that it knows again by its key, before it is asked again
     * @param idle for more of a file
     * @param away for the server when it is away
     * @param notes hears that it is
     */
    record Terms(Duration read, Duration act, Duration idle, Duration away, Consumer<String> notes) {
        /** Those of a command that has this patience with its server. */
        static Terms of(Duration patience, Consumer<String> notes) {
            return new Terms(READ, patience.compareTo(LOOK) < 0 ? LOOK : patience, IDLE, patience, notes);
        }
    }

    Remote(ServerAddress server, String token, Optional<SSLContext> trust, Terms terms) {
        this.server = server;
        this.token = token;
        this.terms = terms;
        this.target = Optional.empty();
        this.faults = new RemoteFaults(server, this::version);
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    private Remote(Remote same, Terms terms, Optional<RemoteTarget> target) {
        this.server = same.server;
        this.token = same.token;
        this.faults = same.faults;
        this.client = same.client;
        this.terms = terms;
        this.target = target;
    }

    /** The same server, asked about one of several databases it prunes. */
    public Remote on(String name) {
        return new Remote(this, terms, Optional.of(new RemoteTarget(name)));
    }

    /** Follows work of the server, through a time in which it is away too. */
    public Follower following(Follower.Work work) {
        var looking = new Terms(LOOK, terms.act(), terms.idle(), terms.away(), terms.notes());
        return new Follower(new Remote(this, looking, target), work, terms.away(), terms.notes());
    }

    /** Makes a call whose answer is a document. */
    public <T> T ask(Call call, Class<T> type) {
        return read(call, body -> JSON.readValue(body, type));
    }

    /** Makes a call whose answer is a page of documents. */
    public <T> CursorPage<T> page(Call call, Class<T> item) {
        return read(call, body -> {
            var page = JSON.readTree(body);
            var items = page.required("items")
                    .valueStream()
                    .map(node -> JSON.treeToValue(node, item))
                    .toList();
            return new CursorPage<>(items, page.path("next").asString(null));
        });
    }

    /** Makes a call about something that need not be there. */
    public <T> Optional<T> find(Call call, Class<T> type) {
        try {
            return Optional.of(ask(call, type));
        } catch (ServerRefusal refusal) {
            if (faults.missing(refusal)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    /**
     * Makes a call whose answer is a file, which goes to {@code out}; gives the number of its bytes. The server may take long to
     * make it; once it comes, it has to go on coming.
     */
    public long download(Call call, OutputStream out) {
        var answer = sent(call, request(call, ACT), BodyHandlers.ofInputStream());
        try (var body = answer.body();
                var guard = IdleGuard.over(body, terms.idle())) {
            if (answer.statusCode() != 200) {
                throw refused(call, answer, body.readNBytes((int) LONGEST_DOCUMENT));
            }
            var length = answer.headers().firstValueAsLong("Content-Length");
            long written = copied(call, body, out, guard);
            if (length.isPresent() && written != length.getAsLong()) {
                throw faults.lost(call, new IOException("the end of the file did not come"));
            }
            return written;
        } catch (IOException broken) {
            throw faults.lost(call, broken);
        }
    }

    private long copied(Call call, InputStream body, OutputStream out, IdleGuard guard) {
        var buffer = new byte[64 * 1024];
        long written = 0;
        for (int read = next(call, body, buffer); read >= 0; read = next(call, body, buffer)) {
            try {
                out.write(buffer, 0, read);
            } catch (IOException full) {
                throw new UncheckedIOException("cannot write the file", full);
            }
            written += read;
            guard.came();
        }
        return written;
    }

    private int next(Call call, InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException broken) {
            throw faults.lost(call, broken);
        }
    }

    private <T> T read(Call call, Function<byte[], T> reading) {
        var answer = sent(call, request(call, longest(call)), BoundedBody.of(LONGEST_DOCUMENT));
        if (answer.statusCode() / 100 != 2) {
            throw refused(call, answer, answer.body());
        }
        try {
            T document = reading.apply(answer.body());
            if (document != null) {
                return document;
            }
        } catch (JacksonException misfit) {
            throw faults.unreadable(call, misfit);
        }
        throw faults.unreadable(call, null);
    }

    /** What its server knows again by its key may be asked for again, whether it is still at it or hangs. */
    private Duration longest(Call call) {
        if (call.reads()) {
            return terms.read();
        }
        return call.known() ? terms.act() : ACT;
    }

    private CoppiceException refused(Call call, HttpResponse<?> answer, byte[] body) {
        if (answer.statusCode() / 100 == 3) {
            return faults.redirected(answer.headers().firstValue("Location"));
        }
        try {
            var problem = JSON.readValue(body, RemoteProblem.class);
            return target.flatMap(one -> one.unknownThere(problem)).orElseGet(() -> faults.told(call, problem));
        } catch (JacksonException | IllegalArgumentException noProblem) {
            return OF_PROXIES.contains(answer.statusCode())
                    ? faults.lost(call, noProblem)
                    : faults.unreadable(call, noProblem);
        }
    }

    private <B> HttpResponse<B> sent(Call call, HttpRequest request, BodyHandler<B> reader) {
        try {
            var answer = client.send(request, reader);
            return call.keyed() && byProxy(answer) ? underItsKey(call, request, reader) : answer;
        } catch (IOException broken) {
            faults.lasting(call, broken).ifPresent(fault -> {
                throw fault;
            });
            return again(call, request, reader, broken);
        } catch (InterruptedException stopped) {
            throw faults.interrupted(call);
        }
    }

    private <B> HttpResponse<B> again(Call call, HttpRequest request, BodyHandler<B> reader, IOException first) {
        try {
            if (call.keyed()) {
                return underItsKey(call, request, reader);
            }
            if (call.reads()) {
                return client.send(request, reader);
            }
        } catch (IOException second) {
            throw faults.lost(call, second);
        } catch (InterruptedException stopped) {
            throw faults.interrupted(call);
        }
        throw faults.lost(call, first);
    }

    /** Until somebody tells what has come of it: the server does nothing twice under one key. */
    private <B> HttpResponse<B> underItsKey(Call call, HttpRequest request, BodyHandler<B> reader)
            throws InterruptedException {
        terms.notes()
                .accept("The answer did not come: asking again under the same key, " + Durations.format(terms.away())
                        + " at most; while the server is at it, as long as that takes.");
        var lost = System.nanoTime();
        while (true) {
            var trouble = new IOException("not now");
            try {
                var answer = client.send(request, reader);
                if (underWay(answer)) {
                    lost = System.nanoTime();
                } else if (!NOT_NOW.contains(answer.statusCode())) {
                    return answer;
                }
            } catch (IOException away) {
                trouble = away;
            }
            if (System.nanoTime() - lost >= terms.away().toNanos()) {
                throw faults.lost(call, trouble);
            }
            if (new CountDownLatch(1).await(BETWEEN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody counts it down");
            }
        }
    }

    private static boolean byProxy(HttpResponse<?> answer) {
        return OF_PROXIES.contains(answer.statusCode())
                && !answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json");
    }

    /** Whether the server is still at what it was asked before the connection broke. */
    private static boolean underWay(HttpResponse<?> answer) {
        return answer.statusCode() == CONFLICT
                && answer.body() instanceof byte[] body
                && new String(body, StandardCharsets.UTF_8).contains(UNDER_WAY);
    }

    private HttpRequest request(Call call, Duration longest) {
        return request(target.map(one -> one.place(call)).orElse(call), call, longest);
    }

    private HttpRequest request(Call placed, Call call, Duration longest) {
        var request = HttpRequest.newBuilder(server.base().resolve(placed.address()))
                .timeout(longest)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        call.headers().forEach(request::header);
        if (call.keyed()) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        if (call.hasBody()) {
            request.header("Content-Type", "application/json");
        }
        var body = call.hasBody()
                ? BodyPublishers.ofString(JSON.writeValueAsString(call.parts()))
                : BodyPublishers.noBody();
        return request.method(call.method(), body).build();
    }

    /** What the server calls its version, asked for when it is not understood; empty where it does not tell. */
    private Optional<String> version() {
        try {
            var answer = client.send(request(WHOAMI, WHOAMI, LOOK), BoundedBody.of(LONGEST_DOCUMENT));
            return Optional.of(JSON.readTree(answer.body()).path("version").asString(""))
                    .filter(text -> !text.isEmpty());
        } catch (IOException | JacksonException untold) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
