package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.replay.Answer;
import dev.coppice.server.internal.replay.Answers;
import dev.coppice.server.internal.replay.Attempt;
import dev.coppice.server.internal.replay.KeyedRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a POST that has a key out once, and answers it when it is sent again. A script sends the key in a header, a page in
 * a field of its form. What was refused and changed nothing is forgotten, so that it may be sent again with its key: a handler
 * that gives a page of a refusal has changed nothing, or what may be done again as it was, as it throws otherwise. What ended in any other way is answered as it was
 * the first time.
 */
final class Idempotence {
    static final String HEADER = "Idempotency-Key";
    /** The field of a form that is its key: what the page was given when it was made, so that a second click does nothing. */
    static final String FIELD = "once";

    static final String REPLAYED = "Idempotency-Replayed";

    private static final String LOCATION = "Location";
    private static final Logger LOG = LoggerFactory.getLogger(Idempotence.class);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final int LONGEST_KEPT = 1024 * 1024;

    private final Answers answers;
    private final Problems problems;

    Idempotence(Answers answers, Problems problems) {
        this.answers = answers;
        this.problems = problems;
    }

    /** The reply of the route's handler, or the one it gave before; a failure is told as {@code forPerson} says. */
    Reply answer(Route route, JavalinRequest request, boolean forPerson) {
        var keyed = keyed(route, request);
        if (keyed.isEmpty()) {
            return handled(route, request);
        }
        return switch (answers.begin(keyed.get())) {
            case Attempt.Answered known -> replayed(known.answer(), request.principal());
            case Attempt.Begun begun -> {
                try {
                    yield carriedOut(begun.id(), route, request, forPerson);
                } finally {
                    answers.ended(begun.id());
                }
            }
        };
    }

    private static Reply handled(Route route, JavalinRequest request) {
        return route.method().safe()
                ? route.handler().handle(request)
                : HomeDatabase.together(() -> route.handler().handle(request));
    }

    /** What only reads is carried out each time: it does no harm twice, and rows it answers with are not to be kept. */
    private static Optional<KeyedRequest> keyed(Route route, JavalinRequest request) {
        if (!Described.keyed(route)) {
            return Optional.empty();
        }
        var caller = request.principal().identity();
        var key = route.api() ? request.header(HEADER) : request.formIfAny(FIELD);
        if (key.isEmpty() || caller.isEmpty()) {
            return Optional.empty();
        }
        if (!KEY.matcher(key.get()).matches()) {
            throw RequestFaults.invalid("The " + (route.api() ? "header " + HEADER : "field " + FIELD)
                    + " must have 1 to 200 characters of ASCII, without spaces.");
        }
        return Optional.of(new KeyedRequest(caller.get(), key.get(), digest(request)));
    }

    // Whatever the handler throws must be noted before it is told.
    @SuppressWarnings("CatchingUnchecked")
    private Reply carriedOut(long id, Route route, JavalinRequest request, boolean forPerson) {
        try {
            var reply = handled(route, request);
            if (reply instanceof Reply.Page page && page.status() >= 400) {
                noted(() -> answers.release(id));
                return reply;
            }
            return kept(id, route, reply, request);
        } catch (Exception failure) {
            if (failure instanceof CoppiceException told && told.fault().effect() == Effect.NONE) {
                noted(() -> answers.release(id));
                throw told;
            }
            return kept(id, route, problems.reply(failure, forPerson), request);
        }
    }

    private Reply kept(long id, Route route, Reply reply, Request request) {
        var answer = answer(reply, request.principal())
                .filter(one -> !route.contract().manner().has(Route.Trait.SECRET)
                        && one.body().length() <= LONGEST_KEPT);
        noted(() -> answer.ifPresentOrElse(one -> answers.keep(id, one), () -> answers.withhold(id, reply.status())));
        return reply;
    }

    /** The request has ended as it has, whether that could be noted or not. */
    private static void noted(Runnable note) {
        try {
            note.run();
        } catch (RuntimeException away) {
            LOG.warn("the answer to a request with a key could not be kept yet", away);
        }
    }

    /** What can be said again; a file that was sent cannot. */
    private static Optional<Answer> answer(Reply reply, Principal who) {
        return switch (reply) {
            case Reply.Answer json ->
                Optional.of(new Answer(json.status(), json.headers(), ReplyWriter.JSON, Json.write(json.value())));
            case Reply.Raw raw -> Optional.of(new Answer(raw.status(), raw.headers(), raw.type(), raw.text()));
            case Reply.Page page ->
                Optional.of(new Answer(
                        page.status(),
                        page.headers(),
                        ReplyWriter.HTML,
                        KeptPage.without(who, ReplyWriter.html(page.content()))));
            case Reply.SeeOther there -> {
                var headers = new LinkedHashMap<>(there.headers());
                headers.put(LOCATION, there.location());
                yield Optional.of(new Answer(there.status(), headers, "", ""));
            }
            case Reply.NotModified same -> Optional.empty();
            case Reply.Download download -> Optional.empty();
            case Reply.Events events -> Optional.empty();
        };
    }

    private static Reply replayed(Answer answer, Principal who) {
        var headers = new LinkedHashMap<>(answer.headers());
        headers.put(REPLAYED, "true");
        var location = headers.get(LOCATION);
        if (answer.type().isEmpty() && location != null) {
            return new Reply.SeeOther(location, headers);
        }
        var body = answer.type().equals(ReplyWriter.HTML) ? KeptPage.with(who, answer.body()) : answer.body();
        return new Reply.Raw(answer.status(), answer.type(), body, headers);
    }

    /** Of everything that makes it this request, each part with its length so that none runs into the next. */
    private static String digest(JavalinRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : new byte[][] {request.target().getBytes(UTF_8), request.bytes()}) {
                digest.update((part.length + ":").getBytes(UTF_8));
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
