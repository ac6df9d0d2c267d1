package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.server.Tokens;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server was asked for is followed across its restart, and told truly where the following ends before it. */
@PostgresTest(DATABASE)
class FollowingTest {
    private static final long SECONDS = 60;

    private final TestDatabase database;

    @TempDir
    Path folder;

    FollowingTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void a_campaign_is_followed_across_the_restart_of_its_server() throws Exception {
        try (var estate = Estate.in(database, folder)) {
            var port = estate.port();
            var run = begin(estate, url(port), "prune", "closed-carts", "--execute", "--json");
            awaitRow("SELECT count(*) FROM coppice.campaign");

            estate.goAway();
            run.awaitSaid("The server is away since ");
            estate.comeBack(port);

            var ended = run.ended();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.json().at("/state").asString()).isEqualTo("SUCCEEDED");
            assertThat(ended.err()).contains(": waiting for it, 5m at most.", "The server is back.");
        }
    }

    @Test
    void a_teardown_is_followed_across_the_restart_of_its_server() throws Exception {
        try (var estate = Estate.in(database, folder)) {
            var port = estate.port();
            var run = begin(estate, url(port), "deprovision", "graph", "kg5", "--execute", "--reason", "they left");
            run.awaitSaid("Operation 1 of graph kg5");
            var watched = begin(estate, url(port), "operation", "watch", "1");
            watched.awaitSaid("Operation 1 of graph kg5");

            estate.goAway();
            run.awaitSaid("The server is away since ");
            estate.comeBack(port);

            var ended = run.ended();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("everything is gone");
            assertThat(watched.ended().exitCode()).isZero();
        }
    }

    @Test
    void a_server_that_stays_away_ends_the_following_and_not_the_work() throws Exception {
        try (var estate = Estate.in(database, folder)) {
            var port = estate.port();
            var run =
                    begin(estate, url(port), "deprovision", "graph", "kg5", "--execute", "--json", "--patience", "1s");
            run.awaitSaid("Operation 1 of graph kg5");

            estate.goAway();

            var ended = run.ended();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.json().at("/error/code").asString()).isEqualTo("server.away");
            assertThat(ended.json().at("/error/effect").asString()).isEqualTo("COMMITTED");
            assertThat(ended.json().at("/error/retry").asString()).isEqualTo("NEVER");
            assertThat(ended.json().at("/error/message").asString())
                    .matches(
                            "Operation 1 is no longer followed\\. The server is away since \\S+Z, and it was waited for 1s\\. "
                                    + "The server had taken it up before: it goes on there, or is taken up again once a server "
                                    + "runs\\. To follow it once the server is back:  coppice operation watch 1 --server http://\\S+ "
                                    + "--config \\S+");
        }
    }

    @Test
    void a_token_that_is_revoked_ends_the_following_at_once() throws Exception {
        try (var estate = Estate.in(database, folder)) {
            estate.there("deprovision", "graph", "kg5", "--execute", "--detach");
            var run = begin(estate, estate.url(), "operation", "watch", "1");
            run.awaitSaid("Operation 1 of graph kg5");

            Transactions.of(database.dataSource())
                    .run(transaction -> Tokens.in(transaction).revoke(1, "test", "a test needs it"));

            var ended = run.ended();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err())
                    .contains(
                            "coppice: access.credential-refused\nOperation 1 is no longer followed. The server no longer "
                                    + "knows the token: it was revoked, or is over. This command only looks: what it looked "
                                    + "at goes on without it. To follow it with a token that is good:  coppice operation "
                                    + "watch 1 --server ");
        }
    }

    @Test
    void a_campaign_whose_first_answer_is_lost_is_asked_for_again_and_is_one() throws Exception {
        try (var estate = Estate.in(database, folder).working();
                var lossy = Forgetful.before(estate.url(), "/campaigns", false)) {
            var ended = begin(estate, lossy.url(), "prune", "closed-carts", "--execute", "--json")
                    .ended();

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).contains("asking again under the same key");
            assertThat(Shop.one(database, "SELECT count(*) FROM coppice.campaign"))
                    .isEqualTo("1");
        }
    }

    @Test
    void what_was_begun_by_a_server_that_died_before_it_answered_is_found_and_followed() throws Exception {
        try (var estate = Estate.in(database, folder).working();
                var lossy = Forgetful.before(estate.url(), "/deprovision", true)) {
            var ended = begin(estate, lossy.url(), "deprovision", "graph", "kg5", "--execute", "--json")
                    .ended();

            assertThat(ended.err()).contains("The answer was lost. ");
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.json().at("/status").asString()).isEqualTo("success");
        }
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static Begun begin(Estate estate, String url, String... words) {
        var err = new StringWriter();
        var run = new CompletableFuture<CommandRun>();
        Thread.ofPlatform().daemon().start(() -> run.complete(CommandRun.saying(err, estate.asking(url, words))));
        return new Begun(err, run);
    }

    private void awaitRow(String count) {
        await(() -> !Shop.one(database, count).equals("0"), count);
    }

    private static void await(java.util.function.BooleanSupplier condition, String what) {
        var end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A command that runs. */
    private record Begun(StringWriter err, CompletableFuture<CommandRun> run) {
        void awaitSaid(String words) {
            await(() -> err.toString().contains(words), words);
        }

        CommandRun ended() throws InterruptedException, ExecutionException, TimeoutException {
            return run.get(SECONDS, TimeUnit.SECONDS);
        }
    }
}
