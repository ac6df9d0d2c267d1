package dev.coppice.lifecycle.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Burials;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.Resurrection;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest.Cause;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(Isolation.DATABASE)
class StoredCertificatesTest {
    private static final ResourceId G1 = new ResourceId(GraveYard.KIND, "g1");

    @TempDir
    Path folder;

    private GraveYard yard;

    @BeforeEach
    void open(TestDatabase db) throws Exception {
        yard = new GraveYard(db, folder);
    }

    @Test
    void each_certificate_names_the_digest_of_the_one_before(TestDatabase db) {
        yard.bury("g1");
        yard.bury("g2");
        assertThat(yard.list("SELECT previous_sha256 IS NOT DISTINCT FROM"
                        + " lag(sha256) OVER (ORDER BY id) FROM coppice.certificate"))
                .containsExactly("t", "t");
        var second =
                yard.certificates().of(new ResourceId(GraveYard.KIND, "g2")).getFirst();
        assertThat(CertificateVerifier.verify(second.document(), yard.key.publicKey())
                        .genuine())
                .isTrue();
    }

    @Test
    void all_certificates_are_listed_newest_first_page_by_page() {
        List.of("g1", "g2", "g3").forEach(yard::bury);
        var first = yard.certificates().list(OptionalLong.empty(), 2);
        assertThat(first.items()).extracting(each -> each.resource().id()).containsExactly("g3", "g2");
        var second = yard.certificates()
                .list(OptionalLong.of(Long.parseLong(first.next().orElseThrow())), 2);
        assertThat(second.items()).extracting(each -> each.resource().id()).containsExactly("g1");
        assertThat(second.next()).isEmpty();
        assertThatThrownBy(() -> yard.certificates().list(OptionalLong.empty(), 0))
                .hasMessage("limit must be 1 to 1000, was: 0");
    }

