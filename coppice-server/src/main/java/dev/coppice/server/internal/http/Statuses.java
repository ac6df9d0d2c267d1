package dev.coppice.server.internal.http;

import static java.util.Map.entry;

import dev.coppice.ops.Fault;
import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.replay.ReplayFaults;
import java.util.Map;
import java.util.Set;

/** The one place where a fault becomes an HTTP status. */
public final class Statuses {
    /** The code of a download that has to wait for others. */
    public static final String TOO_MANY_DOWNLOADS = "backup.too-many-downloads";

    /** Faults whose status says more than their kind. */
    private static final Map<String, Integer> BY_CODE = Map.ofEntries(
            entry(AccessFaults.CREDENTIAL_MISSING, 401),
            entry(AccessFaults.CREDENTIAL_REFUSED, 401),
            entry(AccessFaults.THROTTLED, 429),
            entry(AccessFaults.TOO_FAST, 429),
            entry(AccessFaults.TOO_MANY, 429),
            entry(TOO_MANY_DOWNLOADS, 429),
            entry(RequestFaults.WRONG_METHOD, 405),
            entry(RequestFaults.TOO_SLOW, 408),
            entry(RequestFaults.TOO_LARGE, 413),
            entry(RequestFaults.WRONG_TYPE, 415),
            entry(ReplayFaults.OTHER_REQUEST, 422),
            entry("settings.stale-version", 412));

    /** Refusals that come from the state of things rather than from who asks: trying again later may succeed. */
    private static final Set<String> STATE = Set.of(
            "freeze",
            "hold",
            "lease",
            "approval",
            "plan",
            "brake",
            "schema",
            "backup",
            "teardown",
            "campaign",
            "archive",
            "restore",
            "gc",
            "database");

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            entry(400, "Bad Request"),
            entry(401, "Unauthorized"),
            entry(403, "Forbidden"),
            entry(404, "Not Found"),
            entry(405, "Method Not Allowed"),
            entry(408, "Request Timeout"),
            entry(409, "Conflict"),
            entry(412, "Precondition Failed"),
            entry(413, "Content Too Large"),
            entry(415, "Unsupported Media Type"),
            entry(422, "Unprocessable Content"),
            entry(429, "Too Many Requests"),
            entry(503, "Service Unavailable"));

    private Statuses() {}

    /** The status of a fault. */
    public static int of(Fault fault) {
        var special = BY_CODE.get(fault.code());
        return special != null ? special : byKind(fault);
    }

    static String words(int status) {
        return WORDS.getOrDefault(status, status < 500 ? "Bad Request" : "Internal Server Error");
    }

    private static int byKind(Fault fault) {
        return switch (fault.kind()) {
            case USAGE -> 400;
            case REFUSED -> STATE.contains(area(fault)) ? 409 : 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case UNAVAILABLE -> 503;
            case FAILED -> 500;
        };
    }

    private static String area(Fault fault) {
        return fault.code().substring(0, fault.code().indexOf('.'));
    }
}
