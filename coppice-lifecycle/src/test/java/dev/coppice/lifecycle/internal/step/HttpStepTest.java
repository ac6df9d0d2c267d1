package dev.coppice.lifecycle.internal.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.coppice.lifecycle.internal.step.FlakyService.Manner;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepContract;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class HttpStepTest {
    private final FlakyService service = FlakyService.start();
    private HttpFixture fixture;
    private TestDatabase database;

    @BeforeEach
    void create(TestDatabase db) {
        database = db;
        fixture = new HttpFixture(db, service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void it_keeps_the_contract_of_a_step() throws Exception {
        assertThat(StepContract.broken(fixture.probed(""), fixture)).isEmpty();
    }

    @Test
    void each_call_carries_a_key_the_operation_and_the_epoch() throws Exception {
        fixture.step("").apply(fixture.fill());
        assertThat(service.removals()).hasSize(3).allSatisfy(asked -> {
            assertThat(asked.method()).isEqualTo("DELETE");
            assertThat(asked.header("Coppice-operation")).contains("17");
            assertThat(asked.header("Coppice-epoch")).contains("3");
            assertThat(asked.body()).contains("\"operation\":17,\"epoch\":3}");
        });
        assertThat(service.removals().stream().map(asked -> asked.header("Idempotency-key")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_retry_uses_the_same_key(@TempDir Path folder) throws Exception {
        service.behave(Manner.FAILS);
        var context = fixture.fill();
        fixture.step("").apply(context);
        fixture.step("").apply(context);
        assertThat(service.removals().stream()
                        .map(asked -> asked.header("Idempotency-key").orElseThrow())
                        .distinct())
                .hasSize(3);
    }

    @Test
    void a_secret_signs_time_and_body_as_webhooks_do(@TempDir Path folder) throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "hush\n");
        fixture.step("secret-file: \"" + secret + "\", ").apply(fixture.fill());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("hush".getBytes(UTF_8), "HmacSHA256"));
        assertThat(service.removals())
                .allSatisfy(asked -> assertThat(asked.header("Coppice-signature"))
                        .contains("v1="
                                + HexFormat.of()
                                        .formatHex(mac.doFinal((asked.header("Coppice-timestamp")
                                                                .orElseThrow() + "." + asked.body())
                                                .getBytes(UTF_8)))));
    }

    @Test
    void a_secret_that_cannot_be_read_calls_nobody(@TempDir Path folder) throws IOException {
        var step = fixture.step("secret-file: \"" + folder.resolve("none") + "\", ");
        assertThatThrownBy(() -> step.apply(fixture.fill()))
                .asInstanceOf(type(CoppiceException.class))
                .returns("step.secret-unusable", CoppiceException::code);
        assertThat(service.removals()).isEmpty();
    }

    @Test
    void a_service_that_does_it_and_is_silent_leaves_an_unknown_that_the_next_attempt_resolves() throws Exception {
        service.behave(Manner.DOES_IT_AND_IS_SILENT);
        var context = fixture.fill();
        var step = fixture.probed("");
        assertThat(step.apply(context))
                .isEqualTo(new StepOutcome.Unknown("http.no-answer", "the service gave no answer to 3 of 3 calls"));
        service.behave(Manner.HONEST);
        assertThat(step.look(context)).isEqualTo(Sight.NOTHING);
        assertThat(step.apply(context)).isEqualTo(StepOutcome.ALREADY_DONE);
        assertThat(service.grants()).containsExactly("/grants/d1");
    }

    @Test
    void a_service_that_hangs_up_leaves_an_unknown() throws Exception {
        service.behave(Manner.DOES_IT_AND_HANGS_UP);
        assertThat(fixture.step("").apply(fixture.fill())).isInstanceOf(StepOutcome.Unknown.class);
    }

    @Test
    void a_service_that_lies_is_found_out_by_its_probe_and_called_again() throws Exception {
        service.behave(Manner.LIES);
        var context = fixture.fill();
        var step = fixture.probed("");
        assertThat(step.apply(context)).isEqualTo(new StepOutcome.Done(3));
        assertThat(step.look(context)).isEqualTo(new Sight.Counted(3, 0));
        service.behave(Manner.HONEST);
        assertThat(step.apply(context)).isEqualTo(new StepOutcome.Done(3));
        assertThat(step.look(context)).isEqualTo(Sight.NOTHING);
    }

    @Test
    void all_are_tried_though_the_first_fails() throws Exception {
        service.behave("/grants/c1", Manner.FAILS);
        assertThat(fixture.step("").apply(fixture.fill()))
                .isEqualTo(new StepOutcome.Failed(
                        "http.failed", "the service failed 1 of 3 calls: it answered with status 503"));
        assertThat(service.grants()).containsExactlyInAnyOrder("/grants/c1", "/grants/d1");
    }

    @Test
    void the_ones_that_failed_are_found_again_after_their_rows_are_gone() throws Exception {
        service.behave(Manner.FAILS);
        var context = fixture.fill();
        fixture.step("").apply(context);
        fixture.forgetRows();
        service.behave(Manner.HONEST);
        assertThat(fixture.step("").look(context)).isEqualTo(new Sight.Counted(3, 0));
        assertThat(fixture.step("").apply(context)).isEqualTo(new StepOutcome.Done(3));
        assertThat(service.grants()).containsExactly("/grants/d1");
    }

    @Test
    void a_conflict_counts_as_an_attempt_so_that_one_without_end_is_told() throws Exception {
        service.behave(Manner.BUSY);
        assertThat(fixture.step("").apply(fixture.fill()))
                .isEqualTo(new StepOutcome.Failed(
                        "http.failed", "the service failed 3 of 3 calls: it answered with status 409"));
    }

    @Test
    void a_promise_is_unknown_until_it_is_kept() throws Exception {
        service.behave(Manner.PUTS_OFF);
        var context = fixture.fill();
        assertThat(fixture.step("").apply(context))
                .isEqualTo(new StepOutcome.Unknown(
                        "http.unfinished", "the service accepted 3 of 3 calls, and has not said that it is done"));
        assertThat(fixture.step("").look(context)).isEqualTo(new Sight.Counted(3, 0));
        service.behave(Manner.HONEST);
        assertThat(fixture.step("").apply(context)).isEqualTo(new StepOutcome.Done(3));
    }

    @Test
    void a_later_look_with_what_was_noted_believes_the_service_though_the_rows_are_still_there() throws Exception {
        var context = fixture.fill();
        assertThat(fixture.step("").apply(context)).isEqualTo(new StepOutcome.Done(3));
        var later = new Looking(
                database.dataSource(),
                context.resource(),
                context.columns(),
                context.progress(),
                Duration.ofMinutes(1));
        assertThat(fixture.step("").look(later)).isEqualTo(Sight.NOTHING);
        database.execute("INSERT INTO ${schema}.connection VALUES ('c4', 'a')");
        assertThat(fixture.step("").look(later)).as("one that came later").isEqualTo(new Sight.Counted(1, 0));
    }

    @Test
    void what_was_granted_again_is_found_and_removed_by_the_next_operation() throws Exception {
        var context = fixture.fill();
        var step = fixture.step("");
        assertThat(step.apply(context)).isEqualTo(new StepOutcome.Done(3));
        service.grant("/grants/c2");
        assertThat(step.apply(context)).as("the same operation").isEqualTo(StepOutcome.ALREADY_DONE);
        fixture.forgetRows();
        assertThat(step.look(context.next())).isEqualTo(new Sight.Counted(3, 0));
        assertThat(step.apply(context.next())).isEqualTo(new StepOutcome.Done(1));
        assertThat(service.grants()).containsExactly("/grants/d1");
        assertThat(step.look(context.next())).isEqualTo(Sight.NOTHING);
    }

    @Test
    void an_attempt_that_is_interrupted_remembers_its_calls() throws Exception {
        var context = fixture.fill();
        for (var number = 10; number < 40; number++) {
            database.execute("INSERT INTO ${schema}.connection VALUES ('e" + number + "', 'a')");
            service.grant("/grants/e" + number);
        }
        var requires = new AtomicInteger();
        var interrupted = (StepContext) Proxy.newProxyInstance(
                HttpStepTest.class.getClassLoader(), new Class<?>[] {StepContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("require") && requires.incrementAndGet() > 30) {
                        throw new InterruptedException("its time is over");
                    }
                    return method.invoke(context, arguments);
                });
        assertThatThrownBy(() -> fixture.step("").apply(interrupted))
                .hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(service.removals()).hasSize(30);
        fixture.step("").apply(context);
        assertThat(service.removals()).as("five were forgotten").hasSize(30 + 33 - 25);
    }

    @Test
    void what_is_known_to_be_gone_is_asked_about_last() throws Exception {
        var context = fixture.fill();
        fixture.probed("").apply(context);
        database.execute("INSERT INTO ${schema}.connection VALUES ('e1', 'a')");
        service.clear();
        service.grant("/grants/e1");
        assertThat(fixture.probed("").apply(context)).isEqualTo(new StepOutcome.Done(1));
        assertThat(service.asked().stream().map(asked -> asked.method() + " " + asked.path()))
                .first()
                .isEqualTo("DELETE /grants/e1");
        assertThat(service.asked()).hasSize(4);
    }

    @Test
    void what_is_gone_already_is_success() throws Exception {
        var context = fixture.fill();
        service.clear();
        assertThat(fixture.step("").apply(context)).isEqualTo(StepOutcome.ALREADY_DONE);
    }

    @Test
    void a_probe_that_fails_is_no_sight_of_nothing() throws Exception {
        var context = fixture.fill();
        service.failProbes();
        assertThat(fixture.probed("").look(context))
                .isEqualTo(new Sight.Unknown("http.unseen", "the service does not say what is there"));
    }

    @Test
    void a_service_that_is_not_there_did_nothing() throws Exception {
        var context = fixture.fill();
        service.close();
        assertThat(fixture.step("").apply(context))
                .isEqualTo(
                        new StepOutcome.Failed("http.failed", "the service failed 3 of 3 calls: it was not reached"));
    }

    @Test
    void a_value_that_leads_elsewhere_calls_nobody() throws Exception {
        for (var evil : List.of("../admin", "a/b", "a%2fb", "a?x", "a'b", "..", "")) {
            fixture.fill();
            database.execute("INSERT INTO ${schema}.connection VALUES ('" + evil.replace("'", "''") + "', 'a')");
            assertThatThrownBy(() -> fixture.step("").apply(fixture.fresh()))
                    .as(evil)
                    .asInstanceOf(type(CoppiceException.class))
                    .returns("step.unsafe-value", CoppiceException::code);
            assertThat(fixture.step("").look(fixture.fresh())).isInstanceOf(Sight.Unknown.class);
        }
        assertThat(service.removals()).isEmpty();
    }
}
