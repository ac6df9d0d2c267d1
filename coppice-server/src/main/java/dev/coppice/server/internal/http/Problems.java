package dev.coppice.server.internal.http;

import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.access.ThrottledException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a request ended with into a reply: a document for scripts, a page for people. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    /** How long to wait where nothing says better. */
    private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ProblemPages pages;

    Problems(ProblemPages pages) {
        this.pages = pages;
    }

    Reply reply(Exception failure, boolean forPerson) {
        var problem = problem(failure);
        var headers = headers(failure, problem);
        if (forPerson) {
            return new WithHeaders(pages.page(problem), headers).raw();
        }
        return new Reply.Raw(problem.status(), Problem.TYPE, Json.write(problem), headers);
    }

    static Problem problem(Exception failure) {
        if (failure instanceof ItemRefused item) {
            return Problem.of(item.fault(), item.index(), null);
        }
        if (failure instanceof CoppiceException told) {
            return Statuses.of(told.fault()) == 500 ? failed(told) : Problem.of(told.fault());
        }
        var incident = incident();
        LOG.error("incident={} a request failed unexpectedly", incident, failure);
        return Problem.of(RequestFaults.unexpected(incident, failure).fault(), null, incident);
    }

    /** What the caller is told has no cause; whoever runs the server finds it by the incident. */
    private static Problem failed(CoppiceException told) {
        var incident = incident();
        LOG.error("incident={} code={} a request failed", incident, told.code(), told);
        return Problem.of(told.fault(), null, incident);
    }

    private static Map<String, String> headers(Exception failure, Problem problem) {
        var headers = new LinkedHashMap<String, String>();
        if (problem.status() == 401) {
            headers.put("WWW-Authenticate", "Bearer realm=\"coppice\"");
        }
        if (failure instanceof ThrottledException throttled) {
            headers.put("Retry-After", Long.toString(throttled.waitTime().toSeconds() + 1));
        } else if (problem.status() == 429
                || (problem.status() == 503 && problem.retry().equals("safe"))) {
            headers.put("Retry-After", Long.toString(USUAL_WAIT.toSeconds()));
        }
        return headers;
    }

    private static String incident() {
        var bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A page with headers added. */
    private record WithHeaders(Reply.Page page, Map<String, String> headers) {
        Reply raw() {
            var all = new LinkedHashMap<>(page.headers());
            all.putAll(headers);
            return new Reply.Raw(page.status(), ReplyWriter.HTML, ReplyWriter.html(page.content()), all);
        }
    }
}
