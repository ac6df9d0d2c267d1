package dev.coppice.server.internal.console.brakes;

import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.server.Role;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.ActForm;
import dev.coppice.server.internal.console.ActForm.Field;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.home.HomeDatabase;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Reads the page of what stops things from being deleted. */
final class BrakesReader {
    private static final int PAGE = 50;
    private static final int MOST_APPROVALS = 100;
    private static final String POLICY = "policy/";
    private static final String TEARDOWN = "teardown/";

    // language=SQL
    private static final String APPROVALS = """
            SELECT subject, required_approvers, first_by, first_reason, second_by, second_reason, lapses_at
            FROM coppice.approval
            WHERE consumed_at IS NULL
              AND lapses_at > now()
            ORDER BY first_at DESC, id DESC
            LIMIT ?""";

    private final Place place;
    private final HomeDatabase home;

    BrakesReader(Place place, HomeDatabase home) {
        this.place = place;
        this.home = home;
    }

    BrakesView read(OptionalLong after, Notice notice) {
        return home.transaction(db -> new BrakesView(
                freeze(Freeze.in(db).state()),
                holds(db, after),
                approvals(db),
                place.root() ? List.of(holdRows(), holdResource()) : List.of(holdRows()),
                notice));
    }

    private BrakesView.Freeze freeze(FreezeState state) {
        return switch (state) {
            case FreezeState.Thawed thawed ->
                new BrakesView.Freeze(
                        new Badge("not frozen", Tone.GOOD),
                        "",
                        null,
                        FreezeForms.freeze(place, "Freeze everything", BrakePages.FREEZE));
            case FreezeState.Frozen frozen ->
                new BrakesView.Freeze(
                        new Badge("frozen", Tone.WARN),
                        "by " + frozen.by() + ": " + frozen.reason(),
                        Moment.of(frozen.since()),
                        FreezeForms.unfreeze(place, "Unfreeze", BrakePages.UNFREEZE));
        };
    }

    private static BrakesView.Listed holds(DSLContext db, OptionalLong after) {
        var query = HoldQuery.binding(PAGE);
        var found = Holds.in(db).list(after.isPresent() ? query.after(after.getAsLong()) : query);
        var page = new Address(BrakePages.ALL);
        return new BrakesView.Listed(
                found.items().stream().map(BrakesReader::held).toList(),
                after.isPresent() ? page.text() : "",
                found.next().isPresent()
                        ? page.with(Asked.NEXT, String.valueOf(found.next().getAsLong()))
                                .text()
                        : "");
    }

    private static BrakesView.Held held(Hold hold) {
        return new BrakesView.Held(
                hold.id(),
                words(hold.target()),
                link(hold.target()),
                hold.placed().actor() + ": " + hold.placed().reason(),
                hold.origin(),
                Moment.of(hold.placedAt()),
                Moment.of(hold.until()),
                ActForm.of(
                                "Release hold " + hold.id(),
                                BrakePages.RELEASE,
                                "What it held may be deleted from then on, unless another hold stands.")
                        .least(Role.ADMIN)
                        .carrying("hold", String.valueOf(hold.id())));
    }

    private static String words(HoldTarget target) {
        return switch (target) {
            case HoldTarget.Row row -> "the row " + String.join(", ", row.key()) + " of " + row.table();
            case HoldTarget.WholeTable whole -> "every row of " + whole.table();
            case HoldTarget.Resource resource -> resource.kind() + " " + resource.id();
        };
    }

    private static String link(HoldTarget target) {
        return target instanceof HoldTarget.Resource resource ? resource(resource.kind(), resource.id()) : "";
    }

    private static String resource(String kind, String id) {
        return new Address("/resources/resource")
                .with("kind", kind)
                .with("id", id)
                .text();
    }

    private static List<BrakesView.Signed> approvals(DSLContext db) {
        return db.fetch(APPROVALS, MOST_APPROVALS).map(BrakesReader::signed);
    }

    private static BrakesView.Signed signed(Record row) {
        var subject = row.get("subject", String.class);
        var signatures = new ArrayList<String>();
        signatures.add(row.get("first_by", String.class) + ": " + row.get("first_reason", String.class));
        if (row.get("second_by", String.class) != null) {
            signatures.add(row.get("second_by", String.class) + ": " + row.get("second_reason", String.class));
        }
        boolean complete = signatures.size() >= row.get("required_approvers", Integer.class);
        return new BrakesView.Signed(
                subject,
                plan(subject),
                complete ? new Badge("may run", Tone.GOOD) : new Badge("needs another person", Tone.WARN),
                List.copyOf(signatures),
                Moment.of(row.get("lapses_at", OffsetDateTime.class).toInstant()));
    }

    /** Where the plan of a subject is looked at; empty for one that no page shows. */
    private static String plan(String subject) {
        if (subject.startsWith(POLICY)) {
            return new Address("/policies/plan")
                    .with("name", subject.substring(POLICY.length()))
                    .text();
        }
        var rest = subject.startsWith(TEARDOWN) ? subject.substring(TEARDOWN.length()) : "";
        int slash = rest.indexOf('/');
        return slash < 0
                ? ""
                : new Address("/resources/deprovision")
                        .with("kind", rest.substring(0, slash))
                        .with("id", rest.substring(slash + 1))
                        .text();
    }

    private static ActForm holdRows() {
        return terms(ActForm.of(
                        "Hold rows of a table",
                        BrakePages.HOLD_ROWS,
                        "While the hold stands, no campaign deletes them, nor anything they hang on. Only an admin releases it.")
                .asking(Field.text("table", "Table with its schema, as in app.session", "")
                        .needed())
                .asking(Field.text(
                        "key",
                        "Primary key of one row; a comma between the values of one with several, and \"…\" around a value with a comma in it",
                        ""))
                .asking(Field.box(
                        "whole-table", "Instead of one row: every row of the table, those to come included")));
    }

    private static ActForm holdResource() {
        return terms(ActForm.of(
                        "Hold a resource",
                        BrakePages.HOLD_RESOURCE,
                        "While the hold stands it is not torn down, and its backups stay. Only an admin releases it.")
                .asking(Field.text("kind", "Its kind", "").needed())
                .asking(Field.text("id", "Its id", "").needed()));
    }

    private static ActForm terms(ActForm form) {
        return form.asking(Field.text("origin", "The case or system behind it", "console")
                        .needed())
                .asking(new Field("until", "Last day of the hold; empty for none", "date", "", false));
    }
}
