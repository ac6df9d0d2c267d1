package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ACME;
import static dev.coppice.settings.internal.repository.Shelf.ADA;
import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static dev.coppice.settings.internal.repository.Shelf.BOB;
import static dev.coppice.settings.internal.repository.Shelf.BOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.settings.FragmentChange;
import dev.coppice.settings.IdType;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Fragments and those they belong to, and the chain that says where they are found. */
@PostgresTest
class OwnersTest {
    @Test
    void a_fragment_is_written_only_while_its_owner_is_there(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("theme", "user", "domain").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + ADA + "')");
        var answers = shelf.fragments()
                .upsertEach(List.of(
                        Shelf.fragment("theme", ADAS, "{}"),
                        Shelf.fragment("theme", BOBS, "{}"),
                        Shelf.fragment("theme", ACME, "{}")));
        assertThat(Shelf.words(answers)).containsExactly("INSERTED", "settings.owner-not-found", "INSERTED");
        db.execute("DELETE FROM ${schema}.person");
        var change = FragmentChange.of(answers.getFirst().orThrow().id()).rank(Rank.next());
        assertThat(Shelf.words(shelf.fragments().updateEach(List.of(change))))
                .containsExactly("settings.owner-not-found");
        assertThat(shelf.fragments().purgeNamed(ADAS, List.of("theme")))
                .as("what is left can go")
                .hasSize(1);
    }

    @Test
    void everything_an_owner_says_goes_with_him(TestDatabase db) {
        var shelf = Shelf.in(db).allowing("a", "user").allowing("b", "user");
        shelf.fragments()
                .upsertAll(List.of(
                        Shelf.fragment("a", ADAS, "{}"),
                        Shelf.fragment("b", ADAS, "{}"),
                        Shelf.fragment("b", BOBS, "{}")));
        assertThat(shelf.fragments().purgeOwner(ADAS)).isEqualTo(2);
        assertThat(shelf.fragments().purgeOwner(ADAS)).isZero();
        assertThat(shelf.rows("setting_fragment")).isEqualTo(1);
    }

    @Test
    void fragments_without_owner_are_swept_some_at_a_time(TestDatabase db) {
        var shelf = Shelf.in(db)
                .allowing("a", "user", "domain")
                .allowing("b", "user")
                .allowing("c", "user");
        for (var name : List.of("a", "b", "c")) {
            shelf.fragments().upsert(Shelf.fragment(name, ADAS, "{}"));
            shelf.fragments().upsert(Shelf.fragment(name, BOBS, "{}"));
        }
        shelf.fragments().upsert(Shelf.fragment("a", ACME, "{}"));
        assertThat(shelf.fragments().sweepOrphans(100))
                .as("nobody's owners are known")
                .isZero();
        assertThat(shelf.fragments().countOrphans()).isEmpty();
        shelf.owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + BOB + "')");
        assertThat(shelf.fragments().countOrphans()).isEqualTo(Map.of("user", 3));
        assertThat(shelf.fragments().sweepOrphans(2)).isEqualTo(2);
        assertThat(shelf.fragments().sweepOrphans(2)).isEqualTo(1);
        assertThat(shelf.fragments().sweepOrphans(2)).isZero();
        assertThat(shelf.fragments().countOrphans()).isEqualTo(Map.of("user", 0));
        assertThat(shelf.fragments().byNames(BOBS, List.of("a", "b", "c"))).doesNotContain(Optional.empty());
        assertThat(shelf.fragment("a", ACME)).isNotNull();
    }

    @Test
    void who_does_not_see_all_owners_sweeps_nothing(TestDatabase db) throws SQLException {
        var shelf = Shelf.in(db).allowing("theme", "user").owning();
        db.execute("INSERT INTO ${schema}.person VALUES ('" + ADA + "'), ('" + BOB + "')");
        shelf.fragments().upsertAll(List.of(Shelf.fragment("theme", ADAS, "{}"), Shelf.fragment("theme", BOBS, "{}")));
        db.execute("DELETE FROM ${schema}.person WHERE id = '" + BOB + "'");
        var role = new Role(db);
        try {
            db.execute("ALTER TABLE ${schema}.person ENABLE ROW LEVEL SECURITY");
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> role.act(shelf, mine -> mine.fragments().sweepOrphans(9)))
                    .returns("settings.owners-hidden", CoppiceException::code)
                    .returns(Kind.REFUSED, refused -> refused.fault().kind())
                    .withMessage("Fragments without owner were not swept. Row-level security may hide owners of type"
                            + " user from this role. Nothing was changed. Sweep as a role that sees all of them.");
            assertThat(shelf.rows("setting_fragment")).isEqualTo(2);
            var hidden = role.act(
                    shelf,
                    mine -> Shelf.words(mine.fragments().upsertEach(List.of(Shelf.fragment("theme", ADAS, "{}")))));
            assertThat(hidden).as("an owner who is hidden is not found").containsExactly("settings.owner-not-found");
            db.execute("ALTER TABLE ${schema}.person DISABLE ROW LEVEL SECURITY");
            int swept = role.act(shelf, mine -> mine.fragments().sweepOrphans(9));
            assertThat(swept).isEqualTo(1);
            assertThat(shelf.fragment("theme", ADAS)).isNotNull();
        } finally {
            role.drop();
        }
    }

    @Test
    void who_declares_owners_must_be_able_to_lock_them(TestDatabase db) throws SQLException {
        var shelf = Shelf.in(db).allowing("theme", "user");
        var role = new Role(db);
        try {
            db.execute("CREATE TABLE ${schema}.person (id uuid PRIMARY KEY, name text);"
                    + "INSERT INTO ${schema}.person VALUES ('" + ADA + "')");
            lacks("SELECT of id", shelf, role);
            db.execute("GRANT SELECT (id) ON ${schema}.person TO ${schema}_user");
            lacks("UPDATE of any one column", shelf, role);
            db.execute("GRANT UPDATE (name) ON ${schema}.person TO ${schema}_user");
            var words = role.act(shelf, mine -> {
                mine.scopes().declare(persons(db));
                return Shelf.words(mine.fragments().upsertEach(List.of(Shelf.fragment("theme", ADAS, "{}"))));
            });
            assertThat(words).as("these rights are enough").containsExactly("INSERTED");
        } finally {
            role.drop();
        }
    }

    @Test
    void owners_may_have_keys_of_any_sort(TestDatabase db) {
        var shelf = Shelf.in(db);
        db.execute("""
                CREATE TABLE ${schema}.team ("team no" integer PRIMARY KEY);
                CREATE TABLE ${schema}."Site" (host varchar(20) PRIMARY KEY);
                INSERT INTO ${schema}.team VALUES (7);
                INSERT INTO ${schema}."Site" VALUES ('o''hara');
                """);
        shelf.scopes()
                .declare(new ScopeChain(
                        1,
                        List.of(
                                ScopeType.of("site", IdType.TEXT, 2)
                                        .ownedBy(new TableName(db.schema(), "Site"), "host"),
                                ScopeType.of("team", IdType.BIGINT, 3)
                                        .ownedBy(new TableName(db.schema(), "team"), "team no"))));
        shelf.allowing("a", "site", "team");
        assertThat(Shelf.words(shelf.fragments()
                        .upsertEach(List.of(
                                Shelf.fragment("a", Scope.of("team", "007"), "{}"),
                                Shelf.fragment("a", Scope.of("team", "8"), "{}"),
                                Shelf.fragment("a", Scope.of("team", "9000000000"), "{}"),
                                Shelf.fragment("a", Scope.of("site", "o'hara"), "{}"),
                                Shelf.fragment("a", Scope.of("site", "O'Hara"), "{}")))))
                .containsExactly(
                        "INSERTED",
                        "settings.owner-not-found",
                        "settings.owner-not-found",
                        "INSERTED",
                        "settings.owner-not-found");
        assertThat(shelf.fragment("a", Scope.of("team", "7")).scope()).isEqualTo(Scope.of("team", "7"));
        db.execute("DELETE FROM ${schema}.team");
        assertThat(shelf.fragments().sweepOrphans(9)).isEqualTo(1);
    }

    @Test
    void a_chain_is_declared_changed_and_kept(TestDatabase db) {
        var shelf = Shelf.in(db);
        assertThat(shelf.scopes().chain()).isEqualTo(ScopeChain.DEFAULT);
        var longer = new ScopeChain(
                -5,
                List.of(
                        ScopeType.of("user", IdType.UUID, 9),
                        ScopeType.of("organisation", IdType.BIGINT, 7),
                        ScopeType.of("team", IdType.TEXT, 8)));
        shelf.scopes().declare(longer);
        assertThat(shelf.scopes().chain()).isEqualTo(longer);
        var changes = shelf.rows("setting_change");
        shelf.scopes().declare(longer);
        assertThat(shelf.rows("setting_change"))
                .as("the same chain again writes nothing")
                .isEqualTo(changes);
        shelf.definitions().create(NewDefinition.named("a"));
        assertThat(shelf.allowList().create(NewEntry.of("a", "team")).rank()).isEqualTo(8);
        assertThat(shelf.allowList().create(NewEntry.of("a", "public")).rank()).isEqualTo(-5);
        var other = new ScopeChain(1, List.of(ScopeType.of("team", IdType.BIGINT, 8)));
        shelf.scopes().declare(other);
        assertThat(shelf.scopes().chain()).isEqualTo(other);
    }

    private static void lacks(String right, Shelf shelf, Role role) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> role.act(shelf, mine -> {
                    mine.scopes().declare(persons(shelf.db()));
                    return mine;
                }))
                .returns("settings.unknown-owner", CoppiceException::code)
                .withMessage("The chain of scopes was not put in force. The owners of user shall be in "
                        + shelf.db().schema() + ".person, where this role lacks the right " + right
                        + ". The one before it stays. Grant it to every role that writes fragments, for a write locks"
                        + " their owner.");
    }

    private static ScopeChain persons(TestDatabase db) {
        var person = new TableName(db.schema(), "person");
        return new ScopeChain(1, List.of(ScopeType.of("user", IdType.UUID, 2).ownedBy(person, "id")));
    }
}
