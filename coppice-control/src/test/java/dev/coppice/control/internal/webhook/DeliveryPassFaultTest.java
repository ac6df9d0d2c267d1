package dev.coppice.control.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.DeliveryReport;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.control.Session;
import dev.coppice.control.Storm;
import dev.coppice.control.Webhook;
import dev.coppice.control.WebhookDelivery;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.ExpectedLog;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

@PostgresTest(Isolation.DATABASE)
class DeliveryPassFaultTest {
    private static final int HANG = 0;

    private final ConcurrentLinkedDeque<Integer> answers = new ConcurrentLinkedDeque<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    Path folder;

    private HttpServer server;
    private Webhook webhook;

    private record Received(String key, String timestamp, String signature, String body) {}

    @BeforeEach
    void receiver(TestDatabase db) throws IOException {
        db.execute(CoppiceSchema.script());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        var secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
        webhook =
                Webhook.to(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"), secret);
    }

    @AfterEach
    void noReceiver() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void a_committed_notification_is_delivered_once_and_signed(TestDatabase db) throws Exception {
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(1, 0, 0));
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 0));
        var request = received.getFirst();
        assertThat(request.body()).startsWith("{\"topic\":\"campaign.failed\",\"subject\":\"campaign/1\"");
        assertThat(request.body()).endsWith(",\"payload\":{\"rows\": 3}}");
        assertThat(request.signature())
                .isEqualTo(new Signature("s3cret".getBytes(StandardCharsets.UTF_8))
                        .of(request.timestamp(), request.body()));
    }

    @Test
    void of_several_databases_each_notification_names_its_own(TestDatabase db) throws Exception {
        publish(db);

        new WebhookDelivery(db.dataSource(), webhook).about("eu-1").runOnce();

        var request = received.getFirst();
        assertThat(request.body())
                .startsWith("{\"target\":\"eu-1\",\"topic\":\"campaign.failed\",\"subject\":\"campaign/1\"")
                .endsWith(",\"payload\":{\"rows\": 3}}");
        assertThat(request.signature())
                .isEqualTo(new Signature("s3cret".getBytes(StandardCharsets.UTF_8))
                        .of(request.timestamp(), request.body()));
    }

    @Test
    void a_change_that_is_rolled_back_notifies_nobody(TestDatabase db) throws Exception {
        try (var session = Session.of(db)) {
            Notifications.in(session.dsl()).publish(new Notification("a.b", "c", "{}"));
            session.rollback();
        }
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 0));
    }

    @Test
    void a_failure_is_tried_again_later_under_the_same_key(TestDatabase db) throws Exception {
        answers.add(500);
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 1, 0));
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 0));
        assertThat(column(db, "last_error")).isEqualTo("the receiver answered with status 500");
        makeDue(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(1, 0, 0));
        assertThat(received)
                .extracting(Received::key)
                .hasSize(2)
                .containsOnly(received.getFirst().key());
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "pending -> parked")
    void after_the_last_attempt_it_is_parked_with_its_error(TestDatabase db) throws Exception {
        answers.addAll(List.of(500, 302));
        webhook = webhook.attempts(2);
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 1, 0));
        makeDue(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 1));
        assertThat(column(db, "state")).isEqualTo("parked");
        assertThat(column(db, "last_error")).isEqualTo("the receiver answered with status 302");
    }

    @Test
    void a_receiver_that_hangs_after_its_head_does_not_hold_the_pass(TestDatabase db) throws Exception {
        answers.add(HANG);
        webhook = webhook.timeout(Duration.ofMillis(300));
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 1, 0));
        assertThat(column(db, "last_error")).isEqualTo("no answer within 300 ms");
    }

    @Test
    void a_receiver_that_is_not_there_is_a_failure(TestDatabase db) throws Exception {
        server.stop(0);
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 1, 0));
        assertThat(column(db, "last_error")).isEqualTo("the receiver was not reached: ConnectException");
    }

    @Test
    void two_deliverers_at_once_send_each_notification_once(TestDatabase db) throws Exception {
        for (var i = 0; i < 20; i++) {
            publish(db);
        }
        var reports = Storm.of(3, i -> {
            try {
                return pass(db);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
        assertThat(reports.stream().mapToInt(DeliveryReport::delivered).sum()).isEqualTo(20);
        assertThat(received).extracting(Received::key).doesNotHaveDuplicates().hasSize(20);
    }

    @Test
    void while_one_node_is_sending_no_other_takes_the_row_and_no_transaction_is_open(TestDatabase db) throws Exception {
        publish(db);
        DeliveryPass.run(db.dataSource(), webhook, place -> {
            if (place.equals("notification claimed")) {
                assertThat(unchecked(() -> pass(db))).isEqualTo(new DeliveryReport(0, 0, 0));
                assertThat(column(db, "(SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%')"))
                        .isEqualTo("0");
            }
        });
        assertThat(received).hasSize(1);
    }

    @Test
    void a_crash_after_sending_leads_to_a_second_delivery_under_the_same_key(TestDatabase db) throws Exception {
        publish(db);
        PausePoint crash = place -> {
            if (place.equals("notification sent")) {
                throw new IllegalStateException("crash");
            }
        };
        assertThatThrownBy(() -> DeliveryPass.run(db.dataSource(), webhook, crash))
                .hasMessage("crash");
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 0));
        db.execute("UPDATE coppice.notification SET claimed_until_at = now() - interval '1 s'");
        assertThat(pass(db)).isEqualTo(new DeliveryReport(1, 0, 0));
        assertThat(received)
                .extracting(Received::key)
                .hasSize(2)
                .containsOnly(received.getFirst().key());
    }

    static Stream<FaultSweep> sweeps() {
        return Stream.of(FaultSweep.forEachOperationLost(), FaultSweep.forEachReplyLost());
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void a_connection_lost_in_a_pass_loses_no_notification(FaultSweep sweep, TestDatabase db) throws Exception {
        var faults = sweep.run(
                db.dataSource(),
                source -> {
                    publish(db);
                    new WebhookDelivery(source, webhook).runOnce();
                },
                (fault, error) -> {
                    db.execute("UPDATE coppice.notification SET claimed_until_at = now() WHERE claimed_by IS NOT NULL");
                    pass(db);
                    assertThat(column(db, "(SELECT count(*) FROM coppice.notification WHERE state <> 'delivered')"))
                            .isEqualTo("0");
                    assertThat(received.stream().map(Received::key).distinct().count())
                            .hasToString(column(db, "(SELECT count(*) FROM coppice.notification)"));
                });
        assertThat(faults).isGreaterThan(2);
    }

    @Test
    @ExpectedLog(value = Level.WARN, containing = "pending -> parked")
    void what_was_parked_is_sent_again_on_request_and_that_is_audited(TestDatabase db) throws Exception {
        answers.add(500);
        webhook = webhook.attempts(1);
        publish(db);
        assertThat(pass(db)).isEqualTo(new DeliveryReport(0, 0, 1));
        assertThat(retried(db)).isEqualTo(1);
        assertThat(retried(db)).isZero();
        assertThat(pass(db)).isEqualTo(new DeliveryReport(1, 0, 0));
        assertThat(column(db, "(SELECT string_agg(action || after_state, ',') FROM coppice.audit)"))
                .isEqualTo("notification.retried{\"count\": 1}");
    }

    @Test
    void what_was_delivered_a_month_ago_is_removed_and_nothing_else(TestDatabase db) throws Exception {
        for (var i = 0; i < 3; i++) {
            publish(db);
        }
        pass(db);
        db.execute("UPDATE coppice.notification SET delivered_at = now() - interval '29 days' WHERE id = 1;"
                + "UPDATE coppice.notification SET delivered_at = now() - interval '31 days' WHERE id = 2;"
                + "UPDATE coppice.notification SET state = 'parked', delivered_at = NULL, last_error = 'x',"
                + " parked_at = now() - interval '31 days' WHERE id = 3");
        pass(db);
        assertThat(column(db, "(SELECT array_agg(id ORDER BY id) FROM coppice.notification)"))
                .isEqualTo("{1,3}");
    }

    @Test
    void what_was_due_for_a_month_is_removed_unsent_with_a_webhook_and_without(TestDatabase db) throws Exception {
        for (var i = 0; i < 3; i++) {
            publish(db);
        }
        db.execute("UPDATE coppice.notification SET due_at = now() - interval '31 days' WHERE id = 1;"
                + "UPDATE coppice.notification SET due_at = now() - interval '29 days' WHERE id = 2");
        WebhookDelivery.forget(db.dataSource());
        assertThat(column(db, "(SELECT array_agg(id ORDER BY id) FROM coppice.notification)"))
                .isEqualTo("{2,3}");
        db.execute("UPDATE coppice.notification SET due_at = now() - interval '31 days' WHERE id = 3");
        assertThat(pass(db)).isEqualTo(new DeliveryReport(1, 0, 0));
        assertThat(column(db, "(SELECT array_agg(id ORDER BY id) FROM coppice.notification)"))
                .isEqualTo("{2}");
    }

    @Test
    void a_secret_that_cannot_be_read_leaves_the_outbox_alone(TestDatabase db) throws Exception {
        publish(db);
        webhook = Webhook.to(webhook.url(), folder.resolve("absent"));
        assertThatThrownBy(() -> pass(db))
                .hasMessage(
                        "Notifications were not delivered, because the secret file of the webhook cannot be used. It"
                                + " cannot be read. All notifications wait in the outbox. Put a secret into the file that"
                                + " notifications.webhook.secret-file names.");
        assertThat(column(db, "attempts")).isEqualTo("0");
    }

    @Test
    void pauses_double_to_an_hour() {
        assertThat(List.of(1, 2, 3, 12, 40))
                .extracting(DeliveryPass::pauseAfter)
                .extracting(Duration::toSeconds)
                .containsExactly(10L, 20L, 40L, 3600L, 3600L);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        received.add(new Received(
                headers.getFirst("Idempotency-Key"),
                headers.getFirst("Coppice-Timestamp"),
                headers.getFirst("Coppice-Signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        var status = answers.isEmpty() ? 204 : answers.poll();
        if (status == HANG) {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            unchecked(() -> {
                over.await();
                return status;
            });
        } else {
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    private DeliveryReport pass(TestDatabase db) throws InterruptedException {
        return new WebhookDelivery(db.dataSource(), webhook).runOnce();
    }

    private static void publish(TestDatabase db) {
        var notification = new Notification("campaign.failed", "campaign/1", "{\"rows\":3}");
        Session.committed(db, dsl -> Notifications.in(dsl).publish(notification));
    }

    private static int retried(TestDatabase db) {
        return Session.committed(db, dsl -> Notifications.in(dsl).retryParked(Act.of("ann", "receiver mended")));
    }

    private static void makeDue(TestDatabase db) {
        db.execute("UPDATE coppice.notification SET due_at = now()");
    }

    private static String column(TestDatabase db, String expression) {
        return Session.committed(
                db,
                dsl -> dsl.fetchSingle("SELECT (" + expression + ")::text FROM coppice.notification LIMIT 1")
                        .get(0, String.class));
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
