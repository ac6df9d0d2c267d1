package dev.coppice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.TableName;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of the guide on settings: its five stories, run. */
@PostgresTest(Isolation.DATABASE)
class SettingsGuideExampleTest {
    private final TestDatabase db;
    private final Settings settings;

    private final Scope research = Scope.of("domain", "0b9c2c3e-5f0a-4c0e-9a3d-2f6d1c7f0a01");
    private final Scope ann = Scope.of("user", "5e0d8a52-0a5b-4a53-8f5e-7a2b1f3c4d02");
    private final Viewer annInResearch = Viewer.in(research, ann);

    record Theme(String colour, int size) {}

    SettingsGuideExampleTest(TestDatabase db) {
        this.db = db;
        this.settings = Settings.on(db.dataSource());
    }

    @BeforeEach
    void install() {
        db.execute(CoppiceSchema.script());
    }

    @AfterEach
    void close() {
        settings.close();
    }

    @Test
    void a_value_that_is_fixed() {
        settings.definitions().create(NewDefinition.named("upload"));
        settings.allowList().create(NewEntry.of("upload", "public"));
        settings.fragments().create(NewFragment.of("upload", Scope.PUBLIC, Document.parse("{\"largest\": \"10MB\"}")));

        var mine = NewFragment.of("upload", ann, Document.parse("{\"largest\": \"1TB\"}"));
        assertThatExceptionOfType(NotAllowListed.class)
                .isThrownBy(() -> settings.fragments().upsert(mine));
        assertThat(settings.read(annInResearch, "upload")).isEqualTo(Document.parse("{\"largest\": \"10MB\"}"));
    }

    @Test
    void a_default_that_may_be_overridden() {
        themeWithDefault();
        settings.fragments().upsert(NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")));

        var theme = settings.read(annInResearch, "theme").as(Theme.class);
        assertThat(theme).isEqualTo(new Theme("dark", 12));
    }

    @Test
    void a_setting_of_users_alone() {
        settings.definitions().create(NewDefinition.named("shortcuts"));
        settings.allowList().create(NewEntry.of("shortcuts", "user"));
        assertThat(settings.read(annInResearch, "shortcuts")).isEqualTo(Document.EMPTY);

        settings.fragments().upsert(NewFragment.of("shortcuts", ann, Document.parse("{\"save\": \"F2\"}")));
        assertThat(settings.read(annInResearch, "shortcuts")).isEqualTo(Document.parse("{\"save\": \"F2\"}"));
    }

    @Test
    void what_is_shown_before_anybody_has_logged_in() {
        themeWithDefault();
        settings.fragments().upsert(NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")));

        assertThat(settings.read(Viewer.anonymous(), "theme").json()).isEqualTo("{\"size\":12,\"colour\":\"light\"}");
    }

    @Test
    void promoting_and_locking_back() {
        themeWithDefault();
        settings.fragments().upsert(NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")));

        // The house colour shall win over what people have chosen, without touching it.
        var house = settings.fragments()
                .byNames(Scope.PUBLIC, List.of("theme"))
                .getFirst()
                .orElseThrow();
        settings.fragments()
                .update(FragmentChange.of(house.id()).rank(Rank.next()).ifVersion(1));
        assertThat(settings.read(annInResearch, "theme").as(Theme.class)).isEqualTo(new Theme("light", 12));

        // And back again.
        settings.fragments().update(FragmentChange.of(house.id()).rank(Rank.inherited()));
        assertThat(settings.read(annInResearch, "theme").as(Theme.class)).isEqualTo(new Theme("dark", 12));

        // Nobody chooses a colour any more: what they chose goes with the entry.
        var users = settings
                .allowList()
                .search(Search.everything().names(List.of("theme")), dev.coppice.ops.PageRequest.first(10))
                .items()
                .stream()
                .filter(entry -> entry.scopeType().equals("user"))
                .findFirst()
                .orElseThrow();
        settings.allowList().purge(Purge.of(users.id()));
        assertThat(settings.read(annInResearch, "theme").as(Theme.class)).isEqualTo(new Theme("light", 12));
    }

    @Test
    void every_item_of_a_batch_has_its_answer() {
        themeWithDefault();
        var answers = settings.fragments()
                .upsertEach(List.of(
                        NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")),
                        NewFragment.of("theme", research, Document.parse("{\"colour\": \"red\"}")),
                        NewFragment.of("thene", ann, Document.parse("{}"))));
        var codes = answers.stream()
                .map(answer -> switch (answer) {
                    case Answer.Done<Fragment> done -> "stored";
                    case Answer.NotDone<Fragment> not -> not.error().code();
                })
                .toList();
        assertThat(codes).containsExactly("stored", "settings.not-allow-listed", "settings.definition-not-found");
    }

    @Test
    void in_two_lines() {
        themeWithDefault();
        var settings = Settings.on(db.dataSource())
                .start(); // from here on answers are kept in memory, until a commit changes them
        var theme = settings.read(Viewer.in(research, ann), "theme").as(Theme.class);
        settings.close();
        assertThat(theme).isEqualTo(new Theme("light", 12));
    }

    @Test
    void where_each_key_comes_from() {
        themeWithDefault();
        settings.fragments().upsert(NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")));

        var merged = settings.read(annInResearch, List.of("theme")).items().getFirst();
        assertThat(merged.origins())
                .containsExactlyInAnyOrder(new Origin("/size", Scope.PUBLIC, 100), new Origin("/colour", ann, 300));
    }

    @Test
    void in_the_transaction_of_the_caller() throws SQLException {
        themeWithDefault();
        try (var connection = db.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var joined = Settings.joining(connection);
            joined.fragments().upsert(NewFragment.of("theme", ann, Document.parse("{\"colour\": \"dark\"}")));
            connection.commit();
        }
        settings.refresh();
        assertThat(settings.read(annInResearch, "theme").as(Theme.class)).isEqualTo(new Theme("dark", 12));
    }

    @Test
    void a_chain_of_ones_own() {
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.organisation (id bigint PRIMARY KEY);
                CREATE TABLE app.member (id uuid PRIMARY KEY);
                INSERT INTO app.organisation VALUES (7);
                """);
        settings.scopes()
                .declare(new ScopeChain(
                        100,
                        List.of(
                                ScopeType.of("organisation", IdType.BIGINT, 200)
                                        .ownedBy(TableName.parse("app.organisation"), "id"),
                                ScopeType.of("team", IdType.TEXT, 300),
                                ScopeType.of("user", IdType.UUID, 400).ownedBy(TableName.parse("app.member"), "id"))));

        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "organisation"));
        settings.fragments()
                .create(NewFragment.of(
                        "theme", Scope.of("organisation", "7"), Document.parse("{\"colour\": \"red\"}")));
        assertThatExceptionOfType(dev.coppice.ops.CoppiceException.class)
                .isThrownBy(() -> settings.fragments()
                        .create(NewFragment.of("theme", Scope.of("organisation", "8"), Document.EMPTY)))
                .returns("settings.owner-not-found", dev.coppice.ops.CoppiceException::code);
    }

    private void themeWithDefault() {
        settings.definitions().create(NewDefinition.named("theme").schema(Document.parse("""
                {"properties": {"colour": {"enum": ["light", "dark", "red"]}, "size": {"type": "integer"}}}""")));
        settings.allowList().createAll(List.of(NewEntry.of("theme", "public"), NewEntry.of("theme", "user")));
        settings.fragments()
                .create(NewFragment.of("theme", Scope.PUBLIC, Document.parse("{\"colour\": \"light\", \"size\": 12}")));
    }
}
