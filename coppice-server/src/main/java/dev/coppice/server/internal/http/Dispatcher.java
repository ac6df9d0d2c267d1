package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.Locale;

/** Leads a request through admission, forgery check and handler to its reply. */
final class Dispatcher {
    static final String TEMPLATE = "coppice.route";
    static final String WATCHED = "coppice.watched";

    private final Admission admission;
    private final Crowd crowd;
    private final Idempotence idempotence;
    private final Problems problems;
    private final Watchers watchers;
    private final Duration bodyWithin;

    Dispatcher(Admission admission, Crowd crowd, Idempotence idempotence, Endings endings, Duration bodyWithin) {
        this.admission = admission;
        this.crowd = crowd;
        this.idempotence = idempotence;
        this.problems = endings.problems();
        this.watchers = endings.watchers();
        this.bodyWithin = bodyWithin;
    }

    /** What requests end with that end with no reply. */
    record Endings(Problems problems, Watchers watchers) {}

    // Whatever a handler throws must become a problem document; nothing may reach the container.
    @SuppressWarnings("CatchingUnchecked")
    void dispatch(Route route, Context context) {
        context.attribute(TEMPLATE, route.path());
        boolean forPerson = !route.api() && wantsHtml(context);
        Reply reply;
        try (var entry = crowd.enter(context)) {
            reply = answer(route, context, entry, forPerson);
            if (reply instanceof Reply.Events events) {
                entry.watches();
                context.attribute(WATCHED, true);
                watchers.watch(events.source(), look -> EventStream.send(look, context));
                return;
            }
        } catch (Exception failure) {
            reply = problems.reply(failure, forPerson);
        }
        // Asserted and not checked: tests run with assertions, and no caller is refused an answer for a lack of words.
        assert !route.api() || Described.statuses(route).contains(reply.status()) : route + " " + reply;
        ReplyWriter.write(reply, context);
        if (reply.status() == 401 && context.header("HX-Request") != null) {
            // The session has ended under an open page: htmx then loads the whole page, which says how to log in.
            context.header("HX-Refresh", "true");
        }
    }

    /** Its body is there whole before it is worked on: what waits for a slow caller holds up nobody else. */
    private Reply answer(Route route, Context context, Crowd.Entry entry, boolean forPerson) {
        var principal = entry.working(() -> admission.admit(route, context));
        entry.of(principal);
        var request = new JavalinRequest(context, principal, route, bodyWithin);
        if (!route.method().safe() && request.hasBody()) {
            entry.receiving(request::bytes);
        }
        return entry.working(() -> {
            ForgeryCheck.require(route, request);
            return idempotence.answer(route, request, forPerson);
        });
    }

    /** Counts for a limit as any other request does. */
    void unrouted(HttpResponseException failure, Context context) {
        var person = !context.path().startsWith("/api/") && wantsHtml(context);
        try (var entry = crowd.enter(context)) {
            ReplyWriter.write(entry.working(() -> problems.reply(told(failure), person)), context);
            var allowed = failure.getDetails().get("availableMethods");
            if (allowed != null) {
                context.header("Allow", allowed);
            }
        } catch (CoppiceException tooMuch) {
            ReplyWriter.write(problems.reply(tooMuch, person), context);
        }
    }

    private static CoppiceException told(HttpResponseException failure) {
        return switch (failure.getStatus()) {
            case 404 -> RequestFaults.unknownRoute();
            case 405 -> RequestFaults.wrongMethod();
            case 413 -> RequestFaults.tooLarge(JavalinRequest.MAX_BODY);
            default -> RequestFaults.malformed("It is not a request this server understands.");
        };
    }

    void unexpected(Exception failure, Context context) {
        ReplyWriter.write(problems.reply(failure, false), context);
    }

    private static boolean wantsHtml(Context context) {
        var accept = context.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }
}
