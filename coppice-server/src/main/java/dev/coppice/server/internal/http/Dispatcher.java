package dev.coppice.server.internal.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Locale;

/** Leads a request through admission, forgery check and handler to its reply. */
final class Dispatcher {
    static final String TEMPLATE = "coppice.route";

    private final Admission admission;
    private final Problems problems;

    Dispatcher(Admission admission, Problems problems) {
        this.admission = admission;
        this.problems = problems;
    }

    // Whatever a handler throws must become a problem document; nothing may reach the container.
    @SuppressWarnings("CatchingUnchecked")
    void dispatch(Route route, Context context) {
        context.attribute(TEMPLATE, route.path());
        Reply reply;
        try {
            var request = new JavalinRequest(
                    context, admission.admit(route, context), route.contract().largestBody());
            ForgeryCheck.require(route, request);
            reply = route.handler().handle(request);
        } catch (Exception failure) {
            reply = problems.reply(failure, !route.api() && wantsHtml(context));
        }
        ReplyWriter.write(reply, context);
        if (reply.status() == 401 && context.header("HX-Request") != null) {
            // The session has ended under an open page: htmx then loads the whole page, which says how to log in.
            context.header("HX-Refresh", "true");
        }
    }

    void unrouted(HttpResponseException failure, Context context) {
        var told = switch (failure.getStatus()) {
            case 404 -> RequestFaults.unknownRoute();
            case 405 -> RequestFaults.wrongMethod();
            case 413 -> RequestFaults.tooLarge(JavalinRequest.MAX_BODY);
            default -> RequestFaults.malformed("It is not a request this server understands.");
        };
        var person = !context.path().startsWith("/api/") && wantsHtml(context);
        ReplyWriter.write(problems.reply(told, person), context);
        var allowed = failure.getDetails().get("availableMethods");
        if (allowed != null) {
            context.header("Allow", allowed);
        }
    }

    void unexpected(Exception failure, Context context) {
        ReplyWriter.write(problems.reply(failure, false), context);
    }

    private static boolean wantsHtml(Context context) {
        var accept = context.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }
}
