package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.settings.SettingsSchema;
import dev.coppice.settings.Viewer;
import dev.coppice.settings.client.SettingsClient;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Settings in a Spring Boot application, on a pool of three connections: one watches, one has the transaction, one reads. */
@PostgresTest(Isolation.DATABASE)
class SettingsAutoConfigurationTest {
    private static final Document LIGHT = Document.parse("{\"colour\":\"light\"}");
    private static final Document DARK = Document.parse("{\"colour\":\"dark\"}");

    private final ApplicationContextRunner runner;

    SettingsAutoConfigurationTest(TestDatabase db) {
        db.execute("CREATE SCHEMA preferences; " + SettingsSchema.script("preferences"));
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CoppiceOpsAutoConfiguration.class,
                        CoppiceSettingsAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues(
                        "coppice.settings.schema=preferences",
                        "spring.datasource.url=" + db.url(),
                        "spring.datasource.username=" + db.user(),
                        "spring.datasource.password=" + db.password(),
                        "spring.datasource.hikari.maximum-pool-size=3",
                        "spring.datasource.hikari.connection-timeout=20000");
    }

    @Test
    void nothing_is_there_unless_it_is_asked_for() {
        runner.run(application ->
                assertThat(application).doesNotHaveBean(Settings.class).doesNotHaveBean(SettingsClient.class));
    }

    @Test
    void a_write_joins_the_transaction_and_is_seen_once_it_has_committed() {
        withTheme((application, settings) -> {
            assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(LIGHT);
            in(application, status -> {
                settings.fragments().upsert(NewFragment.of("theme", Scope.PUBLIC, DARK));
                assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(LIGHT);
            });
            assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(DARK);
        });
    }

    @Test
    void a_write_that_is_rolled_back_leaves_nothing() {
        withTheme((application, settings) -> {
            in(application, status -> {
                settings.fragments().upsert(NewFragment.of("theme", Scope.PUBLIC, DARK));
                status.setRollbackOnly();
            });
            assertThat(settings.read(Viewer.anonymous(), "theme")).isEqualTo(LIGHT);
        });
    }

    @Test
    void a_json_schema_is_asked_with_the_jackson_of_spring_boot() {
        runner.withPropertyValues("coppice.settings.enabled=true").run(application -> {
            var settings = application.getBean(Settings.class);
            settings.definitions()
                    .create(NewDefinition.named("size")
                            .schema(Document.parse("{\"properties\":{\"size\":{\"type\":\"integer\"}}}")));
            settings.allowList().create(NewEntry.of("size", "public"));
            var wrong = NewFragment.of("size", Scope.PUBLIC, Document.parse("{\"size\":\"big\"}"));
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> settings.fragments().create(wrong))
                    .returns("settings.schema-mismatch", CoppiceException::code);
        });
    }

    @Test
    void a_client_is_made_for_the_server_that_is_named() {
        runner.withPropertyValues(
                        "coppice.settings.client.url=http://127.0.0.1:1", "coppice.settings.client.token=cop_x")
                .run(application -> assertThat(application)
                        .hasSingleBean(SettingsClient.class)
                        .doesNotHaveBean(Settings.class));
    }

    @Test
    void the_token_shows_in_no_text() {
        runner.withPropertyValues(
                        "coppice.settings.client.url=http://127.0.0.1:1", "coppice.settings.client.token=cop_x")
                .run(application -> assertThat(
                                application.getBean(SettingsProperties.class).toString())
                        .contains("http://127.0.0.1:1")
                        .doesNotContain("cop_x"));
    }

    private interface Story {
        void tell(ApplicationContext application, Settings settings);
    }

    private void withTheme(Story story) {
        runner.withPropertyValues("coppice.settings.enabled=true").run(application -> {
            var settings = application.getBean(Settings.class);
            settings.definitions().create(NewDefinition.named("theme"));
            settings.allowList().create(NewEntry.of("theme", "public"));
            settings.fragments().create(NewFragment.of("theme", Scope.PUBLIC, LIGHT));
            story.tell(application, settings);
        });
    }

    private static void in(
            ApplicationContext application, Consumer<org.springframework.transaction.TransactionStatus> work) {
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class)).executeWithoutResult(work);
    }
}
