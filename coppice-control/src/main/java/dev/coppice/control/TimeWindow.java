package dev.coppice.control;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hours of the day in which work may be done. It may cross midnight, and belongs to the day on which it opens. It is open
 * whenever the clock of its zone shows a time in it: not at one that the clock leaps over in spring, and twice at one that it shows
 * twice in autumn. A value for any thread.
 *
 * @param days on which days it opens
 * @param from when it opens
 * @param to when it closes
 * @param zone in which zone
 */
public record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    private static final Pattern FORM =
            Pattern.compile("(?:([A-Za-z,-]+) )?([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})(?: (\\S+))?");
    private static final String ALLOWED =
            "two different times and a zone, such as 22:00-06:00 Europe/Berlin, or Mon-Fri 22:00-06:00 Europe/Berlin";

    /** Refuses a window without length or days. */
    public TimeWindow {
        if (from.equals(to) || days.isEmpty()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        days = Set.copyOf(days);
    }

    /** Reads {@code 22:00-06:00 Europe/Berlin} or {@code Mon-Fri 22:00-06:00 Europe/Berlin}; without a zone, UTC. */
    public static TimeWindow parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        try {
            var zone = match.group(4) == null ? ZoneOffset.UTC : ZoneId.of(match.group(4));
            var days = Optional.ofNullable(match.group(1)).map(Weekdays::parse).orElseGet(Weekdays::all);
            return new TimeWindow(days, LocalTime.parse(match.group(2)), LocalTime.parse(match.group(3)), zone);
        } catch (DateTimeException | IllegalArgumentException other) {
            throw new IllegalArgumentException(ALLOWED, other);
        }
    }

    /** Whether a time of a day lies in the window; it opens at its first minute and is closed at its last. */
    public boolean contains(DayOfWeek day, LocalTime time) {
        if (from.isBefore(to)) {
            return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
        }
        return (days.contains(day) && !time.isBefore(from)) || (days.contains(day.minus(1)) && time.isBefore(to));
    }

    /** Whether a moment lies in the window. */
    public boolean contains(ZonedDateTime moment) {
        var there = moment.withZoneSameInstant(zone);
        return contains(there.getDayOfWeek(), there.toLocalTime());
    }

    /** Whether an instant lies in the window. */
    public boolean contains(Instant instant) {
        return contains(instant.atZone(zone));
    }

    /** When it opens, after an instant at which it is closed. */
    public Instant opensAfter(Instant instant) {
        return turnsAfter(instant, true);
    }

    /** When it closes, after an instant at which it is open. */
    public Instant closesAfter(Instant instant) {
        return turnsAfter(instant, false);
    }

    /** How long it is open, on a day without a change of the clock. */
    public Duration length() {
        var span = Duration.between(from, to);
        return span.isNegative() ? span.plusDays(1) : span;
    }

    private Instant turnsAfter(Instant instant, boolean open) {
        return Stream.iterate(instant.atZone(zone).toLocalDate().minusDays(1), day -> day.plusDays(1))
                .flatMap(this::edges)
                .filter(edge -> edge.isAfter(instant) && contains(edge) == open)
                .findFirst()
                .orElseThrow();
    }

    /** When the clock shows its first or last minute on a day, or leaps. */
    private Stream<Instant> edges(LocalDate day) {
        var rules = zone.getRules();
        var shown = Stream.of(from, to)
                .map(day::atTime)
                .flatMap(local -> rules.getValidOffsets(local).stream().map(local::toInstant));
        var begins = day.atStartOfDay(zone).toInstant();
        var leaps = Stream.ofNullable(rules.nextTransition(begins.minusNanos(1)))
                .map(ZoneOffsetTransition::getInstant)
                .filter(leap -> leap.isBefore(day.plusDays(1).atStartOfDay(zone).toInstant()));
        return Stream.concat(shown, leaps).sorted();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        var when = days.size() == 7 ? "" : Weekdays.format(EnumSet.copyOf(days)) + " ";
        return when + from + "-" + to + " " + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
    }
}
