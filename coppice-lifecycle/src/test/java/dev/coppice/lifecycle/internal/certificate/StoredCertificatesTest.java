package dev.coppice.lifecycle.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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
                TRUNCATE coppice.tombstone, coppice.operation, coppice.operation_step, coppice.operation_attempt,
                    coppice.certificate, coppice.certificate_probe;
                UPDATE app.graph SET status = 'active';
                INSERT INTO app.file VALUES ('g1');
                """);
        var back = yard.certificates().resurrections();
        assertThat(back).singleElement().satisfies(one -> {
            assertThat(one.resource()).isEqualTo(G1);
            assertThat(one.found()).containsExactly("status: active", "files: 1");
        });
        yard.certificates().buryAgain(Act.of("ann", "restored yesterday's copy"));
        assertThat(yard.begun).containsExactly(G1);
        assertThat(yard.certificates().resurrections()).isEmpty();
    }

    @Test
    void those_who_are_gone_are_no_resurrections() {
        yard.bury("g1");
        assertThat(yard.certificates().resurrections()).isEmpty();
        yard.storeIsDown = true;
        assertThat(yard.certificates().resurrections()).singleElement().satisfies(one -> {
            assertThat(one.found()).isEmpty();
            assertThat(one.unseen()).containsExactly("files: the store does not answer");
        });
        assertThat(yard.certificates().buryAgain(Act.of("ann", "looking"))).isEmpty();
    }
}
