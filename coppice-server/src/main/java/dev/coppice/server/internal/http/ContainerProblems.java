package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.ops.Fault;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers with a problem document where the container itself refuses a request, before any route is looked for. */
final class ContainerProblems extends ErrorHandler {
    /** "Not implemented" and "version not supported": what a caller made up, and no failure of the server's. */
    private static final Set<Integer> OF_THE_CALLER = Set.of(501, 505);

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (OF_THE_CALLER.contains(response.getStatus())) {
            response.setStatus(400);
        }
        SecurityHeaders.ALL.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        response.write(true, UTF_8.encode(Json.write(problem(response.getStatus()))), callback);
        return true;
    }

    private static Problem problem(int status) {
        Fault fault = status == 503
                ? RequestFaults.stopping().fault()
                : RequestFaults.malformed("It is not a request this server understands.")
                        .fault();
        var problem = Problem.of(fault);
        return new Problem(
                Statuses.words(status),
                status,
                problem.detail(),
                problem.code(),
                problem.kind(),
                problem.effect(),
                problem.retry(),
                null,
                null);
    }
}
