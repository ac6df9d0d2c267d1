package dev.coppice.server.internal.api;

import dev.coppice.control.Act;
import dev.coppice.control.TableName;
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
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a request asks for, as values; what cannot be one is refused. */
public final class Asked {
    /** The parameter of every list that leads to its next page, named as the field of the page before. */
    public static final String NEXT = "next";

    private static final long DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;
    private static final int LONGEST_NAME = 200;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Asked() {}

    /** A word of the query that names something. */
    public static Optional<String> name(Request request, String parameter) {
        var name = request.query(parameter);
        if (name.filter(text -> !fits(text)).isPresent()) {
            throw RequestFaults.invalid("The " + parameter + " must have at most " + LONGEST_NAME
                    + " characters, none of them a control character.");
        }
        return name;
    }

    /** The number behind which a page begins: what the one before answered as {@code next}. */
    public static OptionalLong next(Request request) {
        return request.query(NEXT)
                .map(text -> OptionalLong.of(number(text, NEXT)))
                .orElse(OptionalLong.empty());
    }

    /** A table with its schema. */
    public static TableName table(String text) {
        try {
            return TableName.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw RequestFaults.invalid("The table must be " + malformed.getMessage() + ".");
        }
    }

    /** Whether PostgreSQL can keep a text. */
    public static boolean storable(String text) {
        return text.indexOf('\0') < 0;
    }

    /** Whether a text may be a name. */
    public static boolean fits(String name) {
        return name.length() <= LONGEST_NAME && name.codePoints().noneMatch(Character::isISOControl);
    }

    /** A time that the database can keep. */
    public static Instant instant(String text, String field) {
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

    /** The caller's act, for this reason. */
    public static Act act(Request request, @Nullable String reason) {
        return Act.of(request.principal().name(), Reason.required(required(reason, "reason"), "reason"));
    }

    /** A field that must be there. */
    public static String required(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw RequestFaults.invalid("It has no \"" + field + "\".");
        }
        return value;
    }

    /** How many items a page may have. */
    public static int limit(Request request) {
        long limit = request.query("limit").map(text -> number(text, "limit")).orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw RequestFaults.invalid("The limit must be 1 to " + LARGEST_LIMIT + ".");
        }
        return (int) limit;
    }

    /** A parameter that is true or false; false when it is left out. */
    public static boolean flag(Request request, String name) {
        return request.query(name).map(text -> truth(text, name)).orElse(false);
    }

    /** A number. */
    public static long number(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw RequestFaults.invalid("The " + name + " is not a number.");
        }
    }

    /** The number in a path; what is none names nothing. */
    public static long identity(Request request, String word) {
        try {
            return Long.parseLong(request.path("id"));
        } catch (NumberFormatException noNumber) {
            throw notFound(word);
        }
    }

    /** Refuses callers who are no admins. */
    public static void requireAdmin(Request request) {
        require(request, Role.ADMIN);
    }

    /** Refuses callers who may not do what {@code least} may. */
    public static void require(Request request, Role least) {
        var held = request.principal().role().orElseThrow();
        if (!held.includes(least)) {
            throw AccessFaults.roleTooLow(held, least);
        }
    }

    /** That there is nothing of this sort and name. */
    public static CoppiceException notFound(String word) {
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
