package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupQuery;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.Role;
import dev.coppice.server.document.RestorePlanDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the pages of backups. */
final class BackupReader {
    /** What is typed to remove what is over. */
    static final String EXPIRE = "expire";

    private static final int PAGE = 50;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private final Ground ground;

    BackupReader(Ground ground) {
        this.ground = ground;
    }

    BackupsView all(Request request, Notice notice) {
        var day = parsed(request, "day", LocalDate::parse);
        var month = parsed(request, "month", YearMonth::parse)
                .or(() -> day.map(YearMonth::from))
                .orElseGet(() -> YearMonth.now(ZoneOffset.UTC));
        var calendar = new ExpiryCalendar(month, day);
        if (ground.host().find().isEmpty()) {
            return new BackupsView(
                    calendar.with(Map.of()), new BackupsView.Listed("All backups", List.of(), "", ""), null, notice);
        }
        var counts = ground.lifecycle().backups().expiries(calendar.from(), calendar.until());
        return new BackupsView(calendar.with(counts), listed(request, calendar, day), expire(), notice);
    }

    private BackupsView.Listed listed(Request request, ExpiryCalendar calendar, Optional<LocalDate> day) {
        var before = Ground.word(request, "next").map(text -> Asked.number(text, "next"));
        var newest = BackupQuery.newest(PAGE).before(before.orElse(Long.MAX_VALUE));
        var query = day.map(date -> newest.onlyKept().expiring(start(date), start(date.plusDays(1))))
                .orElse(newest);
        var page = ground.lifecycle().backups().list(query);
        var address =
                day.map(date -> calendar.address().with("day", date.toString())).orElse(new Address(Links.BACKUPS));
        return new BackupsView.Listed(
                day.map(date -> "Kept until " + DAY.format(date)).orElse("All backups"),
                page.items().stream().map(BackupRow::of).toList(),
                day.isPresent() || before.isPresent() ? Links.BACKUPS : "",
                page.next().map(number -> address.with("next", number).text()).orElse(""));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private @Nullable ActForm expire() {
        var over = ground.lifecycle().backups().expiring(Optional.empty()).size();
        if (over == 0) {
            return null;
        }
        return ActForm.of(
                        "Remove what is over",
                        Links.BACKUPS + "/expire",
                        "The time of " + Figures.count(over, "backup")
                                + " is over. What of it no hold protects is removed from its store for good.")
                .destroying(EXPIRE);
    }

    BackupView one(long id, Notice notice) {
        var backup = found(id);
        var readable = backup.state().equals("completed");
        var link = Links.backup(id).text();
        return new BackupView(
                new BackupView.Head(
                        id,
                        backup.resource().toString(),
                        Links.resource(backup.resource()).text(),
                        Words.backup(backup.state()),
                        backup.problem().orElse("")),
                facts(backup),
                backup.children().stream()
                        .map(child -> new LookView.Child(
                                child,
                                Links.resource(new ResourceId(backup.resource().kind(), child))
                                        .text()))
                        .toList(),
                readable ? acts(id) : List.of(),
                readable ? new BackupView.Leads(link + "/download", link + "/restore") : new BackupView.Leads("", ""),
                notice);
    }

    private static List<Fact> facts(Backup backup) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("Made", Moment.of(backup.createdAt())));
        facts.add(Fact.of("Why", BackupRow.initiator(backup)));
        facts.add(Fact.of("Holds", BackupRow.holds(backup)));
        facts.add(backup.verifiedAt()
                .map(at -> Fact.of("Read back", Moment.of(at)))
                .orElse(Fact.of("Read back", "never")));
        facts.add(backup.drilledAt()
                .map(at -> Fact.of("Restored for a drill", Moment.of(at)))
                .orElse(Fact.of("Restored for a drill", "never")));
        backup.expiresAt().ifPresent(at -> facts.add(Fact.of("Kept until", Moment.of(at))));
        facts.add(Fact.of("Store", backup.location()));
        facts.add(Fact.of("Name there", backup.archive()));
        return List.copyOf(facts);
    }

    private static List<ActForm> acts(long id) {
        var page = Links.backup(id).text();
        return List.of(
                ActForm.of(
                        "Read it back",
                        page + "/verify",
                        "Reads every byte and compares it with what was saved. Changes nothing but the time of the last look; the"
                                + " page answers when that is done."),
                ActForm.of(
                        "Drill a restore",
                        page + "/drill",
                        "Restores it into scratch schemas, compares every table, and removes them again. The page answers when"
                                + " that is done."));
    }

    RestoreView restore(long id, Notice notice) {
        var plan = ground.lifecycle().backups().planRestore(id);
        var document = RestorePlanDocument.of(plan);
        var page = Links.backup(id).text();
        var act = ActForm.of(
                        "Bring it back",
                        page + "/restore",
                        "Everything above comes back as it was, or nothing does. What is there already and differs refuses it."
                                + " Nothing is removed.")
                .least(Role.ADMIN);
        return new RestoreView(document, page, plan.blocked() ? List.of() : List.of(act), notice);
    }

    Backup found(long id) {
        return ground.lifecycle().backups().find(id).orElseThrow(() -> Asked.notFound("backup"));
    }

    private static <T> Optional<T> parsed(Request request, String name, Function<String, T> parse) {
        try {
            return Ground.word(request, name).map(parse);
        } catch (DateTimeParseException malformed) {
            throw RequestFaults.invalid("The " + name + " is none.");
        }
    }
}
