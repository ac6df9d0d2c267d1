package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Trace.PassedOver;
import dev.coppice.prune.Trace.Sighting;
import dev.coppice.prune.Trace.Unsearched;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class TracesTest {
    private static final TableName EVENT = TableName.parse("app.event");
    private static final TableName STEP = TableName.parse("app.step");
    private static final TableName AUDIT = TableName.parse("app.audit");

    private static final String OBJECT = "SELECT object FROM coppice.campaign_frame JOIN coppice.campaign_segment"
            + " USING (campaign_id, segment) WHERE table_name = 'event' ORDER BY frame LIMIT 1";

    private final TestDatabase db;

    @TempDir
    Path folder;

    TracesTest(TestDatabase db) {
        this.db = db;
    }

    @Test
    void a_living_row_says_which_policies_mean_it_and_when_it_is_due() {
        Shop.open(db, 20);
        var traces = traces().policies(List.of(
                Shop.ended().build(), Policy.of("others", AUDIT).when("true").build()));

        assertThat(session(traces, 1).prospects()).containsExactly(new Prospect.Eligible("ended-sessions"));
        assertThat(session(traces, 3).prospects()).containsExactly(new Prospect.NotMeant("ended-sessions"));
        assertThat(session(traces, 5).prospects())
                .singleElement()
                .isInstanceOfSatisfying(
                        Prospect.Due.class,
                        due -> assertThat(Duration.between(Instant.now(), due.at()))
                                .isCloseTo(Duration.ofDays(89), Duration.ofHours(1)));
        db.execute("UPDATE app.session SET ended_at = NULL WHERE note = 'note 5'");
        assertThat(session(traces, 5).prospects()).containsExactly(new Prospect.Ageless("ended-sessions"));
    }

    @Test
    void a_date_is_due_when_its_day_has_ended_in_its_zone() {
        db.execute("CREATE TABLE ${schema}.t (id int PRIMARY KEY, on_day date);"
                + "INSERT INTO ${schema}.t VALUES (1, '2990-01-01'), (2, 'infinity')");
        var table = new TableName(db.schema(), "t");
        var traces = traces().policies(List.of(Policy.of("days", table)
                .olderThan("on_day", Duration.ofDays(1))
                .ageZone(ZoneOffset.ofHours(1))
                .build()));

        assertThat(((Trace.Live) traces.of(table, List.of("1"))).prospects())
                .containsExactly(new Prospect.Due("days", Instant.parse("2990-01-02T23:00:00Z")));
        assertThat(((Trace.Live) traces.of(table, List.of("2"))).prospects())
                .containsExactly(new Prospect.Ageless("days"));
    }

    @Test
    void a_condition_that_fails_for_the_row_is_told_and_the_other_policies_still_are() {
        Shop.open(db, 20);
        var failing = Policy.of("failing", Shop.SESSION)
                .when("1 / (length(note) - length(note)) = 1")
                .build();
        var misfit = Policy.of("misfit", Shop.SESSION).when("no_column").build();

        assertThat(session(
                                traces().policies(List.of(
                                        failing, misfit, Shop.ended().build())),
                                1)
                        .prospects())
                .satisfiesExactly(
                        told -> assertThat(((Prospect.Untold) told).fault().code())
                                .isEqualTo("trace.condition-failed"),
                        told -> assertThat(((Prospect.Untold) told).fault().code())
                                .isEqualTo("policy.unknown-name"),
                        told -> assertThat(told).isEqualTo(new Prospect.Eligible("ended-sessions")));
    }

    @Test
    void a_child_goes_along_on_a_path_to_the_policys_own_table() {
        Shop.open(db, 20);
        var traces = traces().policies(List.of(Shop.ended().build()));

        assertThat(((Trace.Live) traces.of(STEP, List.of("3", "1"))).prospects())
                .containsExactly(new Prospect.Follows(
                        "ended-sessions", List.of("app.step (event_id)", "app.event (session_id)", "app.session")));
    }

    @Test
    void a_living_row_says_who_holds_it_and_which_campaign_passed_it_over() {
        Shop.open(db, 40);
        var event = one("SELECT id::text FROM app.event WHERE session_id = '" + id(1) + "' ORDER BY id LIMIT 1");
        hold(HoldTarget.row(EVENT, event));
        hold(HoldTarget.row(Shop.SESSION, id(2)));
        hold(HoldTarget.table(AUDIT));
        Shop.execute(db, Shop.archived(folder).build());

        assertThat(session(traces(), 1).holds()).isEmpty();
        assertThat(session(traces(), 1).passed())
                .extracting(PassedOver::campaign, PassedOver::policy, PassedOver::state)
                .containsExactly(tuple(1L, "ended-sessions", "skipped"));
        assertThat(session(traces(), 2).holds()).extracting(Hold::origin).containsExactly("court");
        assertThat(((Trace.Live) traces().of(AUDIT, List.of("1"))).holds()).hasSize(1);
    }

    @Test
    void a_deleted_row_is_found_in_its_campaign_with_chunk_frame_and_person() {
        Shop.open(db, 200);
        var campaign = Shop.execute(db, Shop.archived(folder).build()).campaign();

        var trace = (Trace.Archived) traces().of(Shop.SESSION, List.of(id(1)));
        assertThat(trace.deleted().campaign()).isEqualTo(campaign);
        assertThat(trace.deleted().at())
                .isBetween(campaign.createdAt(), campaign.endedAt().orElseThrow());
        assertThat(trace.deleted().chunk()).isPositive();
        assertThat(trace.unsearched()).isEmpty();
        // Not as it was typed, but as it is spelled.
        assertThat(traces().of(Shop.SESSION, List.of("{" + id(1).toUpperCase(Locale.ROOT) + "}"))
                        .key())
                .containsExactly(id(1));
    }

    @Test
    void a_deleted_child_is_found_by_its_composite_key_in_the_campaign_of_its_root() {
        Shop.open(db, 200);
        var gone = new Database(db).list("SELECT id FROM app.event ORDER BY id");
        Shop.execute(db, Shop.archived(folder).build());
        gone.removeAll(new Database(db).list("SELECT id FROM app.event"));
        var event = gone.stream()
                .filter(id -> Long.parseLong(id) % 3 == 0)
                .findFirst()
                .orElseThrow();

        assertThat(traces().of(STEP, List.of(event, "02"))).isInstanceOfSatisfying(Trace.Archived.class, trace -> {
            assertThat(trace.key()).containsExactly(event, "2");
            assertThat(trace.deleted().segment()).contains("app.step");
        });
        assertThat(traces().of(STEP, List.of(event, "3"))).isInstanceOf(Trace.Unseen.class);
    }

    @Test
    void a_row_that_stayed_and_was_nulled_says_in_which_campaign_and_which_columns() {
        Shop.open(db, 200);
        var before = new Database(db).list("SELECT id FROM app.audit WHERE session_id IS NOT NULL");
        Shop.execute(db, Shop.archived(folder).build());
        before.removeAll(new Database(db).list("SELECT id FROM app.audit WHERE session_id IS NOT NULL"));

        assertThat(traces().of(AUDIT, List.of(before.getFirst())))
                .isInstanceOfSatisfying(
                        Trace.Live.class,
                        trace -> assertThat(trace.sightings())
                                .singleElement()
                                .returns(false, Sighting::deleted)
                                .returns(List.of("session_id"), Sighting::edited));
    }

    @Test
    void a_row_that_came_back_is_live_and_its_sighting_tells_of_the_time_before() {
        Shop.open(db, 40);
        Shop.execute(db, Shop.archived(folder).build());
        db.execute("INSERT INTO app.session VALUES ('" + id(1) + "', 'ENDED', '2020-01-01', 'again')");

        assertThat(session(traces(), 1).sightings()).singleElement().returns(true, Sighting::deleted);
        var second = Shop.execute(db, Shop.archived(folder).build()).campaign();
        var trace = (Trace.Archived) traces().of(Shop.SESSION, List.of(id(1)));
        assertThat(trace.sightings()).hasSize(1);
        assertThat(trace.deleted().campaign().id()).isEqualTo(second.id());
    }

    @Test
    void what_could_not_be_searched_is_told_since_the_row_may_be_there() throws IOException {
        Shop.open(db, 40);
        var first = Shop.execute(db, Shop.archived(folder).build()).campaign();
        db.execute("UPDATE app.session SET status = 'ENDED', ended_at = '2020-01-01'");
        Shop.execute(db, Shop.ended().build());

        assertThat(traces().of(Shop.SESSION, List.of(id(3))))
                .isInstanceOfSatisfying(
                        Trace.Unseen.class,
                        trace -> assertThat(trace.unsearched())
                                .extracting(Unsearched::campaign, Unsearched::code)
                                .containsExactly(tuple(2L, "not-kept")));
        // Whoever is found in the first cannot have gone in the second for good, unless it came back.
        assertThat(traces().of(Shop.SESSION, List.of(id(1)))).isInstanceOf(Trace.Archived.class);
        Files.delete(folder.resolve(first.archiveId().orElseThrow()).resolve("manifest.json"));
        assertThat(traces().of(Shop.SESSION, List.of(id(1))).unsearched())
                .extracting(Unsearched::code)
                .containsExactly("archive.store-missing", "not-kept");
    }

    @Test
    void a_damaged_frame_hides_no_other() throws IOException {
        Shop.open(db, 200);
        var before = new Database(db).list("SELECT id FROM app.event ORDER BY id");
        var campaign = Shop.execute(db, Shop.archived(folder).build()).campaign();
        before.removeAll(new Database(db).list("SELECT id FROM app.event"));
        var file = folder.resolve(one(OBJECT));
        var bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);

        // The first frame is that of the oldest session; ids were given in the order of the sessions' keys.
        var traced = before.stream()
                .filter(id -> Long.parseLong(id) % 10 == 0)
                .map(id -> traces().of(EVENT, List.of(id)))
                .toList();
        assertThat(traced).hasAtLeastOneElementOfType(Trace.Archived.class);
        assertThat(traced)
                .flatExtracting(Trace::unsearched)
                .isNotEmpty()
                .allSatisfy(unsearched -> assertThat(unsearched)
                        .returns(campaign.id(), Unsearched::campaign)
                        .returns("archive.frame-damaged", Unsearched::code));
    }

    @Test
    void frames_whose_range_leaves_the_row_out_are_not_read() throws IOException {
        Shop.open(db, 200);
        var before = new Database(db).list("SELECT id FROM app.event");
        Shop.execute(db, Shop.archived(folder).build());
        before.removeAll(new Database(db).list("SELECT id FROM app.event"));
        Files.delete(folder.resolve(one(OBJECT)));

        assertThat(traces().of(EVENT, List.of("999999")).unsearched()).isEmpty();
        assertThat(traces().of(EVENT, List.of(before.getFirst())).unsearched())
                .extracting(Unsearched::code)
                .containsExactly("archive.store-missing");
    }

    @Test
    void a_row_of_a_table_that_is_gone_is_found_in_the_archive() {
        Shop.open(db, 40);
        Shop.execute(db, Shop.archived(folder).build());
        db.execute("DROP TABLE app.session CASCADE");

        assertThat(traces().of(Shop.SESSION, List.of("{" + id(1) + "}")))
                .isInstanceOfSatisfying(
                        Trace.Archived.class, trace -> assertThat(trace.key()).containsExactly(id(1)));
        assertThatThrownBy(() -> traces().of(Shop.SESSION, List.of("x")))
                .hasMessage(
                        "No row of app.session was looked for. A value does not fit the type of its column. Nothing "
                                + "was changed. Give a value for each of id, in this order.");
    }

    @Test
    void without_the_schema_a_living_row_is_told_and_a_row_that_is_not_there_was_never_seen() {
        db.execute(
                "CREATE SCHEMA app; CREATE TABLE app.session (id uuid PRIMARY KEY); INSERT INTO app.session VALUES ('"
                        + id(1) + "')");

        assertThat(session(traces(), 1).sightings()).isEmpty();
        assertThat(traces().of(Shop.SESSION, List.of(id(2)))).isInstanceOf(Trace.Unseen.class);
    }

    @Test
    void what_cannot_be_looked_for_is_refused() {
        Shop.open(db, 20);
        db.execute("CREATE TABLE app.keyless (a int)");

        assertThatThrownBy(() -> traces().of(TableName.parse("app.nothing"), List.of("1")))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("trace.unknown-table"));
        assertThatThrownBy(() -> traces().of(TableName.parse("app.keyless"), List.of("1")))
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo("trace.no-key"));
        assertThatThrownBy(() -> traces().of(STEP, List.of("1")))
                .hasMessage("No row of app.step was looked for. Its key has 2 columns; 1 value was given. Nothing was "
                        + "changed. Give a value for each of event_id, n, in this order.");
        assertThatThrownBy(() -> traces().of(EVENT, List.of("1; DROP TABLE app.event")))
                .hasMessageContaining("A value does not fit the type of its column.");
    }

    @Test
    void a_partition_counts_for_its_topmost_table_and_keys_are_equal_as_the_database_has_it() {
        db.execute("CREATE SCHEMA app; CREATE TABLE app.p (id numeric, code char(4), PRIMARY KEY (id, code))"
                + " PARTITION BY LIST (code); CREATE TABLE app.p1 PARTITION OF app.p DEFAULT;"
                + "INSERT INTO app.p VALUES (1.50, 'ab'), (2, 'cd')");
        db.execute(CoppiceSchema.script());
        Shop.execute(
                db,
                Policy.of("some", TableName.parse("app.p"))
                        .when("id < 2")
                        .archive(StoreLocation.parse("file:" + folder))
                        .build());

        assertThat(traces().of(TableName.parse("app.p1"), List.of("1.5", "ab")))
                .isInstanceOf(Trace.Archived.class)
                .returns(TableName.parse("app.p"), Trace::table);
        assertThat(traces().of(TableName.parse("app.p"), List.of("2.00", "cd")))
                .isInstanceOf(Trace.Live.class)
                .returns(List.of("2", "cd"), Trace::key);
    }

    private Traces traces() {
        return Traces.on(db.dataSource());
    }

    private Trace.Live session(Traces traces, int number) {
        return (Trace.Live) traces.of(Shop.SESSION, List.of(id(number)));
    }

    private String id(int number) {
        return one("SELECT md5('" + number + "')::uuid::text");
    }

    private String one(String query) {
        return new Database(db).list(query).getFirst();
    }

    private void hold(HoldTarget target) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transaction(work -> Holds.in(work.dsl()).place(HoldRequest.on(target, "court", Shop.ANN)));
    }
}
