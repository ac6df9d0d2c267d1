package dev.coppice.server;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.prune.Backlogs;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard, the alerts and the guide against what a server really exports, with something there for each gauge. */
@PostgresTest(Isolation.DATABASE)
class PackagedMetricsTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root"));
    private static final Pattern NAME = Pattern.compile("\\b(?:coppice|http_server|hikaricp|jvm|process)_[a-z_]+\\b");
    private static final Pattern SELECTOR = Pattern.compile(NAME.pattern() + "(?:\\{([^}]*)})?");
    private static final Pattern MATCHED = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** What Prometheus gives each series by itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Pattern OURS = Pattern.compile("(?m)^# HELP (coppice_\\w+) ");

    private final TestDatabase database;
    private String page = "";

    @TempDir
    Path folder;

    PackagedMetricsTest(TestDatabase database) {
        this.database = database;
    }

    /** A server that has a teardown two hours old, the last step of which calls a service that nobody reaches. */
    @BeforeEach
    void scrape() throws IOException, InterruptedException {
        TenantServer.settle(database);
        new CoppiceSchema(database.dataSource()).migrate();
        var port = freePort();
        var kinds = TenantServer.kinds(
                folder,
                yaml -> yaml + "      - { name: tell-billing, http: { url: \"http://127.0.0.1:" + port
                        + "/{id}\" } }\n");
        var lifecycle = Lifecycle.on(database.dataSource()).kinds(kinds).build();
        var teardown = TeardownRequest.of(new ResourceId("graph", "kg1"), Act.of("ana", "a test"));
        lifecycle.teardowns().advance(lifecycle.teardowns().begin(teardown).id());
        database.execute("UPDATE coppice.operation SET created_at = now() - interval '2 hours'");
        var policy = Policy.of("documents-of-kg2", "app.document")
                .when("graph_id = 'kg2'")
                .build();
        leaveCampaign(policy);
        PruningServer.open(database);
        var carts = PruningServer.policies();
        Campaigns.on(database.dataSource())
                .execute(carts.getFirst(), CampaignOptions.by(Act.of("ana", "a test")), CampaignListener.NONE);
        var takenOut = Policy.of("taken-out", "app.document").when("id < 0").build();
        Campaigns.on(database.dataSource())
                .execute(takenOut, CampaignOptions.by(Act.of("ana", "a test")), CampaignListener.NONE);
        database.execute(
                "INSERT INTO coppice.campaign_brake SELECT id, 'waiters', 'Somebody waited.', 1,"
                        + " now() - interval '90 s', now() - interval '60 s' FROM coppice.campaign WHERE policy = 'closed-carts'");
        database.execute(
                "INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, last_success, version)"
                        + " VALUES ('carry-on-campaigns-1', 'recurring', now(), false, now(), 1)");
        var policies = Stream.concat(Stream.of(policy), carts.stream()).toList();
        database.execute("INSERT INTO shop.cart VALUES (1001, 'CLOSED', now() - interval '1 year', 'x')");
        policies.forEach(each -> Backlogs.on(database.dataSource()).look(each));
        database.execute("UPDATE coppice.policy_look SET first_at = now() - interval '2 d'");
        policies.forEach(each -> Backlogs.on(database.dataSource()).look(each));
        try (var server = TenantServer.on(
                database,
                kinds,
                config -> config.pruning(policies)
                        .managing(source -> Lifecycle.on(source).kinds(kinds).build()))) {
            server.get("whoami", server.viewer);
            // Pauses are counted from the first on.
            Waiting.until(() -> {
                System.gc();
                page = server.live
                        .get("/metrics", LiveServer.bearer(server.viewer))
                        .body();
                return page.contains("jvm_gc_pause_seconds_sum");
            });
        }
    }

    /** A campaign that has stopped after its first chunk. */
    private void leaveCampaign(Policy policy) {
        database.execute("INSERT INTO app.document (graph_id, body) SELECT 'kg2', 'x' FROM generate_series(1, 5000)");
        var leaving = new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        };
        Campaigns.on(database.dataSource()).execute(policy, CampaignOptions.by(Act.of("ana", "a test")), leaving);
    }

    @Test
    void every_metric_a_panel_or_an_alert_names_is_exported() throws IOException {
        var exported = page.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(toCollection(TreeSet::new));

        assertThat(exported).containsAll(named(expressionsOfPanels())).containsAll(named(expressionsOfAlerts()));
    }

    @Test
    void every_label_an_expression_names_is_one_that_its_metrics_have() throws IOException {
        var expressions =
                Stream.concat(expressionsOfPanels(), expressionsOfAlerts()).toList();

        assertThat(expressions).hasSizeGreaterThan(4).allSatisfy(expression -> {
            var grouped = GROUPED.matcher(expression)
                    .results()
                    .flatMap(by -> Stream.of(by.group(1).split(", *")))
                    .toList();
            assertThat(SELECTOR.matcher(expression).results()).isNotEmpty().allSatisfy(selector -> {
                var labels = new TreeSet<>(grouped);
                Optional.ofNullable(selector.group(1)).stream()
                        .flatMap(matchers -> MATCHED.matcher(matchers).results())
                        .forEach(matcher -> labels.add(matcher.group(1)));
                labels.removeAll(OF_PROMETHEUS);
                assertThat(labelsOf(selector.group().split("\\{", 2)[0])).containsAll(labels);
            });
        });
    }

    private Set<String> labelsOf(String metric) {
        return page.lines()
                .filter(line -> line.startsWith(metric + "{"))
                .flatMap(line -> MATCHED.matcher(line).results())
                .map(label -> label.group(1))
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<String> expressionsOfAlerts() throws IOException {
        return Files.readString(ROOT.resolve("packaging/prometheus/alerts.yaml"))
                .lines()
                .filter(line -> line.contains("expr:"));
    }

    @Test
    void what_keeps_up_is_told_in_numbers() {
        assertThat(page)
                .contains("coppice_prune_eligible_rows{policy=\"closed-carts\"} 1.0")
                .contains("coppice_prune_failed_runs{policy=\"closed-carts\"} 0.0")
                .doesNotContain(
                        "coppice_prune_failed_runs{policy=\"taken-out\"",
                        "coppice_prune_last_run_seconds{policy=\"taken-out\"")
                .contains("coppice_prune_passed_over 0.0")
                .contains("coppice_prune_braked_seconds{brake=\"waiters\",policy=\"closed-carts\"} 30.0")
                .contains("coppice_jobs_failures{job=\"carry-on-campaigns-1\"} 0.0")
                .containsPattern("coppice_prune_last_run_seconds\\{policy=\"closed-carts\"} [0-9]")
                .containsPattern("coppice_jobs_last_success_seconds\\{job=\"carry-on-campaigns-1\"} [0-9]")
                .containsPattern("coppice_jobs_late_seconds [0-9]")
                .contains("coppice_jobs_servers 0.0");
    }

    @Test
    void every_metric_of_ours_has_its_line_in_the_guide() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides/operations-metrics.md"));

        assertThat(OURS.matcher(page).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(guide).contains("| `" + name));
    }

    private static Stream<String> expressionsOfPanels() throws IOException {
        return JsonMapper.shared()
                .readTree(ROOT.resolve("packaging/grafana/coppice.json"))
                .findValuesAsString("expr")
                .stream();
    }

    private static Set<String> named(Stream<String> expressions) {
        var names = expressions
                .flatMap(expression -> NAME.matcher(expression).results())
                .map(found -> found.group())
                .collect(toCollection(TreeSet::new));
        assertThat(names).hasSizeGreaterThan(4);
        return names;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
