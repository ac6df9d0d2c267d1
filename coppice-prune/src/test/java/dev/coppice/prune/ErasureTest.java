package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coppice.archive.KeyFile;
import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class ErasureTest {
    private static final Act BOB = Act.of("bob", "case 7");

    @BeforeEach
    void town(TestDatabase db) {
        Town.open(db);
    }

    @Test
    void everything_of_a_subject_goes_stays_or_forgets_it_as_the_map_says(TestDatabase db) {
        var erasure = Town.erase(db);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        var receipt = Town.erasures(db, PausePoint.NONE).receipt(erasure.id()).orElseThrow();
        assertThat(receipt.signed().text())
                .contains("\"table\": \"app.login\",\n      \"deleted\": 3,\n      \"changes\": 0")
                .contains("\"table\": \"app.invoice\",\n      \"deleted\": 0,\n      \"changes\": 3")
                .contains("\"reason\": \"commercial code, ten years\"")
                .contains("\"rowsLeft\": 0");
        assertThat(new Database(db).list("SELECT action FROM coppice.audit ORDER BY seq"))
                .containsExactly("erasure.begun", "campaign.created", "erasure.succeeded");
    }

    @Test
    void nothing_in_the_schema_tells_afterwards_who_it_was_but_who_knows_can_ask(TestDatabase db) {
        var erasures = Town.erasures(db, PausePoint.NONE);
        var erasure = Town.erase(db);
        assertThat(Town.traces(db, Town.KEY, "mia@")).isEmpty();
        assertThat(erasures.find(Town.person(), List.of("0" + Town.KEY))).contains(erasure);
        assertThat(erasures.find(Town.person(), List.of("2"))).isEmpty();
        refused(() -> Town.erase(db))
                .isEqualTo("The subject \"person\" was not erased. No row of app.person has this key. Erasure "
                        + erasure.id() + " of it ended SUCCEEDED. Nothing was changed. Look at the key again;"
                        + " \"coppice erase list\" shows what was erased.");
    }

    @Test
    void a_plan_counts_without_writing(TestDatabase db) {
        var before = Town.rows(db);
        var plan = Town.erasures(db, PausePoint.NONE).plan(Town.person(), Town.WHO);
        assertThat(plan.tables().stream()
                        .map(part -> part.table() + " " + part.action() + " "
                                + part.rows().count())
                        .sorted())
                .containsExactly(
                        "app.album DELETE 1",
                        "app.booking KEEP 1",
                        "app.comment DELETE 3",
                        "app.comment NULLIFY 1",
                        "app.device DELETE 2",
                        "app.invoice NULLIFY 1",
                        "app.invoice NULLIFY 2",
                        "app.login DELETE 3",
                        "app.person DELETE 1",
                        "app.person NULLIFY 1",
                        "app.photo DELETE 2",
                        "app.post DELETE 1",
                        "app.reading DELETE 2",
                        "app.tag DELETE 1");
        assertThat(plan.tables()).allMatch(part -> part.rows().exact());
        assertThat(plan.there()).isTrue();
        assertThat(plan.blocked()).isFalse();
        assertThat(Town.rows(db)).isEqualTo(before);
        assertThat(new Database(db).list("SELECT id::text FROM coppice.erasure"))
                .isEmpty();
        var other = Town.erasures(db, PausePoint.NONE).plan(Town.person(), List.of("2"));
        assertThat(other.hash()).isNotEqualTo(plan.hash());
    }

    @Test
    void every_problem_of_a_map_is_told_at_once(TestDatabase db) {
        var map = """
            subjects:
              person:
                table: app.person
                tables:
                  - { table: app.login, action: keep, reason: tax }
                  - { table: app.post }
                  - { table: app.comment, forget: [reply_to, post] }
                  - { table: app.invoice, action: nullify, set: { amount: many, nobody: x }, clear: [customer, person_id] }
                  - { table: app.album }
                  - { table: app.photo }
                  - { table: app.device }
                  - { table: app.tag }
            """;
        refused(() -> Erasures.on(db.dataSource()).requireFits(Town.person(map)))
                .isEqualTo("""
                    Subject "person" cannot be erased. Its map does not fit the database:
                      Rows of app.booking are reached over app.booking (person_id), and the map does not say what becomes \
                    of them. Add to tables:  - { table: app.booking, action: nullify }
                      Rows of app.reading are reached over app.reading (person_id, n), and the map does not say what \
                    becomes of them. Add to tables:  - { table: app.reading, action: delete }
                      app.tag is named, but no foreign key leads from it to rows that go. Take it out.
                      Other rows of app.person are reached over app.person (manager_id), and would have to go. Add to \
                    tables:  { table: app.person, forget: [manager_id] }
                      Rows of app.login are to stay, but (person_id) names rows of app.person that go and may not be empty. \
                    Delete them, keep what they name out of reach, or:  ALTER TABLE app.login ALTER COLUMN person_id DROP \
                    NOT NULL;
                      app.comment.post is to be forgotten, but is no column of a foreign key to rows that go.
                      app.invoice.customer is to be cleared, but may not be empty.
                      app.invoice.person_id is part of a key or generated: it can be neither cleared nor set.
                      Table app.invoice has no column "nobody"; case matters.
                      app.invoice.amount cannot be set to "many": it is of type integer.
                    Nothing was changed. Mend subjects.person in coppice.yaml, or the tables.\
                    """);
    }

    @Test
    void a_hold_on_any_row_that_goes_or_changes_refuses_the_whole(TestDatabase db) {
        var before = Town.rows(db);
        var reading = hold(db, HoldTarget.row(TableName.parse("app.reading"), "2"));
        var invoice = hold(db, HoldTarget.row(TableName.parse("app.invoice"), "2"));
        hold(db, HoldTarget.row(TableName.parse("app.reading"), "3"));
        refused(() -> Town.erase(db))
                .isEqualTo("The subject \"person\" was not erased. Rows that belong to it are held:\n  hold " + reading
                        + " on app.reading: case 7\n  hold " + invoice
                        + " on app.invoice: case 7\n"
                        + "Nothing was changed. A subject is erased whole or not at all. Release the holds when their"
                        + " reasons are gone, or wait.");
        var plan = Town.erasures(db, PausePoint.NONE).plan(Town.person(), Town.WHO);
        assertThat(plan.holds()).extracting(ErasurePlan.HeldRow::hold).containsExactly(reading, invoice);
        hold(db, HoldTarget.table(TableName.parse("app.person")));
        assertThat(Town.erasures(db, PausePoint.NONE)
                        .plan(Town.person(), Town.WHO)
                        .holds())
                .hasSize(3);
        assertThat(Town.rows(db)).isEqualTo(before);
        assertThat(new Database(db).list("SELECT id::text FROM coppice.erasure"))
                .isEmpty();
    }

    @Test
    void a_hold_placed_when_it_has_begun_keeps_the_row_and_ends_it_as_refused(TestDatabase db) {
        var erasures = Town.erasures(db, PausePoint.NONE);
        var erasure = erasures.begin(Town.person(), Town.WHO, Town.OPTIONS);
        hold(db, HoldTarget.row(TableName.parse("app.login"), "1"));
        var ended = erasures.carryOn(erasure.id(), Town.person(), BOB, CampaignListener.NONE);
        assertThat(ended.state()).isEqualTo(ErasureState.REFUSED);
        assertThat(ended.reason()).isEqualTo("Nothing went. A row of app.login that belongs to it is held.");
        assertThat(Town.rows(db)).contains("person (471100471,mia@example.org,)");
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void so_does_one_on_a_row_that_would_only_change(TestDatabase db) {
        var before = Town.rows(db);
        var erasures = Town.erasures(db, PausePoint.NONE);
        for (var table : List.of("app.invoice", "app.person")) {
            var erasure = erasures.begin(Town.person(), Town.WHO, Town.OPTIONS);
            var hold = hold(db, HoldTarget.row(TableName.parse(table), "2"));
            var ended = erasures.carryOn(erasure.id(), Town.person(), BOB, CampaignListener.NONE);
            assertThat(ended.state()).as(table).isEqualTo(ErasureState.REFUSED);
            assertThat(ended.reason())
                    .isEqualTo("Nothing went. A row of " + table + " that would have to forget it is held.");
            in(db, dsl -> Holds.in(dsl).release(hold, BOB));
        }
        assertThat(Town.rows(db)).isEqualTo(before);
        assertThat(
                        new Database(db)
                                .list(
                                        "SELECT DISTINCT actor || ' ' || reason FROM coppice.audit WHERE action = 'erasure.refused'"))
                .containsExactly("bob request 118");
    }

    @Test
    void a_foreign_key_of_a_table_that_is_associated_needs_its_line_too(TestDatabase db) {
        db.execute("ALTER TABLE app.tag ADD COLUMN person_id bigint REFERENCES app.person");
        refused(() -> Erasures.on(db.dataSource()).requireFits(Town.person()))
                .contains(
                        "Rows of app.tag are reached over app.tag (person_id), and the map does not say what becomes of"
                                + " them. Add to tables:  - { table: app.tag, action: nullify }");
    }

    @Test
    void a_freeze_stops_it_and_it_goes_on_when_that_is_over(TestDatabase db) {
        db.execute("INSERT INTO app.login (person_id) SELECT 471100471 FROM generate_series(1, 100)");
        var frozen = new AtomicBoolean();
        var erasures = Town.small(db, name -> {});
        var stopped = erasures.execute(Town.person(), Town.WHO, Town.OPTIONS, progress -> {
            if (frozen.compareAndSet(false, true)) {
                in(db, dsl -> {
                    Freeze.in(dsl).freeze(BOB);
                    return true;
                });
            }
        });
        assertThat(stopped.state()).isEqualTo(ErasureState.RUNNING);
        in(db, dsl -> {
            Freeze.in(dsl).unfreeze(BOB);
            return true;
        });
        assertThat(Town.small(db, name -> {}).execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                .matches(erasure -> erasure.id() == stopped.id() && erasure.state() == ErasureState.SUCCEEDED);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void a_row_that_came_by_its_id_alone_is_found_afterwards_and_swept(TestDatabase db) {
        var came = new AtomicInteger();
        var erasures = Town.erasures(db, name -> {
            if (name.equals("chunk.deleted") && came.incrementAndGet() == 1) {
                db.execute("INSERT INTO app.tag VALUES ('person', '471100471', 'late')");
            }
        });
        var erasure = erasures.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(erasures.receipt(erasure.id()).orElseThrow().signed().text()).contains("\"rowsSwept\": 1");
    }

    @Test
    void one_that_came_and_is_held_is_told_of(TestDatabase db) {
        var erasures = Town.erasures(db, name -> {
            if (name.equals("chunk.deleted")) {
                db.execute("INSERT INTO app.tag VALUES ('person', '471100471', 'late')");
            }
        });
        var erasure = erasures.begin(Town.person(), Town.WHO, Town.OPTIONS);
        var signing = erasures.signedBy(new Broken());
        assertThatThrownBy(() -> signing.carryOn(erasure.id(), Town.person(), BOB, CampaignListener.NONE))
                .isInstanceOf(IllegalStateException.class);
        hold(db, HoldTarget.table(TableName.parse("app.tag")));
        var ended = erasures.carryOn(erasure.id(), Town.person(), BOB, CampaignListener.NONE);
        assertThat(ended.state()).isEqualTo(ErasureState.PARTIAL);
        assertThat(ended.reason())
                .isEqualTo(
                        "The subject's own row is gone, and a look afterwards found 1 rows of app.tag, which are held"
                                + " or have rows of their own.");
        assertThat(erasures.receipt(erasure.id())).isEmpty();
    }

    @Test
    void whatever_it_dies_of_the_same_call_goes_on_and_nothing_is_done_twice(TestDatabase db) {
        db.execute("INSERT INTO app.login (person_id) SELECT 471100471 FROM generate_series(1, 100)");
        for (var point : List.of("chunk.window", "chunk.claimed", "chunk.locked", "drain.locked", "chunk.deleted")) {
            var dying = Town.small(db, name -> {
                if (name.equals(point)) {
                    throw new Killed();
                }
            });
            assertThatThrownBy(() -> dying.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                    .as(point)
                    .isInstanceOf(Killed.class);
        }
        var unsigned = Town.small(db, PausePoint.NONE).signedBy(new Broken());
        assertThatThrownBy(() -> unsigned.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Town.rows(db)).doesNotContain("person (471100471,mia@example.org,)");
        var erasure = Town.erase(db);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(erasure.id()).isEqualTo(1);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(Town.erasures(db, PausePoint.NONE)
                        .receipt(1)
                        .orElseThrow()
                        .signed()
                        .text())
                .contains("\"table\": \"app.login\",\n      \"deleted\": 103");
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void two_at_once_are_one_and_the_second_process_is_told(TestDatabase db) {
        var second = Town.erasures(db, PausePoint.NONE);
        var told = new AtomicInteger();
        var first = Town.erasures(db, PausePoint.NONE);
        var erasure = first.execute(Town.person(), Town.WHO, Town.OPTIONS, progress -> {
            if (told.incrementAndGet() == 1) {
                refused(() -> second.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                        .contains("Campaign 1 of it is at work");
            }
        });
        assertThat(told.get()).isPositive();
        assertThat(erasure.state()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(second.carryOn(erasure.id(), Town.person(), BOB, CampaignListener.NONE))
                .isEqualTo(erasure);
        assertThat(new Database(db).list("SELECT id::text FROM coppice.campaign"))
                .hasSize(1);
    }

    @Test
    void an_aborted_campaign_ends_it(TestDatabase db) {
        var erasures = Town.erasures(db, PausePoint.NONE);
        var dying = Town.erasures(db, name -> {
            if (name.equals("chunk.claimed")) {
                throw new Killed();
            }
        });
        assertThatThrownBy(() -> dying.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(Killed.class);
        Campaigns.on(db.dataSource()).abort(1, BOB);
        assertThat(erasures.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                .matches(erasure -> erasure.id() == 2 && erasure.state() == ErasureState.SUCCEEDED);
        assertThat(erasures.find(1).orElseThrow())
                .matches(erasure -> erasure.state() == ErasureState.REFUSED
                        && erasure.reason().equals("Nothing went. It was aborted by bob: case 7."));
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void a_change_of_the_map_ends_what_no_campaign_goes_on_with(TestDatabase db) {
        var erasures = Town.erasures(db, PausePoint.NONE);
        erasures.begin(Town.person(), Town.WHO, Town.OPTIONS);
        var second = Town.person(Town.MAP.replace("ten years", "six years"));
        var dying = Town.erasures(db, name -> {
            if (name.equals("chunk.claimed")) {
                throw new Killed();
            }
        });
        assertThatThrownBy(() -> dying.execute(second, Town.WHO, Town.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(Killed.class);
        refusedWith("plan.stale", () -> erasures.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE));
        Campaigns.on(db.dataSource()).abort(1, BOB);
        assertThat(Town.erase(db)).matches(erasure -> erasure.id() == 3 && erasure.state() == ErasureState.SUCCEEDED);
        assertThat(erasures.list(Long.MAX_VALUE, 9).items())
                .filteredOn(erasure -> erasure.id() < 3)
                .allMatch(erasure -> erasure.state() == ErasureState.REFUSED
                        && erasure.reason()
                                .equals(
                                        "Nothing went. Its map or its tables were changed before it had ended, and nobody"
                                                + " looked what is left."))
                .hasSize(2);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void a_foreign_key_of_another_type_than_the_key_is_looked_along(TestDatabase db) {
        db.execute("""
            CREATE TABLE app.node (id bigint PRIMARY KEY);
            CREATE TABLE app.leaf (id int PRIMARY KEY, node_id int NOT NULL REFERENCES app.node);
            CREATE INDEX ON app.leaf (node_id);
            INSERT INTO app.node VALUES (3000000000);
            """);
        var erasure = Town.erasures(db, PausePoint.NONE)
                .execute(other("app.node", "app.leaf"), List.of("3000000000"), Town.OPTIONS, CampaignListener.NONE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
    }

    @Test
    void a_key_that_is_typed_in_another_way_finds_what_was_begun_when_the_row_is_gone(TestDatabase db) {
        db.execute("""
            CREATE TABLE app.meter (id numeric PRIMARY KEY);
            CREATE TABLE app.pulse (id int PRIMARY KEY, meter_id numeric NOT NULL REFERENCES app.meter);
            CREATE INDEX ON app.pulse (meter_id);
            INSERT INTO app.meter VALUES (1.0), (2);
            INSERT INTO app.pulse VALUES (1, 1.00);
            """);
        var meter = other("app.meter", "app.pulse");
        var erasures = Town.erasures(db, PausePoint.NONE);
        assertThatThrownBy(() -> erasures.signedBy(new Broken())
                        .execute(meter, List.of("1"), Town.OPTIONS, CampaignListener.NONE))
                .isInstanceOf(IllegalStateException.class);
        refusedWith("erasure.no-such-row", () -> erasures.begin(meter, List.of("3"), Town.OPTIONS));
        assertThat(erasures.execute(meter, List.of("1.00"), Town.OPTIONS, CampaignListener.NONE))
                .matches(erasure -> erasure.id() == 1 && erasure.state() == ErasureState.SUCCEEDED);
    }

    @Test
    void a_column_of_two_foreign_keys_is_forgotten_once(TestDatabase db) {
        db.execute("""
            CREATE TABLE app.badge (id bigint PRIMARY KEY REFERENCES app.person);
            INSERT INTO app.badge VALUES (471100471), (2);
            ALTER TABLE app.invoice ADD FOREIGN KEY (person_id) REFERENCES app.person;
            ALTER TABLE app.invoice ADD FOREIGN KEY (payer_id) REFERENCES app.badge;
            """);
        var map = Town.MAP.replace(
                "- { table: app.reading }\n", "- { table: app.reading }\n      - { table: app.badge }\n");
        var erasures = Town.erasures(db, PausePoint.NONE);
        var erasure = erasures.execute(Town.person(map), Town.WHO, Town.OPTIONS, CampaignListener.NONE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(erasures.receipt(erasure.id()).orElseThrow().signed().text())
                .contains("\"table\": \"app.invoice\",\n      \"deleted\": 0,\n      \"changes\": 3");
    }

    @Test
    void a_constant_in_a_unique_index_is_refused_unless_the_index_has_an_emptied_column(TestDatabase db) {
        db.execute("CREATE UNIQUE INDEX ON app.invoice (customer, address) WHERE id < 3");
        var erasures = Town.erasures(db, PausePoint.NONE);
        erasures.requireFits(Town.person());
        db.execute("CREATE UNIQUE INDEX ON app.invoice (amount, customer)");
        refused(() -> erasures.requireFits(Town.person()))
                .contains("app.invoice.customer is to be set to a constant, but stands in a unique index over (amount,"
                        + " customer): a second row would be refused.");
    }

    @Test
    void what_goes_is_archived_encrypted_and_the_receipt_names_the_key(TestDatabase db, @TempDir Path folder)
            throws Exception {
        KeyFile.create(folder.resolve("key"));
        var map = Town.MAP + "    archive: { to: \"file:" + folder.resolve("archive") + "\", key-file: "
                + folder.resolve("key") + " }\n";
        var erasures = Town.erasures(db, PausePoint.NONE);
        var erasure = erasures.execute(Town.person(map), Town.WHO, Town.OPTIONS, CampaignListener.NONE);
        assertThat(erasure.state()).as(erasure.reason()).isEqualTo(ErasureState.SUCCEEDED);
        assertThat(Town.rows(db)).containsExactlyElementsOf(Town.AFTER);
        assertThat(erasures.receipt(erasure.id()).orElseThrow().signed().text())
                .containsPattern("\"keyId\": \"[0-9a-f]{8,}\"");
        assertThat(Town.traces(db, Town.KEY, "mia@")).isEmpty();
        refused(() -> Town.person(Town.MAP + "    archive: { to: \"file:/tmp/x\" }\n"))
                .contains("subjects.person.archive needs a key-file");
    }

    @Test
    void an_erasure_waits_for_those_who_must_approve_it(TestDatabase db) {
        var person = Town.person(Town.MAP + "    approvals: 2\n");
        var erasures = Town.erasures(db, PausePoint.NONE);
        var hash = erasures.plan(person, Town.WHO).hash();
        refusedWith("approval.missing", () -> erasures.begin(person, Town.WHO, Town.OPTIONS.ofPlan(hash)));
        refusedWith("plan.other", () -> erasures.approve(person, Town.WHO, "000000000000", BOB));
        erasures.approve(person, Town.WHO, hash, BOB);
        refusedWith("approval.incomplete", () -> erasures.begin(person, Town.WHO, Town.OPTIONS));
        erasures.approve(person, Town.WHO, hash, Act.of("eve", "looked at it"));
        refusedWith("approval.executor-signed", () -> erasures.begin(person, Town.WHO, CampaignOptions.by(BOB)));
        refusedWith("approval.missing", () -> erasures.begin(person, List.of("2"), Town.OPTIONS));
        assertThat(erasures.execute(person, Town.WHO, Town.OPTIONS, CampaignListener.NONE)
                        .state())
                .isEqualTo(ErasureState.SUCCEEDED);
        assertThat(Town.traces(db, Town.KEY)).isEmpty();
    }

    @Test
    void a_receipt_is_signed_and_shows_a_changed_letter(TestDatabase db) throws Exception {
        var keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var erasures = Town.erasures(db, PausePoint.NONE).signedBy(new Signing(keys));
        var erasure = erasures.execute(Town.person(), Town.WHO, Town.OPTIONS, CampaignListener.NONE);
        var document = erasures.receipt(erasure.id()).orElseThrow().document();
        var key = List.of(keys.getPublic());
        assertThat(ErasureReceipt.problems(document, key)).isEmpty();
        assertThat(ErasureReceipt.problems(document.replace("\"deleted\": 3", "\"deleted\": 4"), key))
                .containsExactly(
                        "Its text is not the one that was issued: the digest differs.",
                        "None of the keys has signed it.");
        assertThat(ErasureReceipt.problems(document.substring(0, 40), key))
                .containsExactly("It is no receipt of an erasure, or not all of one.");
        var other = List.of(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
        assertThat(ErasureReceipt.problems(document, other)).containsExactly("None of the keys has signed it.");
    }

    @Test
    void a_reason_may_not_tell_what_the_key_is(TestDatabase db) {
        var telling = CampaignOptions.by(Act.of("ann", "user " + Town.KEY + " wrote"));
        refusedWith(
                "erasure.telling-reason",
                () -> Town.erasures(db, PausePoint.NONE).begin(Town.person(), Town.WHO, telling));
    }

    @Test
    void no_key_is_anything_but_found_or_refused(TestDatabase db) {
        var erasures = Town.erasures(db, PausePoint.NONE);
        for (var key : List.of(
                List.<String>of(),
                List.of(""),
                List.of("x"),
                List.of("1", "2"),
                List.of("' OR true --"),
                List.of("99999999999999999999999"),
                List.of("1e3"),
                List.of("\u0000"),
                List.of("$1; DROP TABLE app.person"))) {
            assertThatThrownBy(() -> erasures.plan(Town.person(), key))
                    .as(key.toString())
                    .isInstanceOf(CoppiceException.class)
                    .extracting(failure -> ((CoppiceException) failure).fault().kind())
                    .isEqualTo(Fault.Kind.USAGE);
        }
        assertThat(erasures.plan(Town.person(), List.of("5")).there()).isFalse();
        assertThat(erasures.plan(Town.person(), List.of(" 2 ")).there()).isTrue();
    }

    private static Subject other(String table, String child) {
        return Town.person("subjects: { person: { table: " + table + ", tables: [{ table: " + child
                + " }], brakes: { oldest-snapshot: off, waiters: false } } }\n");
    }

    private static long hold(TestDatabase db, HoldTarget target) {
        return in(
                db,
                dsl -> Holds.in(dsl).place(HoldRequest.on(target, "test", BOB)).id());
    }

    private static <T> T in(TestDatabase db, Function<DSLContext, T> work) {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES)
                .transactionResult(configuration -> work.apply(configuration.dsl()));
    }

    private static AbstractStringAssert<?> refused(ThrowingCallable call) {
        var failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(CoppiceException.class);
        return assertThat(String.valueOf(failure.getMessage()));
    }

    private static void refusedWith(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(CoppiceException.class)
                .extracting(failure -> ((CoppiceException) failure).code())
                .isEqualTo(code);
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private record Broken() implements ReceiptSigner {
        @Override
        public String keyId() {
            return "broken";
        }

        @Override
        public byte[] sign(byte[] message) {
            throw new IllegalStateException("the key is away");
        }
    }

    private record Signing(KeyPair keys) implements ReceiptSigner {
        @Override
        public String keyId() {
            return "k1";
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(keys.getPrivate());
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
