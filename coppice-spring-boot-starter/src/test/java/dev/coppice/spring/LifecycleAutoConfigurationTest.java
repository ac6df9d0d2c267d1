package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;

/** The lifecycle of resources in a Spring Boot application: kinds from its properties, steps from its beans. */
@PostgresTest(Isolation.DATABASE)
class LifecycleAutoConfigurationTest {
    private static final Act ANN = Act.of("ann", "contract ended");
    private static final String[] KIND = {
        "coppice.lifecycle.enabled=true",
        "coppice.kinds.graph.table=app.graph",
        "coppice.kinds.graph.key=id",
        "coppice.kinds.graph.status=status",
        "coppice.kinds.graph.protected=is_repository",
        "coppice.kinds.graph.steps[0].name=remove-files",
        "coppice.kinds.graph.steps[0].adapter=fileService"
    };

    @TempDir
    Path folder;

    private final ApplicationContextRunner runner;
    private final FileService files = new FileService();

    LifecycleAutoConfigurationTest(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (
                    id text PRIMARY KEY, status text NOT NULL DEFAULT 'active', is_repository boolean NOT NULL DEFAULT false);
                INSERT INTO app.graph VALUES ('g1'), ('g2');
                """);
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CoppiceOpsAutoConfiguration.class,
                        CoppiceLifecycleAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withBean("fileService", Step.class, () -> files)
                .withPropertyValues(
                        "spring.datasource.url=" + db.url(),
                        "spring.datasource.username=" + db.user(),
                        "spring.datasource.password=" + db.password(),
                        "spring.datasource.hikari.maximum-pool-size=3");
    }

    @Test
    void nothing_is_there_unless_it_is_asked_for() {
        runner.run(application -> assertThat(application).doesNotHaveBean(Lifecycle.class));
    }

    @Test
    void a_kind_of_the_properties_is_torn_down_by_a_bean() {
        runner.withPropertyValues(KIND).run(application -> {
            var lifecycle = application.getBean(Lifecycle.class);
            var graph = new ResourceId("graph", "g1");
            lifecycle.resources().suspend(graph, ANN);
            var begun =
                    lifecycle.teardowns().begin(TeardownRequest.of(graph, ANN).keepingNothing());
            assertThat(lifecycle.teardowns().advance(begun.id()).state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(files.left).isZero();
            assertThat(lifecycle.resources().find(graph).orElseThrow().status())
                    .isEqualTo(ResourceStatus.DEPROVISIONED);
            assertThat(lifecycle.certificates().of(graph)).isEmpty();
        });
    }

    @Test
    void a_key_file_signs_and_a_file_and_a_bean_declare_kinds_too() throws Exception {
        var yaml = Files.writeString(
                folder.resolve("coppice.yaml"),
                "kinds: { workspace: { table: app.graph, key: id, status: status, steps: [ { name: files, adapter: fileService } ] } }");
        SigningKeyFile.create(folder.resolve("key.pem"));
        runner.withPropertyValues(
                        "coppice.lifecycle.enabled=true",
                        "coppice.config=" + yaml,
                        "coppice.lifecycle.key-file=" + folder.resolve("key.pem"))
                .run(application -> {
                    var lifecycle = application.getBean(Lifecycle.class);
                    var workspace = new ResourceId("workspace", "g2");
                    var begun = lifecycle
                            .teardowns()
                            .begin(TeardownRequest.of(workspace, ANN).keepingNothing());
                    lifecycle.teardowns().advance(begun.id());
                    assertThat(lifecycle.certificates().of(workspace)).hasSize(1);
                });
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "coppice.*")
    void what_is_wrong_with_a_kind_is_told_by_the_reader_of_coppice_yaml() {
        runner.withPropertyValues(KIND)
                .withPropertyValues("coppice.kinds.graph.tabel=app.graph")
                .run(application ->
                        assertThat(application).getFailure().rootCause().hasMessageContaining("kinds.graph.tabel"));
    }

    private static final class FileService implements Step {
        private int left = 3;

        @Override
        public Sight look(StepContext context) {
            return new Sight.Counted(left, 0);
        }

        @Override
        public StepOutcome apply(StepContext context) {
            var removed = left;
            left = 0;
            return new StepOutcome.Done(removed);
        }

        @Override
        public String method() {
            return "a call to the service of files";
        }
    }
}
