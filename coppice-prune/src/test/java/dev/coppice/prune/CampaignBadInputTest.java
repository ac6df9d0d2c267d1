package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** What cannot be done is refused in four parts, before anything is changed, or stops where the last commit left it. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class CampaignBadInputTest {
    @TempDir
    private Path folder;

    private Truth truth;

    @BeforeEach
    void shop(TestDatabase db) {
        Shop.open(db, 40);
        truth = Truth.before(db, "app");
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                arguments("policy.unknown-table", on("app.sesion")),
                arguments("policy.unknown-table", on("nowhere.session")),
                arguments("policy.system-table", on("pg_catalog.pg_class")),
                arguments("policy.unknown-name", ended("state = 'ENDED'")),
                arguments("policy.not-boolean", ended("note")),
                arguments("policy.bad-condition", ended("true; DELETE FROM app.session")),
                arguments("policy.bad-condition", ended("true) OR (true")),
                arguments("policy.bad-condition", ended("true --\n) DELETE FROM app.session")),
                arguments("policy.volatile-condition", ended("random() < 0.5")),
                arguments("policy.unknown-column", aged("closed_at")),
                arguments("policy.age-type", aged("status")),
                arguments("policy.age-type", aged("id")),
                arguments(
                        "policy.cascade-incomplete",
                        Shop.ended().cascade(TableName.parse("app.event")).build()));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void a_policy_that_does_not_fit_is_refused_and_nothing_has_begun(String code, Policy policy, TestDatabase db) {
        requireRefused(code, () -> Shop.execute(db, policy));
        assertThat(new Database(db).list("SELECT id::text FROM coppice.campaign"))
                .isEmpty();
        requireUntouched();
    }

    @Test
    void a_campaign_that_is_not_there_or_is_over_is_not_changed(TestDatabase db) {
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE);
        var over = Shop.execute(db, Shop.ended().build()).campaign().id();
        for (var each : Stream.<Consumer<Long>>of(
                        id -> campaigns.pause(id, Shop.ANN),
                        id -> campaigns.resume(id, Shop.ANN),
                        id -> campaigns.abort(id, Shop.ANN),
                        id -> campaigns.retune(id, tuning -> tuning, Shop.ANN))
                .toList()) {
            requireRefused("campaign.not-found", () -> each.accept(4_711L));
            requireRefused("campaign.wrong-state", () -> each.accept(over));
        }
    }

    @Test
    void a_store_that_is_no_folder_is_refused_before_there_is_a_campaign(TestDatabase db) throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        var policy = Shop.archived(file).build();
        requireRefused("campaign.store-unusable", () -> Shop.execute(db, policy));
        requireUntouched();
        Files.delete(file);
        var campaign = Shop.execute(db, policy).campaign();
        assertThat(campaign.state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(file, campaign.id()).requireLedger();
    }

    @Test
    void an_archive_that_was_cut_short_between_two_chunks_gets_no_more_rows_and_no_frame_over_the_gap(TestDatabase db) {
        var campaigns = Shop.campaigns(db.dataSource(), disturbed("campaign.committed", 2, () -> {
            Shop.campaigns(db.dataSource(), PausePoint.NONE).pause(1, Shop.ANN);
            changed(segment(), bytes -> bytes.truncate(bytes.size() - 1));
        }));
        var policy = Shop.archived(folder).build();
        campaigns.execute(policy, Shop.OPTIONS, CampaignListener.NONE);
        campaigns.resume(1, Shop.ANN);
        var gone = truth.gone("session");
        var size = size(segment());
        var stopped = Shop.execute(db, policy).campaign();
        assertThat(stopped.state()).isEqualTo(CampaignState.INTERRUPTED);
        assertThat(stopped.stoppedBy()).contains("archive.store-short");
        assertThat(truth.gone("session")).isEqualTo(gone);
        assertThat(size(segment())).isEqualTo(size);
        truth.requireLedger();
    }

    @Test
    void an_archive_that_does_not_read_back_what_the_canary_wrote_risks_no_more_rows(TestDatabase db) {
        var policy = Shop.archived(folder).build();
        var campaign = Shop.campaigns(
                        db.dataSource(),
                        disturbed(
                                "campaign.committed",
                                0,
                                () -> changed(
                                        segment(), bytes -> bytes.write(java.nio.ByteBuffer.wrap(new byte[] {7}), 30))))
                .execute(policy, Shop.OPTIONS, CampaignListener.NONE)
                .campaign();
        assertThat(campaign.state()).isEqualTo(CampaignState.FAILED);
        assertThat(campaign.stoppedBy()).contains("canary");
        assertThat(campaign.counts().chunks()).isEqualTo(1);
        truth.requireLedger();
    }

    private static PolicyBuilder any(String table) {
        return Policy.of("bad", table).olderThan("ended_at", Duration.ofDays(90));
    }

    private static Policy on(String table) {
        return any(table).build();
    }

    private static Policy ended(String when) {
        return any("app.session").when(when).build();
    }

    private static Policy aged(String column) {
        return Policy.of("bad", "app.session")
                .olderThan(column, Duration.ofDays(90))
                .build();
    }

    private static void requireRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CoppiceException.class);
        var fault = catchThrowableOfType(CoppiceException.class, call).fault();
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.effect()).isEqualTo(Effect.NONE);
        assertThat(Stream.of(fault.refused(), fault.found(), fault.changed(), fault.next()))
                .noneMatch(String::isBlank);
        assertThat(fault.message()).doesNotContain("SELECT").doesNotContain("DELETE FROM");
    }

    private void requireUntouched() {
        assertThat(truth.gone("session") + truth.gone("event") + truth.gone("grants"))
                .isZero();
        truth.requireLedger();
    }

    private static PausePoint disturbed(String place, int passes, Runnable disturbance) {
        var left = new int[] {passes};
        return here -> {
            if (here.equals(place) && left[0]-- == 0) {
                disturbance.run();
            }
        };
    }

    /** The file that the rows of the sessions go to. */
    private Path segment() {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".csv.zst"))
                    .filter(file -> file.getFileName().toString().contains("session"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void changed(Path file, Change change) {
        try (var bytes = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            change.on(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private interface Change {
        void on(java.nio.channels.FileChannel bytes) throws IOException;
    }
}