    @Test
    void certificates_issued_at_once_form_one_chain(TestDatabase db) throws Exception {
        var start = new CyclicBarrier(4);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var burials = IntStream.range(0, 4)
                    .<Callable<Long>>mapToObj(n -> () -> {
                        start.await();
                        return yard.bury("g" + n);
                    })
                    .toList();
            for (var burial : threads.invokeAll(burials)) {
                burial.get();
            }
        }
        assertThat(yard.list("SELECT count(*), count(DISTINCT coalesce(previous_sha256, '')) FROM coppice.certificate"))
                .containsExactly("4|4");
    }

    @Test
    void a_certificate_cannot_be_changed_or_removed(TestDatabase db) {
        yard.bury("g1");
        assertThatThrownBy(() -> db.execute("UPDATE coppice.certificate SET body = '{}'"))
                .hasMessageContaining("coppice.certificate is append-only: UPDATE is refused");
        assertThatThrownBy(() -> db.execute("DELETE FROM coppice.certificate_probe; DELETE FROM coppice.certificate"))
                .hasMessageContaining("coppice.certificate is append-only: DELETE is refused");
        for (var table : List.of("certificate, coppice.certificate_probe", "operation CASCADE")) {
            assertThatThrownBy(() -> db.execute("TRUNCATE coppice." + table))
                    .hasMessageContaining("coppice.certificate is append-only: TRUNCATE is refused");
        }
    }

    @Test
    void looks_are_due_after_an_hour_a_day_and_thirty_days() {
        yard.bury("g1");
        var certificate = yard.certificates().of(G1).getFirst();
        assertThat(certificate.probes())
                .extracting(probe -> Duration.between(certificate.issuedAt(), probe.dueAt()))
                .containsExactly(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30));
        assertThat(yard.certificates().probe()).isZero();
    }

    @Test
    void a_later_look_that_sees_nothing_is_signed_too() {
        yard.bury("g1");
        yard.allLooksAreDue();
        assertThat(yard.certificates().probe()).isEqualTo(3);
        var certificate = yard.certificates().of(G1).getFirst();
        assertThat(certificate.probes()).extracting(Certificate.Probe::clean).containsOnly(Optional.of(true));
        var check = CertificateVerifier.verify(certificate.document(), yard.key.publicKey());
        assertThat(check.genuine()).isTrue();
        assertThat(check.revoked()).isFalse();
        assertThat(yard.certificates().check(certificate.operation())).contains(check);
        assertThat(yard.certificates().check(certificate.operation() + 1)).isEmpty();
        assertThat(yard.begun).isEmpty();
    }

    @Test
    void a_later_look_that_finds_data_revokes_and_begins_the_disposal(TestDatabase db) {
        var operation = yard.bury("g1");
        db.execute("INSERT INTO app.file VALUES ('g1'), ('g1'), ('neighbour')");
        yard.allLooksAreDue();
        assertThat(yard.certificates().probe()).isEqualTo(1);
        var certificate = yard.certificates().ofOperation(operation).orElseThrow();
        assertThat(certificate.revokedReason()).contains("A later look found files: 2.");
        assertThat(CertificateVerifier.verify(certificate.document(), yard.key.publicKey())
                        .revoked())
                .isTrue();
        assertThat(yard.begun).containsExactly(G1);
        assertThat(yard.causes).containsExactly(Cause.FOUND);
        assertThat(yard.list("SELECT action, subject FROM coppice.audit"))
                .containsExactly("certificate.revoked|graph g1");
        assertThat(yard.list("SELECT topic FROM coppice.notification")).containsExactly("certificate.revoked");
        assertThat(yard.certificates().probe()).isZero();
        assertThat(yard.begun).hasSize(1);
    }

    @Test
    void a_crash_between_revocation_and_disposal_is_made_up_for(TestDatabase db) {
        yard.bury("g1");
        db.execute("UPDATE coppice.certificate SET revoked_at = now(), revoked_reason = 'found'");
        yard.certificates().probe();
        assertThat(yard.begun).containsExactly(G1);
    }

    @Test
    void a_disposal_that_was_called_off_is_none(TestDatabase db) {
        yard.bury("g1");
        db.execute("UPDATE coppice.certificate SET revoked_at = now(), revoked_reason = 'found'");
        yard.certificates().probe();
        db.execute("UPDATE coppice.operation SET state = 'cancelled', next_try_at = NULL, finished_at = now(),"
                + " ended_by = 'bob', ended_reason = 'a hold' WHERE state = 'running'");
        db.execute("UPDATE coppice.operation SET epoch = 3 WHERE epoch = 2");
        yard.certificates().probe();
        assertThat(yard.begun).containsExactly(G1, G1);
    }

    @Test
    void what_a_restore_under_way_has_brought_back_revokes_nothing(TestDatabase db) throws Exception {
        yard.bury("g1");
        db.execute("INSERT INTO app.file VALUES ('g1')");
        yard.allLooksAreDue();
        try (var restore = db.connect();
                var statement = restore.createStatement()) {
            restore.setAutoCommit(false);
            statement.execute("SELECT FROM app.graph WHERE id = 'g1' FOR NO KEY UPDATE");
            assertThat(yard.certificates().probe()).isZero();
            restore.rollback();
        }
        db.execute("UPDATE app.graph SET status = 'active'");
        yard.allLooksAreDue();
        assertThat(yard.certificates().probe()).as("its row has it as living").isZero();
        assertThat(yard.begun).isEmpty();
        assertThat(yard.certificates().of(G1).getFirst().revokedAt()).isEmpty();
        db.execute("UPDATE app.graph SET status = 'deprovisioned'");
        yard.allLooksAreDue();
        assertThat(yard.certificates().probe()).isEqualTo(1);
        assertThat(yard.begun).containsExactly(G1);
    }

    @Test
    void a_lifted_tombstone_counts_for_nothing_while_the_store_still_has_it(TestDatabase db) {
        yard.bury("g1");
        yard.certificates().probe();
        assertThat(yard.tombstones()).hasSize(1);
        yard.lift("g1");
        assertThat(yard.tombstones()).as("killed before it was taken out").hasSize(1);
        assertThat(yard.certificates().resurrections().items()).isEmpty();
        assertThat(yard.certificates().buryAgain(Act.of("ann", "looking")).begun())
                .isEmpty();
        yard.certificates().probe();
        assertThat(yard.tombstones()).isEmpty();
        assertThat(yard.certificates().resurrections().items()).isEmpty();
    }

    @Test
    void a_tombstone_is_not_stored_while_a_restore_lifts_it(TestDatabase db) throws Exception {
        yard.bury("g1");
        try (var restore = db.connect();
                var statement = restore.createStatement()) {
            restore.setAutoCommit(false);
            statement.execute("UPDATE coppice.tombstone SET lifted_at = now(), stored_at = now()");
            yard.certificates().probe();
            assertThat(yard.tombstones()).isEmpty();
            restore.commit();
        }
        yard.certificates().probe();
        assertThat(yard.tombstones()).isEmpty();
    }

    @Test
    void a_tombstone_that_is_being_stored_while_a_restore_lifts_it_is_taken_out_again(TestDatabase db)
            throws Exception {
        yard.bury("g1");
        db.execute("""
                CREATE FUNCTION app.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock(7);
                    RETURN new;
                END $$;
                CREATE TRIGGER wait BEFORE UPDATE ON coppice.tombstone
                    FOR EACH ROW WHEN (new.lifted_at IS NULL) EXECUTE FUNCTION app.wait();
                """);
        try (var interleaving = new Interleaving();
                var gate = db.connect();
                var restore = db.connect()) {
            gate.createStatement().execute("SELECT pg_advisory_lock(7)");
            var storing =
                    interleaving.start("storing", () -> yard.certificates().probe());
            interleaving.awaitBlockedBy(db.dataSource(), gate);
            assertThat(yard.tombstones()).as("written, and not yet marked").hasSize(1);
            restore.setAutoCommit(false);
            var lifting = interleaving.start("lifting", () -> {
                Tombstones.lift(
                        DSL.using(restore, SQLDialect.POSTGRES),
                        new ResourceId(GraveYard.KIND, "g1"),
                        "ann",
                        "restored");
                restore.commit();
                return "lifted";
            });
            interleaving.awaitBlocked(db.dataSource(), restore);
            gate.createStatement().execute("SELECT pg_advisory_unlock(7)");
            storing.join();
            lifting.join();
        }
        assertThat(yard.certificates().resurrections().items()).isEmpty();
        yard.certificates().probe();
        assertThat(yard.tombstones()).isEmpty();
        assertThat(yard.list("SELECT lifted_at IS NOT NULL, stored_at IS NULL FROM coppice.tombstone"))
                .containsExactly("t|t");
    }

    @Test
    void a_key_exchanged_before_a_later_look_signs_that_look_alone(TestDatabase db) throws Exception {
        yard.bury("g1");
        db.execute("UPDATE coppice.certificate_probe SET due_at = now() - interval '1 minute' WHERE ordinal = 1");
        yard.certificates().probe();
        var newer = SigningKeyFile.create(folder.resolve("newer.pem"));
        yard.allLooksAreDue();
        assertThat(yard.certificatesBy(newer).probe()).isEqualTo(2);
        var document = yard.certificates().of(G1).getFirst().document();
        assertThat(CertificateVerifier.verify(document, List.of(yard.key.publicKey(), newer.publicKey()))
                        .problems())
                .isEmpty();
        assertThat(CertificateVerifier.verify(document, yard.key.publicKey()).problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).startsWith("A later look is signed by the key "));
        assertThat(CertificateVerifier.verify(document, newer.publicKey()).genuine())
                .isFalse();
    }

    @Test
    void a_kind_whose_store_fails_keeps_no_look_of_another(TestDatabase db) throws Exception {
        yard.bury("g1");
        yard.allLooksAreDue();
        db.execute("INSERT INTO coppice.tombstone (kind, resource_id, operation_id, buried_at)"
                + " VALUES ('broken', 'b1', 1, now())");
        var file = Files.writeString(folder.resolve("no-folder"), "");
        assertThatThrownBy(() -> yard.certificatesBeside("broken", file).probe())
                .isInstanceOf(CoppiceException.class)
                .hasMessageContaining("Tombstones of kind broken");
        assertThat(yard.tombstones()).hasSize(1);
        assertThat(yard.list("SELECT DISTINCT outcome FROM coppice.certificate_probe"))
                .containsExactly("nothing");
    }

    @Test
    void a_store_that_cannot_be_seen_is_not_empty(TestDatabase db) {
        yard.bury("g1");
        yard.allLooksAreDue();
        yard.storeIsDown = true;
        assertThat(yard.certificates().probe()).isZero();
        assertThat(yard.list("SELECT count(*) FROM coppice.certificate_probe"
                        + " WHERE outcome IS NULL AND attempts = 1 AND due_at > now() + interval '50 minutes'"))
                .containsExactly("3");
    }

    @Test
    void three_processes_at_once_look_once_each(TestDatabase db) throws Exception {
        for (var n = 0; n < 6; n++) {
            yard.bury("g" + n);
        }
        yard.allLooksAreDue();
        var start = new CyclicBarrier(3);
        var done = 0;
        try (var threads = Executors.newFixedThreadPool(3)) {
            var looks = IntStream.range(0, 3)
                    .<Callable<Integer>>mapToObj(n -> () -> {
                        start.await();
                        return yard.certificates().probe();
                    })
                    .toList();
            for (var look : threads.invokeAll(looks)) {
                done += look.get();
            }
        }
        done += yard.certificates().probe();
        assertThat(done).isEqualTo(18);
        assertThat(yard.list("SELECT DISTINCT attempts, outcome FROM coppice.certificate_probe"))
                .containsExactly("1|nothing");
    }

    @Test
    void an_older_copy_of_the_database_does_not_bring_anybody_back(TestDatabase db) {
        yard.bury("g1");
        yard.certificates().probe();
        db.execute("""
                ALTER TABLE coppice.certificate DISABLE TRIGGER certificate_truncate_trigger;
                TRUNCATE coppice.tombstone, coppice.operation, coppice.operation_step, coppice.operation_attempt,
                    coppice.certificate, coppice.certificate_probe;
                UPDATE app.graph SET status = 'active';
                INSERT INTO app.file VALUES ('g1');
                """);
        var back = yard.certificates().resurrections().items();
        assertThat(back).singleElement().satisfies(one -> {
            assertThat(one.resource()).isEqualTo(G1);
            assertThat(one.found()).containsExactly("status: active", "files: 1");
        });
        yard.certificates().buryAgain(Act.of("ann", "restored yesterday's copy"));
        assertThat(yard.begun).containsExactly(G1);
        assertThat(yard.certificates().resurrections().items()).isEmpty();
    }

    @Test
    void those_who_are_gone_are_no_resurrections() {
        yard.bury("g1");
        assertThat(yard.certificates().resurrections().items()).isEmpty();
        yard.storeIsDown = true;
        assertThat(yard.certificates().resurrections().items()).singleElement().satisfies(one -> {
            assertThat(one.found()).isEmpty();
            assertThat(one.unseen()).containsExactly("files: the store does not answer");
        });
        assertThat(yard.certificates().buryAgain(Act.of("ann", "looking")).begun())
                .isEmpty();
    }

    @Test
    void a_store_of_tombstones_that_cannot_be_read_is_told_and_hides_nobody(TestDatabase db) throws Exception {
        yard.bury("g1");
        yard.certificates().probe();
        db.execute("UPDATE app.graph SET status = 'active'");
        Files.writeString(folder.resolve("backups/tombstones/graph/broken.json"), "half of a");
        var looked = yard.certificatesBeside("ash", folder.resolve("elsewhere")).resurrections();
        assertThat(looked.unread()).containsOnlyKeys("graph");
        assertThat(looked.complete()).isFalse();
        assertThat(looked.back())
                .singleElement()
                .extracting(Resurrection::resource)
                .isEqualTo(G1);
    }

    @Test
    void what_refuses_to_go_again_is_told(TestDatabase db) {
        yard.bury("g1");
        db.execute("UPDATE app.graph SET status = 'active'");
        yard.refusal = Optional.of(Fault.of("resource.held", Fault.Kind.REFUSED)
                .refused("It was not begun.")
                .found("It is held.")
                .changed("Nothing was changed.")
                .next("Release it.")
                .exception());
        var buried = yard.certificates().buryAgain(Act.of("ann", "looking"));
        assertThat(buried.begun()).isEmpty();
        assertThat(buried.refused())
                .singleElement()
                .extracting(Burials.Refused::code)
                .isEqualTo("resource.held");
    }
}
