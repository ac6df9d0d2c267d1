package dev.coppice.server;

import dev.coppice.control.Act;
import dev.coppice.control.ApprovalRequest;
import dev.coppice.control.Approvals;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.CampaignProgress;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import dev.coppice.settings.NewEntry;
import dev.coppice.settings.NewFragment;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server on which every name, value and reason is a script. */
final class ScriptedServer {
    static final String SCRIPT = "'\"><img src=x onerror=alert(1)><script>alert(1)</script>";

    /** One that is the name of a table, a column and a policy. */
    static final String NAME = "'><img src=x onerror=alert(1)><script>alert(1)</script>";

    private static final Act ACT = Act.of(SCRIPT, SCRIPT);
    private static final ResourceId ID = new ResourceId("graph", SCRIPT);

    // language=SQL
    private static final String TABLES = """
            INSERT INTO app.graph (graph_id, tier, org_id) VALUES ($$SCRIPT$$, $$SCRIPT$$, $$SCRIPT$$);
            INSERT INTO app.document (graph_id, body) VALUES ($$SCRIPT$$, $$SCRIPT$$);
            CREATE TABLE app."NAME" (id int PRIMARY KEY, "NAME" text NOT NULL);
            INSERT INTO app."NAME" SELECT i, $$SCRIPT$$ FROM generate_series(1, 9) AS i;
            CREATE TABLE app.child (id int PRIMARY KEY, "NAME" int REFERENCES app."NAME");
            """;

    // language=SQL
    private static final String STATES = """
            INSERT INTO coppice.job (task_name, task_instance, execution_time, picked, version, consecutive_failures)
            VALUES ($$SCRIPT$$, $$SCRIPT$$, now(), false, 1, 3);
            INSERT INTO coppice.server_node (name) VALUES ($$SCRIPT$$);
            INSERT INTO coppice.sensor_run (sensor, started_at, finished_at, worker, problem)
            VALUES ($$SCRIPT$$, now(), now(), $$SCRIPT$$, $$SCRIPT$$);
            INSERT INTO coppice.sensor_decision (sensor, kind, subject, decision, code, message, since_at, decided_at)
            VALUES ($$SCRIPT$$, 'graph', $$SCRIPT$$, 'refused', 'a.b', $$SCRIPT$$, now(), now());
            UPDATE coppice.certificate SET revoked_at = now(), revoked_reason = $$SCRIPT$$;
            """;

    private ScriptedServer() {}

    static LiveServer on(TestDatabase database, Path folder) throws Exception {
        TenantServer.settle(database);
        database.execute(filled(TABLES));
        new CoppiceSchema(database.dataSource()).migrate();
        var kinds = TenantServer.kinds(folder, yaml -> yaml);
        var key = SigningKeyFile.create(folder.resolve("coppice.key"));
        var lifecycle =
                Lifecycle.on(database.dataSource()).kinds(kinds).signedBy(key).build();
        var policy = policy(NAME, folder);
        var other = policy("x" + NAME, folder);
        var views = List.of(PolicyView.of(policy.name(), policy.config()), PolicyView.of(other.name(), other.config()));
        var server = TenantServer.on(
                database,
                kinds,
                config -> config.showing(views, config.kinds())
                        .pruning(List.of(policy, other))
                        .named(SCRIPT)
                        .managing(source ->
                                Lifecycle.on(source).kinds(kinds).signedBy(key).build()));
        campaigns(database, policy, other);
        lifecycles(lifecycle);
        settings(database);
        server.live.write(db -> Holds.in(db).place(HoldRequest.on(HoldTarget.resource("graph", SCRIPT), SCRIPT, ACT)));
        server.live.write(db -> Holds.in(db).place(HoldRequest.on(HoldTarget.table(table()), SCRIPT, ACT)));
        server.live.write(db -> Approvals.in(db)
                .approve(new ApprovalRequest("policy/" + NAME, "b".repeat(64), ACT, 2, Duration.ofDays(1))));
        database.execute(filled(STATES));
        server.live.write(db -> {
            Freeze.in(db).freeze(ACT);
            return ACT;
        });
        return server.live;
    }

    private static String filled(String sql) {
        return sql.replace("SCRIPT", SCRIPT).replace("NAME", NAME);
    }

    private static TableName table() {
        return new TableName("app", NAME);
    }

    private static Policy policy(String name, Path folder) {
        return Policy.of(name, table())
                .when("id < 5 -- " + NAME)
                .archive(StoreLocation.parse("file:" + folder))
                .build();
    }

    /** The first has ended, the second is paused. */
    private static void campaigns(TestDatabase database, Policy policy, Policy other) {
        var campaigns = Campaigns.on(database.dataSource());
        var asked = CampaignOptions.by(ACT).overriding(ACT);
        campaigns.execute(policy, asked, CampaignListener.NONE);
        database.execute(filled("INSERT INTO app.\"NAME\" VALUES (1, $$SCRIPT$$), (2, $$SCRIPT$$)"));
        var stopped = campaigns.execute(other, asked, new CampaignListener() {
            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return true;
            }
        });
        if (!stopped.campaign().state().ended()) {
            campaigns.pause(stopped.campaign().id(), ACT);
        }
    }

    /** The first teardown is called off, the second is certified, the third is under way. */
    private static void lifecycles(Lifecycle lifecycle) throws InterruptedException {
        lifecycle.resources().suspend(ID, ACT);
        lifecycle.backups().create(ID, ACT);
        lifecycle
                .operations()
                .cancel(lifecycle.teardowns().begin(TeardownRequest.of(ID, ACT)).id(), ACT);
        lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("graph", "kg1"), ACT));
        lifecycle.teardowns().runOnce();
        lifecycle.teardowns().begin(TeardownRequest.of(new ResourceId("graph", "kg2"), ACT));
    }

    private static void settings(TestDatabase database) {
        var settings = Settings.on(database.dataSource());
        settings.definitions().create(NewDefinition.named(SCRIPT));
        settings.allowList().create(NewEntry.of(SCRIPT, "public"));
        settings.fragments()
                .create(NewFragment.of(SCRIPT, Scope.PUBLIC, Document.parse("{\"a\": \"<script>alert(1)</script>\"}")));
    }
}
