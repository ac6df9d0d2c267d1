package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.internal.step.DatabaseStep;
import dev.coppice.lifecycle.internal.step.StepCheck;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.lifecycle.spi.StepOutcome.Done;
import dev.coppice.lifecycle.spi.StepOutcome.Failed;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class DatabaseStepTest {
    @TempDir
    private Path folder;

    private Estate estate;
    private Attempt attempt;
    private DatabaseStep step;

    @BeforeEach
    void database(TestDatabase db) {
        estate = Estate.in(db, folder).configured(config -> new BackupConfig(false, config.to(), config.hosting()));
        var id = "kg" + estate.one("SELECT oid FROM pg_database WHERE datname = current_database()");
        attempt = new Attempt(db.dataSource(), Estate.id(id), Optional.empty());
        step = new DatabaseStep(estate.config(), "coppice_test_{id}");
        db.execute("CREATE DATABASE coppice_test_" + id);
    }

    @Test
    void it_is_dropped_with_its_sessions_and_found_gone_after_it() throws SQLException {
        var address = estate.db
                .url()
                .replaceFirst("/[^/]*$", "/coppice_test_" + attempt.resource().id());
        try (var session = DriverManager.getConnection(address, estate.db.user(), estate.db.password())) {
            assertThat(step.look(attempt))
                    .isInstanceOfSatisfying(
                            Sight.Counted.class,
                            sight -> assertThat(sight.bytes()).isPositive());
            assertThat(step.places(session))
                    .containsEntry(
                            attempt.resource().id(),
                            "coppice_test_" + attempt.resource().id());
            assertThat(step.apply(attempt)).isEqualTo(new Done(1));
            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(step.look(attempt)).isEqualTo(Sight.NOTHING);
        assertThat(step.apply(attempt)).isEqualTo(StepOutcome.ALREADY_DONE);
    }

    @Test
    void a_database_that_is_nobodys_own_is_left() throws SQLException {
        var own = estate.one("SELECT current_database()");
        var cut = own.length() - 1;
        var here = new Attempt(estate.db.dataSource(), Estate.id(own.substring(cut)), Optional.empty());
        var lookAlike = new DatabaseStep(estate.config(), own.substring(0, cut) + "{id}");
        Optional<String> problem = estate.dsl().transactionResult(tx -> StepCheck.problem(tx.dsl(), lookAlike));
        assertThat(problem)
                .hasValueSatisfying(
                        end -> assertThat(end).endsWith(" fits database " + own + ", which is not its own"));
        assertThat(lookAlike.apply(here))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.code()).isEqualTo("database.not-its-own"));
        step.apply(attempt);
    }

    @Test
    void a_kind_that_requires_a_backup_refuses_it() throws SQLException {
        estate.configured(config -> new BackupConfig(true, config.to(), config.hosting()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DatabaseStep(estate.config(), "coppice_test_{id}"))
                .withMessage(
                        "must stand in a kind that does not require a backup: what lies in a database of its own is not backed up");
        step.apply(attempt);
    }
}
