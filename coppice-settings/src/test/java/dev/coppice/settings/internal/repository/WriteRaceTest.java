package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADA;
import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.EntryChange;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Purge;
import dev.coppice.settings.Rank;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.settings.SettingsStore;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two writers at once, forced into one order: the first holds its locks when the second begins, and the second waits. */
@PostgresTest
class WriteRaceTest {
    @Test
    void who_writes_after_an_entry_was_purged_is_refused(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user").allowing("tips", "user");
        shelf.fragments().create(Shelf.fragment("theme", BOBS, "{}"));
        var entry = Purge.of(shelf.entry("theme", "user").id());
        var late = after(
                shelf,
                first -> first.allowList().purge(entry),
                () -> Shelf.words(shelf.fragments()
                        .upsertEach(List.of(
                                Shelf.fragment("tips", ADAS, "{}"),
                                Shelf.fragment("theme", ADAS, "{}"),
                                Shelf.fragment("theme", BOBS, "{\"n\":2}")))));
        assertThat(late).containsExactly("INSERTED", "settings.not-allow-listed", "settings.not-allow-listed");
        assertThat(shelf.rows("setting_fragment")).isEqualTo(1);
    }

    @Test
    void who_changes_a_fragment_after_its_entry_was_purged_does_not_find_it(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var made = shelf.fragments().create(Shelf.fragment("theme", BOBS, "{}"));
        var entry = Purge.of(shelf.entry("theme", "user").id());
        var late = after(
                shelf,
                first -> first.allowList().purge(entry),
                () -> Shelf.words(shelf.fragments()
                        .updateEach(List.of(FragmentChange.of(made.id()).rank(Rank.exactly(1))))));
        assertThat(late).containsExactly("settings.fragment-not-found");
    }

