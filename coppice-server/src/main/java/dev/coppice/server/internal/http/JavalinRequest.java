package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.server.internal.access.Principal;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request as Javalin hands it over. The body is read once, up to a limit, and only when asked for. */
final class JavalinRequest implements Request {
    static final int MAX_BODY = 256 * 1024;

    private static final int PART = 16 * 1024;
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Context context;
    private final Principal principal;
    private final Route route;
    private final Duration bodyWithin;
    private @Nullable Map<String, String> form;
    private byte @Nullable [] bytes;

    JavalinRequest(Context context, Principal principal, Route route, Duration bodyWithin) {
        this.context = context;
        this.principal = principal;
        this.route = route;
        this.bodyWithin = bodyWithin;
    }

    @Override
    public Principal principal() {
        return principal;
    }

    @Override
    public String address() {
        return Origin.of(context);
    }

    @Override
    public String path(String name) {
        return context.pathParam(name);
    }

    @Override
    public Optional<String> query(String name) {
        Described.requireQuery(route, name);
        return Optional.ofNullable(context.queryParam(name));
    }

    @Override
    public List<String> queries(String name) {
        Described.requireQuery(route, name);
        return context.queryParams(name);
    }

    @Override
    public Optional<String> header(String name) {
        Described.requireHeader(route, name);
        return Optional.ofNullable(context.header(name));
    }

    @Override
    public Optional<String> form(String name) {
        var fields = form;
        if (fields == null) {
            requireType(FORM);
            fields = FormFields.parse(new String(bytes(), UTF_8));
            form = fields;
        }
        return Optional.ofNullable(fields.get(name));
    }

    @Override
    public Optional<SentForm> sent() {
        return Optional.ofNullable(form).map(fields -> new SentForm(context.path(), fields));
    }

    @Override
    public <T> T body(Class<T> type) {
        requireType(JSON);
        return Json.read(bytes(), type);
    }

    /** A field of a form; empty also where the body is none. */
    Optional<String> formIfAny(String name) {
        return isOf(FORM) ? form(name) : Optional.empty();
    }

    /** Method and address, with the query. */
    String target() {
        var query = context.queryString();
        return context.method().name() + " " + context.path() + (query == null ? "" : "?" + query);
    }

    boolean hasBody() {
        return context.req().getContentLengthLong() != 0;
    }

    byte[] bytes() {
        var read = bytes;
        if (read == null) {
            read = read();
            bytes = read;
        }
        return read;
    }

    private void requireType(String wanted) {
        if (!isOf(wanted)) {
            throw RequestFaults.wrongType(wanted);
        }
    }

    private boolean isOf(String type) {
        var declared = header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return declared.split(";", 2)[0].strip().equals(type);
    }

    private byte[] read() {
        try (var deadline = Deadline.in(bodyWithin)) {
            return read(deadline);
        }
    }

    private byte[] read(Deadline deadline) {
        int largestBody = route.contract().manner().largestBody();
        var read = new ByteArrayOutputStream();
        var part = new byte[PART];
        try (var body = context.bodyInputStream()) {
            for (int count = body.read(part); count >= 0; count = body.read(part)) {
                read.write(part, 0, count);
                if (read.size() > largestBody) {
                    throw RequestFaults.tooLarge(largestBody);
                }
                if (deadline.passed()) {
                    throw RequestFaults.tooSlow(bodyWithin);
                }
            }
        } catch (IOException broken) {
            // The container gives up by itself who sends nothing for long.
            throw deadline.passed() || broken.getCause() instanceof TimeoutException
                    ? RequestFaults.tooSlow(bodyWithin)
                    : RequestFaults.malformed("Its body ended early.");
        }
        return read.toByteArray();
    }
}
