package dev.coppice.lifecycle.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.Backup;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hold is placed while the backup it would keep expires. */
@PostgresTest(Isolation.DATABASE)
class BackupExpiryRaceTest {
    private final Estate estate;
    private final Backup backup;

    BackupExpiryRaceTest(TestDatabase db, @TempDir Path folder) {
        estate = Estate.in(db, folder).graph("kg1");
        backup = estate.take("kg1");
    }

    @BeforeEach
    void isOver() {
        estate.bury("kg1");
        estate.db.execute("UPDATE coppice.backup SET expires_at = now()");
    }

    @Test
    void a_hold_that_comes_first_is_waited_for_and_keeps_the_backup(TestDatabase db) throws Exception {
        try (var interleaving = new Interleaving();
                var holding = db.connect()) {
            holding.setAutoCommit(false);
            place(holding);
            var expiry = interleaving.start("expiry", this::expire);
            interleaving.awaitBlockedBy(db.dataSource(), holding);
            holding.commit();
            assertThat(expiry.result()).isZero();
        }
        assertThat(estate.backups().verify(backup.id(), Estate.ACT).ok()).isTrue();
        assertThat(estate.one("SELECT state FROM coppice.resource_state")).isEqualTo("deprovisioned");
    }

    @Test
    void a_hold_that_comes_second_waits_and_finds_the_backup_given_up(TestDatabase db) throws Exception {
        db.execute("""
                CREATE FUNCTION app.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock(7);
                    RETURN new;
                END $$;
                CREATE TRIGGER wait BEFORE UPDATE ON coppice.backup
                    FOR EACH ROW WHEN (new.state = 'expiring') EXECUTE FUNCTION app.wait();
                """);
        try (var interleaving = new Interleaving();
                var gate = db.connect();
                var holding = db.connect()) {
            gate.createStatement().execute("SELECT pg_advisory_lock(7)");
            var expiry = interleaving.start("expiry", this::expire);
            interleaving.awaitBlockedBy(db.dataSource(), gate);
            holding.setAutoCommit(false);
            var hold = interleaving.start("hold", () -> {
                place(holding);
                var seen = estate.backups().find(backup.id()).orElseThrow().state();
                holding.commit();
                return seen;
            });
            interleaving.awaitBlocked(db.dataSource(), holding);
            gate.createStatement().execute("SELECT pg_advisory_unlock(7)");
            assertThat(hold.result()).isIn("expiring", "expired");
            assertThat(expiry.result()).isEqualTo(1);
        }
        assertThat(estate.objects()).isEmpty();
        assertThat(estate.one("SELECT state FROM coppice.resource_state")).isEqualTo("erased");
    }

    private int expire() {
        return estate.backups().expire(Optional.empty(), Estate.ACT);
    }

    private static void place(Connection connection) {
        Holds.in(DSL.using(connection, SQLDialect.POSTGRES))
                .place(HoldRequest.on(HoldTarget.resource("graph", "kg1"), "case 7", Estate.ACT));
    }
}