    @Test
    void an_entry_purged_after_a_write_takes_what_was_written(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var entry = Purge.of(shelf.entry("theme", "user").id());
        after(
                shelf,
                first -> first.fragments()
                        .upsertAll(List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("theme", BOBS, "{}"))),
                () -> shelf.allowList().purge(entry));
        assertThat(shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void who_writes_after_a_definition_was_purged_is_refused(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        shelf.fragments().create(Shelf.fragment("theme", BOBS, "{}"));
        var definition = Purge.of(shelf.definition("theme").id());
        var late = after(
                shelf,
                first -> first.definitions().purge(definition),
                () -> Shelf.words(shelf.fragments()
                        .upsertEach(
                                List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("theme", BOBS, "{}")))));
        assertThat(late).containsExactly("settings.definition-not-found", "settings.definition-not-found");
        assertThat(shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void a_definition_purged_after_a_write_takes_what_was_written(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var definition = Purge.of(shelf.definition("theme").id());
        after(
                shelf,
                first -> first.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")),
                () -> shelf.definitions().purge(definition));
        assertThat(shelf.rows("setting_entry") + shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void an_entry_of_a_definition_that_goes_is_refused(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme");
        var definition = Purge.of(shelf.definition("theme").id());
        var late = after(
                shelf,
                first -> first.definitions().purge(definition),
                () -> Shelf.words(shelf.allowList().createEach(List.of(NewEntry.of("theme", "user")))));
        assertThat(late).containsExactly("settings.definition-not-found");
    }

    @Test
    void who_writes_after_the_owner_was_deleted_is_refused(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + ADA + "')");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        try (var deleting = db.connect();
                var interleaving = new Interleaving()) {
            deleting.setAutoCommit(false);
            deleteAda(shelf, deleting);
            var late = interleaving.start(
                    "writer",
                    () -> Shelf.words(
                            shelf.fragments().upsertEach(List.of(Shelf.fragment("theme", ADAS, "{\"late\":true}")))));
            interleaving.awaitBlockedBy(db.dataSource(), deleting);
            assertThat(shelf.joining(deleting).fragments().purgeOwner(ADAS)).isEqualTo(1);
            deleting.commit();
            assertThat(Shelf.result(late)).containsExactly("settings.owner-not-found");
        }
        assertThat(shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void an_owner_deleted_after_a_write_takes_what_was_written(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + ADA + "')");
        var gone = after(shelf, first -> first.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")), () -> {
            try (var deleting = db.connect()) {
                deleting.setAutoCommit(false);
                deleteAda(shelf, deleting);
                var fragments = shelf.joining(deleting).fragments().purgeOwner(ADAS);
                deleting.commit();
                return fragments;
            }
        });
        assertThat(gone).isEqualTo(1);
        assertThat(shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void a_sweep_leaves_what_an_owner_who_comes_back_is_writing(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user").allowing("tips", "user");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        shelf.fragments().create(Shelf.fragment("tips", ADAS, "{}"));
        shelf.owning();
        try (var coming = db.connect();
                var statement = coming.createStatement()) {
            coming.setAutoCommit(false);
            statement.execute("INSERT INTO " + db.schema() + ".person VALUES ('" + ADA + "')");
            shelf.joining(coming).fragments().upsert(Shelf.fragment("theme", ADAS, "{\"back\":true}"));
            assertThat(shelf.fragments().sweepOrphans(10)).isEqualTo(1);
            coming.commit();
        }
        assertThat(shelf.fragment("theme", ADAS).stamp().version()).isEqualTo(2);
        assertThat(shelf.fragments().sweepOrphans(10)).isZero();
    }

    @Test
    void a_sweep_waits_for_a_chain_that_moves_the_owners(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + ADA + "')");
        shelf.fragments().create(Shelf.fragment("theme", ADAS, "{}"));
        db.execute("CREATE TABLE ${schema}.member AS TABLE ${schema}.person; DELETE FROM ${schema}.person");
        var member = new TableName(db.schema(), "member");
        var moved = new ScopeChain(
                100, List.of(ScopeType.of("user", IdType.UUID, 300).ownedBy(member, "id")));
        var swept = after(
                shelf,
                first -> first.scopes().declare(moved),
                () -> shelf.fragments().sweepOrphans(10));
        assertThat(swept).isZero();
    }

    @Test
    void two_who_sweep_at_once_take_different_fragments(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("a", "user").allowing("b", "user").allowing("c", "user");
        for (var name : List.of("a", "b", "c")) {
            shelf.fragments().create(Shelf.fragment(name, ADAS, "{}"));
        }
        shelf.owning();
        try (var first = db.connect()) {
            first.setAutoCommit(false);
            assertThat(shelf.joining(first).fragments().sweepOrphans(2)).isEqualTo(2);
            assertThat(shelf.fragments().sweepOrphans(2)).isEqualTo(1);
            first.commit();
        }
        assertThat(shelf.rows("setting_fragment")).isZero();
    }

    @Test
    void two_administrators_who_rank_a_setting_anew_do_so_one_after_the_other(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "public", "user");
        var open = shelf.entry("theme", "public").id();
        var user = shelf.entry("theme", "user").id();
        var second = after(
                shelf,
                first -> assertThat(first.allowList()
                                .update(EntryChange.rank(open, Rank.next()))
                                .rank())
                        .isEqualTo(400),
                () -> shelf.allowList().update(EntryChange.rank(user, Rank.next())));
        assertThat(second.rank()).isEqualTo(500);
    }

    @Test
    void a_fragment_ranked_after_an_entry_sees_its_rank(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "public", "user");
        var open = shelf.entry("theme", "public").id();
        var second = after(
                shelf,
                first -> first.allowList().update(EntryChange.rank(open, Rank.exactly(7_000))),
                () -> shelf.fragments()
                        .upsert(Shelf.fragment("theme", ADAS, "{}").rank(Rank.next())));
        assertThat(second.ownRank()).hasValue(7_100);
    }

    @Test
    void who_makes_what_another_has_just_made_is_told_and_his_other_items_are_made(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db);
        var late = after(
                shelf,
                first -> first.definitions().create(NewDefinition.named("c")),
                () -> Shelf.words(shelf.definitions()
                        .createEach(List.of("a", "b", "c", "d", "e").stream()
                                .map(NewDefinition::named)
                                .toList())));
        assertThat(late).containsExactly("INSERTED", "INSERTED", "settings.duplicate", "INSERTED", "INSERTED");
    }

    @Test
    void a_fragment_made_by_two_at_once_is_made_and_changed(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var second = after(
                shelf,
                first -> first.fragments().upsert(Shelf.fragment("theme", ADAS, "{\"n\":1}")),
                () -> Shelf.words(shelf.fragments()
                        .upsertEach(List.of(
                                Shelf.fragment("theme", ADAS, "{\"n\":2}"),
                                Shelf.fragment("theme", ADAS, "{\"n\":3}").ifVersion(1)))));
        assertThat(second)
                .as("the first item made the second version, so the guard of the second is stale")
                .containsExactly("UPDATED", "settings.stale-version");
        assertThat(shelf.fragment("theme", ADAS).stamp().version()).isEqualTo(2);
    }

    @Test
    void a_chain_is_not_put_in_force_behind_the_back_of_a_writer(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var other = new ScopeChain(100, List.of(ScopeType.of("user", IdType.TEXT, 300)));
        var late = after(shelf, first -> first.fragments().upsert(Shelf.fragment("theme", ADAS, "{}")), () -> {
            var refused = catchThrowableOfType(
                    CoppiceException.class, () -> shelf.scopes().declare(other));
            return refused.code();
        });
        assertThat(late).isEqualTo("settings.scope-in-use");
    }

    @Test
    void who_writes_after_a_chain_was_put_in_force_keeps_to_it(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var other = new ScopeChain(100, List.of(ScopeType.of("user", IdType.BIGINT, 300)));
        var late = after(
                shelf,
                first -> first.scopes().declare(other),
                () -> Shelf.words(shelf.fragments().upsertEach(List.of(Shelf.fragment("theme", ADAS, "{}")))));
        assertThat(late).containsExactly("settings.bad-scope-id");
    }

    @Test
    void two_who_declare_the_same_chain_at_once_both_succeed(TestDatabase db) throws Exception {
        var shelf = Shelf.in(db);
        var chain = new ScopeChain(
                1, List.of(ScopeType.of("user", IdType.UUID, 2), ScopeType.of("team", IdType.BIGINT, 3)));
        after(shelf, first -> first.scopes().declare(chain), () -> {
            shelf.scopes().declare(chain);
            return true;
        });
        assertThat(shelf.scopes().chain()).isEqualTo(chain);
    }

    /** Does one write and holds it, begins a second that must wait for it, and commits the first. */
    private static <T> T after(Shelf shelf, Consumer<SettingsStore> first, Callable<T> second) throws Exception {
        try (var holding = shelf.db().connect();
                var interleaving = new Interleaving()) {
            holding.setAutoCommit(false);
            first.accept(shelf.joining(holding));
            var waiting = interleaving.start("second", second);
            interleaving.awaitBlockedBy(shelf.db().dataSource(), holding);
            holding.commit();
            return Shelf.result(waiting);
        }
    }

    private static void deleteAda(Shelf shelf, Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + shelf.db().schema() + ".person WHERE id = '" + ADA + "'");
        }
    }
}
