package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.ErasureReceipt;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Subjects that a Spring Boot application erases: from its properties and from its beans. */
@PostgresTest(Isolation.DATABASE)
class EraseAutoConfigurationTest {
    private static final Act ANN = Act.of("ann", "request 118");
    private static final String[] PERSON = {
        "coppice.erase.enabled=true",
        "coppice.subjects.person.table=app.person",
        "coppice.subjects.person.tables[0].table=app.login",
        "coppice.subjects.person.tables[1].table=app.invoice",
        "coppice.subjects.person.tables[1].action=nullify",
        "coppice.subjects.person.tables[1].set.customer=erased",
        "coppice.subjects.person.tables[1].clear[0]=address",
        "coppice.subjects.person.brakes.oldest-snapshot=off"
    };

    @TempDir
    Path folder;

    private final ApplicationContextRunner runner;

    EraseAutoConfigurationTest(TestDatabase db) {
        runner = Contexts.on(db);
    }

    @BeforeEach
    void create_tables(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.person (id bigint PRIMARY KEY);
                CREATE TABLE app.login (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES app.person);
                CREATE TABLE app.invoice (
                    id int PRIMARY KEY, person_id bigint REFERENCES app.person, customer text, address text
                );
                CREATE TABLE app.device (id int PRIMARY KEY);
                CREATE INDEX ON app.login (person_id);
                CREATE INDEX ON app.invoice (person_id);
                INSERT INTO app.person VALUES (471100471), (2);
                INSERT INTO app.login VALUES (1, 471100471), (2, 2);
                INSERT INTO app.invoice VALUES (1, 471100471, 'Mia', 'Hill 1');
                INSERT INTO app.device VALUES (7);
                """);
    }

    @Test
    void nothing_is_there_unless_it_is_asked_for() {
        runner.withPropertyValues("coppice.subjects.wrong.tabel=x")
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .doesNotHaveBean(Erasing.class)
                        .doesNotHaveBean(Erasures.class));
    }

    @Test
    void a_subject_of_the_properties_and_one_of_a_bean_are_erased_and_the_receipt_is_signed() throws Exception {
        var key = SigningKeyFile.create(folder.resolve("signing"));
        runner.withPropertyValues(PERSON)
                .withPropertyValues("coppice.erase.key-file=" + folder.resolve("signing"))
                .withBean(Subject.class, EraseAutoConfigurationTest::device)
                .run(application -> {
                    var erasing = application.getBean(Erasing.class);
                    assertThat(erasing.subjects()).extracting(Subject::name).containsExactly("person", "device");
                    erasing.requireFits();
                    assertThat(erasing.plan("person", List.of("471100471")).there())
                            .isTrue();

                    var done = erasing.erase("person", List.of("471100471"), ANN);

                    assertThat(done.state()).as(done.reason()).isEqualTo(ErasureState.SUCCEEDED);
                    assertThat(erasing.erase("device", List.of("7"), ANN).state())
                            .isEqualTo(ErasureState.SUCCEEDED);
                    var receipt = application
                            .getBean(Erasures.class)
                            .receipt(done.id())
                            .orElseThrow();
                    assertThat(ErasureReceipt.problems(receipt.document(), List.of(key.publicKey())))
                            .isEmpty();
                    assertThat(left(application.getBean(DataSource.class)))
                            .containsExactly("invoice (1,,erased,)", "login (2,2)", "person (2)");
                });
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "Error creating bean with name 'coppiceErasing'")
    void what_cannot_be_is_told() {
        runner.withPropertyValues(PERSON).run(application -> {
            var erasing = application.getBean(Erasing.class);
            refused("subject.not-found", () -> erasing.plan("nobody", List.of("1")));
            var transactions = new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
            refused(
                    "prune.in-transaction",
                    () -> transactions.executeWithoutResult(status -> erasing.erase("person", List.of("2"), ANN)));
            JdbcClient.create(application.getBean(DataSource.class))
                    .sql("CREATE TABLE app.note (person_id bigint REFERENCES app.person)")
                    .update();
            refused("subject.misfit", erasing::requireFits);
        });
        runner.withPropertyValues("coppice.erase.enabled=true")
                .run(application ->
                        assertThat(application).getFailure().rootCause().hasMessage("no subject is declared"));
        runner.withPropertyValues(PERSON)
                .withPropertyValues("coppice.subjects.person.tables[0].action=keep")
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("coppice.subjects.person.tables[0].reason"));
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "Error creating bean with name 'coppiceErasures'")
    void what_signs_receipts_is_one() throws Exception {
        var key = SigningKeyFile.create(folder.resolve("signing"));
        var signed = runner.withPropertyValues(PERSON)
                .withBean("first", ReceiptSigner.class, () -> ReceiptSigner.of(key.publicKey(), key::sign));
        signed.run(application -> assertThat(application).hasNotFailed());
        signed.withBean("second", ReceiptSigner.class, () -> ReceiptSigner.of(key.publicKey(), key::sign))
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(NoUniqueBeanDefinitionException.class));
        signed.withPropertyValues("coppice.erase.key-file=" + folder.resolve("signing"))
                .run(application -> assertThat(application)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("and by coppice.erase.key-file"));
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static Subject device() {
        var config = new CoppiceYaml(List.of(SubjectConfig.SECTION))
                .parse("coppice.yaml", "subjects: { device: { table: app.device, brakes: { oldest-snapshot: off } } }")
                .all(SubjectConfig.SECTION)
                .get("device");
        return new Subject("device", Objects.requireNonNull(config));
    }

    private static List<String> left(DataSource source) {
        return JdbcClient.create(source).sql("""
                        SELECT line FROM (
                            SELECT 'person ' || (p.*)::text AS line FROM app.person AS p
                            UNION ALL SELECT 'login ' || (l.*)::text FROM app.login AS l
                            UNION ALL SELECT 'invoice ' || (i.*)::text FROM app.invoice AS i
                            UNION ALL SELECT 'device ' || (d.*)::text FROM app.device AS d
                        ) AS town
                        ORDER BY line
                        """).query(String.class).list();
    }
}
