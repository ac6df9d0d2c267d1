package dev.coppice.server.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.server.AwayDataSource;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
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
    void a_request_is_carried_out_once_and_answered_whatever_is_lost(boolean replies, TestDatabase database)
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
                    assertThat(send(database.dataSource())).isEqualTo("201");
                    assertThat(carriedOut).isEqualTo(1);
                });

        assertThat(faults).isGreaterThan(8);
    }

    /** The commit of the note is made, its reply lost, and then the database is away for a while. */
    @Test
    void a_note_that_was_lost_with_the_database_is_taken_back_when_it_is_there_again(TestDatabase database)
            throws Exception {
        new CoppiceSchema(database.dataSource()).migrate();
        var faulty = FaultyDataSource.over(database.dataSource());
        faulty.arm(PlannedFault.commit(1).after());
        var away = new AwayDataSource(faulty, 1);
        var request = new KeyedRequest("token 1", "lost", "0".repeat(64));
        try (var answers = new Answers(new HomeDatabase(away.source()))) {
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> answers.begin(request))
                    .satisfies(refused -> {
                        assertThat(refused.code()).isEqualTo("idempotency.not-noted");
                        assertThat(refused.effect()).isEqualTo(Effect.NONE);
                    });
            assertThat(notes(database)).isEqualTo(1);

            answers.beat();
            assertThat(notes(database)).as("the database is still away").isEqualTo(1);
            away.back();
            answers.beat();

            assertThat(notes(database)).isZero();
            assertThat(answers.begin(request)).isInstanceOf(Attempt.Begun.class);
        }
    }

    @Test
    void an_answer_that_could_not_be_kept_is_kept_when_the_database_is_back(TestDatabase database) throws Exception {
        new CoppiceSchema(database.dataSource()).migrate();
        var away = new AwayDataSource(database.dataSource(), 1);
        var request = new KeyedRequest("token 1", "owed", "0".repeat(64));
        try (var answers = new Answers(new HomeDatabase(away.source()))) {
            var begun = (Attempt.Begun) answers.begin(request);
            assertThatExceptionOfType(CoppiceException.class).isThrownBy(() -> answers.keep(begun.id(), DONE));
            answers.ended(begun.id());

            away.back();
            answers.beat();

            assertThat(answers.begin(request)).isEqualTo(new Attempt.Answered(DONE));
        }
    }

    private static int notes(TestDatabase database) {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .fetchCount(DSL.table(DSL.name("coppice", "keyed_request")));
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
