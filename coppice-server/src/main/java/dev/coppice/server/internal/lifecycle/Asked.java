package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.Role;
import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.settings.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request asks for, as values of the lifecycle. */
final class Asked {
    private static final long DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;
    private static final int LONGEST_NAME = 200;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Asked() {}

    static ResourceId resource(Request request) {
        if (!fits(request.path("kind")) || !fits(request.path("id"))) {
            throw notFound("resource");
        }
        try {
            return new ResourceId(request.path("kind"), request.path("id"));
        } catch (IllegalArgumentException blank) {
            throw RequestFaults.invalid("Its address names no kind or no id.");
        }
    }

    /** A word of the query that names something. */
    static Optional<String> name(Request request, String parameter) {
        var name = request.query(parameter);
        if (name.filter(text -> !fits(text)).isPresent()) {
            throw RequestFaults.invalid("The " + parameter + " must have at most " + LONGEST_NAME
                    + " characters, none of them a control character.");
        }
        return name;
    }

    private static boolean fits(String name) {
        return name.length() <= LONGEST_NAME && name.codePoints().noneMatch(Character::isISOControl);
    }

    /** A time that the database can keep. */
    static Instant instant(String text, String field) {
        try {
            var time = Instant.parse(text);
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeParseException malformed) {
            // Said below, as of one that is out of bounds.
        }
        throw RequestFaults.invalid("The " + field + " must be a time such as 2027-01-31T00:00:00Z.");
    }

    static Act act(Request request, @Nullable String reason) {
        return Act.of(request.principal().name(), Reason.required(required(reason, "reason"), "reason"));
    }

    static String required(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw RequestFaults.invalid("It has no \"" + field + "\".");
        }
        return value;
    }

    static int limit(Request request) {
        long limit = request.query("limit").map(text -> number(text, "limit")).orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw RequestFaults.invalid("The limit must be 1 to " + LARGEST_LIMIT + ".");
        }
        return (int) limit;
    }

    static boolean flag(Request request, String name) {
        return request.query(name).map(text -> truth(text, name)).orElse(false);
    }

    static long number(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw RequestFaults.invalid("The " + name + " is not a number.");
        }
    }

    /** The number in a path; what is none names nothing. */
    static long identity(Request request, String word) {
        try {
            return Long.parseLong(request.path("id"));
        } catch (NumberFormatException noNumber) {
            throw notFound(word);
        }
    }

    static Optional<ResourceStatus> status(Request request) {
        return request.query("status")
                .map(word -> ResourceStatus.of(word)
                        .orElseThrow(
                                () -> RequestFaults.invalid("The status must be active, suspended or deprovisioned.")));
    }

    /** Refuses callers of other roles. */
    static void requireAdmin(Request request) {
        var held = request.principal().role().orElseThrow();
        if (!held.includes(Role.ADMIN)) {
            throw AccessFaults.roleTooLow(held, Role.ADMIN);
        }
    }

    static CoppiceException notFound(String word) {
        return Fault.of(word + ".not-found", Fault.Kind.NOT_FOUND)
                .refused("The request was not carried out.")
                .found("There is no " + word + " of this name.")
                .changed("Nothing was changed.")
                .next("Ask for the list of them first.")
                .exception();
    }

    private static boolean truth(String text, String name) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RequestFaults.invalid("The " + name + " must be true or false.");
        };
    }
}
