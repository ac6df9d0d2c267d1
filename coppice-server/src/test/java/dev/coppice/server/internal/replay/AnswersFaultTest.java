package dev.coppice.server.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loses each statement and commit around a keyed request, which is sent again afterwards. */
@PostgresTest(Isolation.DATABASE)
class AnswersFaultTest {
    private static final Answer DONE = new Answer(201, Map.of("ETag", "1"), "application/json", "{}");

    private final AtomicInteger run = new AtomicInteger();
    private int carriedOut;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_request_is_never_carried_out_twice_whatever_is_lost(boolean replies, TestDatabase database)
            throws Exception {
        new CoppiceSchema(database.dataSource()).migrate();
        var sweep = replies ? FaultSweep.forEachReplyLost() : FaultSweep.forEachOperationLost();

        int faults = sweep.run(
                database.dataSource(),
                faulty -> {
                    run.incrementAndGet();
                    carriedOut = 0;
                    send(faulty);
                },
                (fault, error) -> {
                    send(database.dataSource());
                    database.execute("UPDATE coppice.keyed_request SET alive_at = now() - interval '3 min'");
                    var last = send(database.dataSource());
                    assertThat(carriedOut).isLessThanOrEqualTo(1);
                    assertThat(last).isIn("201", "idempotency.unknown");
                    if (carriedOut == 0) {
                        assertThat(last).isEqualTo("idempotency.unknown");
                    }
                });

        assertThat(faults).isGreaterThan(8);
    }

    /** What a server does: notes, carries out, keeps the answer. */
    private String send(DataSource source) {
        var request = new KeyedRequest("token 1", "run " + run.get(), "0".repeat(64));
        try (var answers = new Answers(new HomeDatabase(source))) {
            return switch (answers.begin(request)) {
                case Attempt.Answered known -> Integer.toString(known.answer().status());
                case Attempt.Begun begun -> {
                    carriedOut++;
                    answers.keep(begun.id(), DONE);
                    yield "201";
                }
            };
        } catch (CoppiceException refused) {
            return refused.code();
        }
    }
}
