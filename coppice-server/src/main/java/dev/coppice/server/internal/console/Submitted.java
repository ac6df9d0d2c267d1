package dev.coppice.server.internal.console;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.settings.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A form that was sent. What is missing or malformed in it is {@code request.invalid}.
 *
 * @param request the request it came with
 */
public record Submitted(Request request) {
    /** A field, stripped; empty when it was not filled. */
    public String text(String field) {
        return request.form(field).map(String::strip).orElse("");
    }

    /** A field that must be filled. */
    public String required(String field) {
        var text = text(field);
        if (text.isEmpty()) {
            throw RequestFaults.invalid("The field " + field + " is empty.");
        }
        return text;
    }

    /** Whether a box was ticked. */
    public boolean ticked(String field) {
        return text(field).equals("true");
    }

    /** The end of the day typed into a field, in UTC; empty where none was. */
    public Optional<Instant> endOfDay(String field) {
        var day = text(field);
        try {
            return day.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(day)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant());
        } catch (DateTimeParseException malformed) {
            throw RequestFaults.invalid("The last day of the hold must be a day such as 2027-01-31.");
        }
    }

    /** Who acts, and why. */
    public Act act() {
        return Act.of(request.principal().name(), Reason.required(required("reason"), "reason"));
    }

    /** Refuses a form in which the name of what is destroyed was not typed. */
    public void requireTyped(String name) {
        if (!request.form("confirmed").orElse("").equals(name)) {
            throw RequestFaults.invalid("What was typed to confirm is not the name of what this is about.");
        }
    }

    /**
     * Passes on a failure that changed something, or may have. The page drawn again could fail in its turn, and that failure says
     * that nothing was changed.
     */
    public static void requireUnchanged(CoppiceException refusal) {
        if (refusal.effect() != Effect.NONE) {
            throw refusal;
        }
    }

    /**
     * Acts on what the pages of {@code place} are about, and leads to the page it gives, which says what was done; where that is
     * refused, shows the page again with the reason.
     */
    public Reply acting(Place place, Supplier<Done> act, BiFunction<Integer, Notice, Reply> again) {
        try {
            return Flash.after(request, act.get());
        } catch (CoppiceException refusal) {
            requireUnchanged(refusal);
            return again.apply(Statuses.of(refusal.fault()), Notice.of(place, refusal));
        }
    }
}
