package dev.coppice.settings.internal.repository;

import static dev.coppice.settings.internal.repository.Shelf.ADAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Ops;
import dev.coppice.ops.PageRequest;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.Rank;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Search;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables in a schema of the user's choice. */
@PostgresTest(PostgresTest.Isolation.DATABASE)
class SchemaInstallTest {
    private static final String AWKWARD = "my \"own\" $body$ settings; coppice.x";

    @Test
    void the_library_works_in_a_schema_whose_name_needs_quoting(TestDatabase db) throws Exception {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA \"my \"\"own\"\" $body$ settings; coppice.x\"");
        }
        SettingsSchema.install(db.dataSource(), AWKWARD);
        SettingsSchema.install(db.dataSource(), AWKWARD);
        var store = Repositories.on(Ops.on(db.dataSource()), AWKWARD, changes -> {});
        store.definitions().create(NewDefinition.named("theme"));
        store.allowList().create(NewEntry.of("theme", "user").rank(Rank.next()));
        var made = store.fragments()
                .upsertEach(List.of(
                        Shelf.fragment("theme", ADAS, "{\"a\":1}"),
                        Shelf.fragment("theme", ADAS, "{\"a\":2}"),
                        Shelf.fragment("theme", Scope.PUBLIC, "{}")));
        assertThat(Shelf.words(made)).containsExactly("INSERTED", "UPDATED", "settings.not-allow-listed");
        assertThat(store.fragments()
                        .search(Search.everything(), PageRequest.first(9))
                        .items())
                .containsExactly(made.get(1).orThrow());
    }

    @Test
    void the_script_names_no_other_schema() {
        var script = SettingsSchema.script("mine");
        assertThat(script)
                .startsWith("-- settings of several scopes.")
                .contains("CREATE TABLE \"mine\".setting_fragment (")
                .contains("'coppice_settings'")
                .doesNotContain("coppice.")
                .doesNotContain("COMMENT ON SCHEMA");
    }

    @Test
    void any_number_may_install_at_once(TestDatabase db) throws Exception {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA mine");
        }
        try (var interleaving = new Interleaving()) {
            var actors = new ArrayList<Actor<Boolean>>();
            for (var number = 0; number < 6; number++) {
                actors.add(interleaving.start("installer " + number, () -> {
                    SettingsSchema.install(db.dataSource(), "mine");
                    return true;
                }));
            }
            for (var actor : actors) {
                assertThat(Shelf.result(actor)).isTrue();
            }
        }
    }

    @Test
    void a_schema_that_is_not_there_is_named(TestDatabase db) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> SettingsSchema.install(db.dataSource(), "nowhere"))
                .withMessage("The tables of settings were not made. There is no schema nowhere. Nothing was changed."
                        + " Create the schema first.")
                .returns("settings.no-schema", CoppiceException::code);
    }

    @Test
    void an_installation_that_fails_leaves_nothing(TestDatabase db) throws Exception {
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA mine; CREATE VIEW mine.setting_fragment AS SELECT 1 AS x");
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> SettingsSchema.install(db.dataSource(), "mine"))
                    .withMessage(
                            "The tables of settings were not made. The database refused it, or could not be reached."
                                    + " Nothing was changed. See the log of the database, and mind that the role must own the"
                                    + " schema.")
                    .returns("settings.install-failed", CoppiceException::code);
            try (var answer = statement.executeQuery("SELECT to_regclass('mine.setting_definition') IS NULL")) {
                answer.next();
                assertThat(answer.getBoolean(1)).isTrue();
            }
        }
    }
}
