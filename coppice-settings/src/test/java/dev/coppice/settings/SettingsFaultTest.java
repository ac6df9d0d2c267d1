package dev.coppice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes whose connection is lost at each of their operations in turn, before or after the server ran it. */
@PostgresTest(Isolation.DATABASE)
class SettingsFaultTest {
    private static final ScopeChain TEAMS = new ScopeChain(50, List.of(ScopeType.of("team", IdType.TEXT, 200)));

    private final TestDatabase db;

    SettingsFaultTest(TestDatabase db) {
        this.db = db;
    }

    static Stream<FaultSweep> sweeps() {
        return Stream.of(FaultSweep.forEachOperationLost(), FaultSweep.forEachReplyLost());
    }

    @BeforeEach
    void install() {
        db.execute(CoppiceSchema.script());
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_batch_and_the_list_of_what_it_changed_are_there_together_or_not_at_all(FaultSweep sweep) throws Exception {
        var settings = Settings.on(db.dataSource());
        settings.definitions().create(NewDefinition.named("theme"));
        settings.allowList().create(NewEntry.of("theme", "user"));
        var faults = sweep.run(
                db.dataSource(),
                source -> Settings.builder(source)
                        .ops(Ops.on(source).noRetry())
                        .build()
                        .fragments()
                        .upsertEach(batch()),
                (fault, error) -> {
                    assertThat(count("setting_fragment")).isIn(0L, 2L);
                    assertThat(count("setting_change WHERE scope_type = 'user'"))
                            .isEqualTo(count("setting_fragment"));
                    assertThat(settings.fragments().upsertEach(batch()))
                            .extracting(answer -> answer instanceof Answer.Done<Fragment>)
                            .containsExactly(true, false, true);
                    db.execute("DELETE FROM coppice.setting_fragment; DELETE FROM coppice.setting_change");
                });
        assertThat(faults).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_chain_is_the_old_one_or_the_new_one(FaultSweep sweep) throws Exception {
        var settings = Settings.on(db.dataSource());
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    Settings.builder(source)
                            .ops(Ops.on(source).noRetry())
                            .build()
                            .scopes()
                            .declare(TEAMS);
                },
                (fault, error) -> {
                    assertThat(settings.scopes().chain()).isIn(ScopeChain.DEFAULT, TEAMS);
                    settings.scopes().declare(TEAMS);
                    assertThat(settings.scopes().chain()).isEqualTo(TEAMS);
                    settings.scopes().declare(ScopeChain.DEFAULT);
                });
        assertThat(faults).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void tables_in_a_schema_of_the_users_are_all_there_or_none(FaultSweep sweep) throws Exception {
        db.execute("CREATE SCHEMA preferences");
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    SettingsSchema.install(source, "preferences");
                },
                (fault, error) -> {
                    assertThat(tables()).isIn(0L, 5L);
                    SettingsSchema.install(db.dataSource(), "preferences");
                    assertThat(tables()).isEqualTo(5L);
                    db.execute("DROP SCHEMA preferences CASCADE; CREATE SCHEMA preferences");
                });
        assertThat(faults).isGreaterThan(2);
    }

    private static List<NewFragment> batch() {
        return List.of(fragment("theme", 1), fragment("gone", 1), fragment("theme", 2));
    }

    private static NewFragment fragment(String name, int user) {
        return NewFragment.of(name, Scope.of("user", new java.util.UUID(0, user).toString()), Document.EMPTY);
    }

    private long tables() {
        return number("SELECT count(*) FROM pg_tables WHERE schemaname = 'preferences'");
    }

    private long count(String rows) {
        return number("SELECT count(*) FROM coppice." + rows);
    }

    private long number(String sql) {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (java.sql.SQLException failure) {
            throw new AssertionError(failure);
        }
    }
}
