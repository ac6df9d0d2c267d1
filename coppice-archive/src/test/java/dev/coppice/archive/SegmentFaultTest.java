package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails and whenever: each row is alive or in one committed frame, and the next run goes on from there. */
@PostgresTest
class SegmentFaultTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private SmallCampaign campaign;

    @BeforeEach
    void create(TestDatabase db) {
        fixture = Fixture.withSessions(db, folder, 0);
        campaign = SmallCampaign.over(fixture);
    }

    @Test
    void a_statement_or_commit_lost_on_its_way_loses_no_row() throws Exception {
        sweep(FaultSweep.forEachOperationLost());
    }

    @Test
    void a_reply_lost_on_its_way_back_loses_no_row() throws Exception {
        sweep(FaultSweep.forEachReplyLost());
    }

    private void sweep(FaultSweep sweep) throws Exception {
        campaign.reset();
        var faults =
                sweep.run(fixture.db.dataSource(), faulty -> campaign.run(faulty, fixture.store), (fault, error) -> {
                    awaitEndOfLostSessions();
                    campaign.assertNothingLost();
                    campaign.run(fixture.db.dataSource(), fixture.store);
                    campaign.assertFinished();
                    campaign.reset();
                });
        assertThat(faults).isGreaterThan(10);
    }

    /** What resume does with the worker's row: it waits for whoever still holds it. */
    private void awaitEndOfLostSessions() {
        fixture.db.execute("BEGIN; LOCK TABLE ${schema}.session, ${schema}.ledger IN ACCESS EXCLUSIVE MODE; COMMIT");
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_fails_at_any_operation_loses_no_row(FailingStore.Moment moment) throws Exception {
        var number = 1;
        for (var met = true; met; number++) {
            campaign.reset();
            var store = new FailingStore(fixture.store, number, moment);
            try {
                campaign.run(fixture.db.dataSource(), store);
            } catch (CoppiceException failure) {
                assertThat(failure.code()).isEqualTo("archive.store-full");
                campaign.assertNothingLost();
                campaign.run(fixture.db.dataSource(), fixture.store);
            }
            campaign.assertFinished();
            met = store.met();
        }
        assertThat(number).isGreaterThan(9);
    }

    @Test
    void bytes_of_a_crash_are_cut_off_before_the_next_frame() throws IOException {
        var segment = afterACrash();
        try (var writer = fixture.archive.append(segment)) {
            assertThat(Files.size(fixture.file(segment)))
                    .isEqualTo(segment.frames().getLast().extent().end());
            fixture.prune(writer, fixture.deleteSessions("id = 2"));
        }
    }

    @Test
    void a_file_shorter_than_what_was_committed_is_refused_and_left_as_it_is() throws IOException {
        var segment = afterACrash();
        var end = segment.frames().getLast().extent().end();
        try (var file = Files.newByteChannel(fixture.file(segment), StandardOpenOption.WRITE)) {
            file.truncate(end - 1);
        }
        refused(segment, "archive.store-short");
        assertThat(Files.size(fixture.file(segment))).isEqualTo(end - 1);
    }

    @Test
    void a_file_that_is_gone_is_refused_and_not_made_anew() throws IOException {
        var segment = afterACrash();
        Files.delete(fixture.file(segment));
        refused(segment, "archive.store-missing");
        assertThat(fixture.file(segment)).doesNotExist();
    }

    @Test
    void frames_the_manifest_knows_are_not_cut_off_by_one_who_does_not_know_them() throws IOException {
        var segment = afterACrash();
        fixture.archive.write(fixture.manifest(segment));
        var bytes = fixture.bytes(segment);
        refused(fixture.sessions(), "archive.segment-behind");
        assertThat(fixture.bytes(segment)).isEqualTo(bytes);
        fixture.archive.append(segment).close();
    }

    @Test
    void a_folder_that_is_a_file_is_refused() throws IOException {
        Files.writeString(folder.resolve(Fixture.ARCHIVE), "");
        refused(fixture.sessions(), "archive.store-not-writable");
    }

    private Segment afterACrash() throws IOException {
        campaign.reset();
        var segment = fixture.pruned(fixture.sessions(), List.of(fixture.deleteSessions("id = 1")));
        Files.write(fixture.file(segment), new byte[100_000], StandardOpenOption.APPEND);
        return segment;
    }

    private void refused(Segment segment, String code) {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> fixture.archive.append(segment))
                .returns(code, CoppiceException::code);
    }
}
