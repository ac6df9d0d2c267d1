package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Policy;
import dev.coppice.spring.internal.jobs.ApplicationJobs;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Policies of a Spring Boot application: from its properties, from a file, from its beans. */
@PostgresTest(Isolation.DATABASE)
class PruneAutoConfigurationTest {
    private static final Act ANN = Act.of("ann", "month end");
    private static final String[] SESSIONS = {
        "coppice.prune.enabled=true",
        "coppice.policies.ended-sessions.table=app.session",
        "coppice.policies.ended-sessions.when=state = 'ENDED'",
        "coppice.policies.ended-sessions.age=ended_at",
        "coppice.policies.ended-sessions.keep=90d",
        "coppice.policies.ended-sessions.limits.max-share=100%",
        "coppice.policies.ended-sessions.associations="
    };

    @TempDir
    Path folder;

    private final ApplicationContextRunner runner;

    PruneAutoConfigurationTest(TestDatabase db) {
        runner = Contexts.on(db);
    }

    @BeforeEach
    void create_tables(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.session (id int PRIMARY KEY, state text NOT NULL, ended_at timestamptz);
                INSERT INTO app.session SELECT i, 'ENDED', now() - interval '100 d' FROM generate_series(1, 10) i;
                INSERT INTO app.session VALUES (11, 'ENDED', now()), (12, 'OPEN', now() - interval '100 d');
                CREATE TABLE app.visit (id int PRIMARY KEY, at timestamptz NOT NULL);
                INSERT INTO app.visit VALUES (1, now() - interval '31 d'), (2, now());
                """);
    }

    @Test
    void nothing_is_there_unless_it_is_asked_for() {
        runner.withPropertyValues("coppice.policies.wrong.tabel=x")
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .doesNotHaveBean(Pruning.class)
                        .doesNotHaveBean(ApplicationJobs.class));
    }

    @Test
    void a_policy_of_the_properties_and_one_of_a_bean_are_executed() {
        runner.withPropertyValues(SESSIONS)
                .withBean("anyName", Policy.class, PruneAutoConfigurationTest::oldVisits)
                .run(application -> {
                    var pruning = application.getBean(Pruning.class);
                    assertThat(pruning.policies())
                            .extracting(Policy::name)
                            .containsExactly("ended-sessions", "old-visits");
                    assertThat(pruning.plan("ended-sessions").roots().count()).isEqualTo(10);

                    var done = pruning.prune("ended-sessions", ANN).campaign();
                    pruning.prune("old-visits", ANN);

                    assertThat(done.state()).isEqualTo(CampaignState.SUCCEEDED);
                    assertThat(done.counts().roots()).isEqualTo(10);
                    assertThat(done.requested()).isEqualTo(ANN);
                    assertThat(left(application.getBean(DataSource.class)))
                            .containsExactly("session 11", "session 12", "visit 2");
                });
    }

    @Test
    void a_policy_of_a_file_is_there_and_one_of_the_properties_takes_its_place() throws Exception {
        var yaml = Files.writeString(folder.resolve("coppice.yaml"), """
                target: { url: "jdbc:postgresql://elsewhere/app" }
                policies:
                  ended-sessions: { table: app.session, when: "state = 'ENDED'" }
                  old-visits: { table: app.visit, age: at, keep: 30d }
                """);
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues("coppice.config=" + yaml)
                .run(application -> {
                    var pruning = application.getBean(Pruning.class);
                    assertThat(pruning.policies())
                            .extracting(Policy::name)
                            .containsExactly("ended-sessions", "old-visits");
                    assertThat(pruning.policy("ended-sessions").config().keep()).contains(Duration.ofDays(90));
                });
    }

    @Test
    void a_policy_is_not_executed_inside_of_a_transaction() {
        runner.withPropertyValues(SESSIONS).run(application -> {
            var pruning = application.getBean(Pruning.class);
            var transaction = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> transaction.executeWithoutResult(status -> pruning.prune("ended-sessions", ANN)))
                    .returns("prune.in-transaction", CoppiceException::code);
            assertThat(left(application.getBean(DataSource.class))).hasSize(14);
        });
    }

    @Test
    void a_policy_nobody_declared_is_not_found() {
        runner.withPropertyValues(SESSIONS)
                .run(application -> assertThatExceptionOfType(CoppiceException.class)
                        .isThrownBy(() -> application.getBean(Pruning.class).prune("sessions", ANN))
                        .returns("policy.not-found", CoppiceException::code));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void everything_wrong_with_the_properties_is_told_at_once_with_the_nearest_name() {
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues(
                        "coppice.policies.ended-sessions.kep=1d",
                        "coppice.policies.ended-sessions.schedule=61 * * * *",
                        "coppice.kinds.graph.tabel=app.graph")
                .run(application -> assertThat(told(application))
                        .contains("  coppice.policies.ended-sessions.kep is not a key here; did you mean keep?")
                        .contains("  coppice.policies.ended-sessions.schedule ", "five fields")
                        .contains("  coppice.kinds.graph.tabel is not a key here; did you mean table?")
                        .contains("(config.invalid)"));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void every_policy_that_does_not_fit_the_database_is_told_at_once() {
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues("coppice.policies.nowhere.table=app.nowhere", "coppice.policies.nowhere.when=true")
                .withBean(
                        "one",
                        Policy.class,
                        () -> Policy.of("no-age", "app.session")
                                .olderThan("gone_at", Duration.ofDays(1))
                                .build())
                .withBean(
                        "two",
                        Policy.class,
                        () -> Policy.of("ended-sessions", "app.session")
                                .when("true")
                                .build())
                .run(application -> assertThat(told(application))
                        .contains("There are 3 problems")
                        .contains("app.nowhere")
                        .contains("gone_at")
                        .contains("policy \"ended-sessions\" on app.session has the name of another."));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void a_bean_that_is_no_policy_is_told_as_the_properties_are() {
        runner.withPropertyValues(SESSIONS)
                .withBean(Policy.class, () -> Policy.of("all", "app.session").build())
                .run(application ->
                        assertThat(told(application)).contains("Policy \"all\" was refused.", "when is needed"));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void pruning_without_a_policy_does_not_start() {
        runner.withPropertyValues("coppice.prune.enabled=true")
                .run(application -> assertThat(application).hasFailed());
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void an_unknown_property_stops_the_start() {
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues("coppice.prune.enabeld=true")
                .run(application -> assertThat(application).hasFailed());
    }

    @Test
    void the_schema_is_created_before_policies_are_looked_at(TestDatabase db) {
        db.execute("DROP SCHEMA coppice CASCADE");
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues("coppice.schema.migrate=true")
                .run(application -> assertThat(application).hasNotFailed().hasSingleBean(Pruning.class));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "cancelling refresh")
    void without_the_schema_the_start_says_how_to_get_it(TestDatabase db) {
        db.execute("DROP SCHEMA coppice CASCADE");
        runner.withPropertyValues(SESSIONS)
                .run(application -> assertThat(told(application)).contains("(schema.missing)"));
    }

    @Test
    void a_bean_of_the_application_takes_its_place(TestDatabase db) {
        var own = Pruning.on(db.dataSource(), List.of(oldVisits()));
        runner.withPropertyValues(SESSIONS)
                .withBean(Pruning.class, () -> own)
                .run(application ->
                        assertThat(application).getBean(Pruning.class).isSameAs(own));
    }

    @Test
    void nothing_is_exposed_that_an_application_may_have_of_its_own() {
        runner.withPropertyValues(SESSIONS)
                .withPropertyValues("coppice.jobs.enabled=true", "coppice.schema.migrate=true")
                .run(application -> assertThat(application)
                        .hasSingleBean(ApplicationJobs.class)
                        .doesNotHaveBean(Scheduler.class)
                        .doesNotHaveBean(Class.forName("org.flywaydb.core.Flyway"))
                        .doesNotHaveBean(DSLContext.class)
                        .doesNotHaveBean(Lifecycle.class)
                        .doesNotHaveBean("objectMapper"));
    }

    private static Policy oldVisits() {
        return Policy.of("old-visits", "app.visit")
                .olderThan("at", Duration.ofDays(30))
                .build();
    }

    private static List<String> left(DataSource source) {
        return JdbcClient.create(source)
                .sql(
                        "SELECT 'session ' || id FROM app.session UNION ALL SELECT 'visit ' || id FROM app.visit ORDER BY 1")
                .query(String.class)
                .list();
    }

    /** What Spring Boot prints instead of a stack trace. */
    private static String told(AssertableApplicationContext application) {
        var failure = Objects.requireNonNull(application.getStartupFailure());
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, unable) -> {})
                .stream()
                .filter(CoppiceFailureAnalyzer.class::isInstance)
                .map(analyzer -> analyzer.analyze(failure))
                .map(analysis -> analysis.getDescription() + "\n" + analysis.getAction())
                .findFirst()
                .orElseThrow();
    }
}
