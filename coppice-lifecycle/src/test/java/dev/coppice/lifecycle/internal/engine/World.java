package dev.coppice.lifecycle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Workspaces with things in five stores: a database of their own, which is a barrier; objects outside the database; rows that
 * index them; the slot that is freed when the database is gone; and a cache, which is cleared when that is possible.
 */
final class World implements AutoCloseable {
    static final Act ACT = Act.of("ada", "the contract ended");
    static final List<String> STORES = List.of("database", "objects", "rows", "slot", "cache");
    static final Backoff AT_ONCE = new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO, () -> 0.5);

    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final int ROUNDS = 60;
    private static final String BACKUP =
            "    backup: { to: \"file:./backups\", hosting: { default: 30d, large: 90d } }\n";

    private final Pool pool;
    private final Map<String, BiFunction<String, StepContext, Optional<StepOutcome>>> moods = new HashMap<>();
    private String config = "";

    World(TestDatabase db) {
        pool = new Pool(db.dataSource());
        new CoppiceSchema(pool).migrate();
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.workspace (
                    id text PRIMARY KEY,
                    status text DEFAULT 'active',
                    parent_id text,
                    tier text,
                    protected boolean NOT NULL DEFAULT false,
                    gone_at timestamptz,
                    ends_at timestamptz,
                    immediate boolean NOT NULL DEFAULT false
                );
                CREATE TABLE app.item (
                    store text, resource text, number int, PRIMARY KEY (store, resource, number)
                );
                CREATE TABLE app.effect (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    store text, resource text, epoch bigint, removed bigint
                );
                CREATE INDEX effect_resource_index ON app.effect (resource, epoch);
                CREATE TABLE app.saved (backup bigint, store text, resource text, number int);
                CREATE INDEX saved_resource_index ON app.saved (resource, store);
                """);
    }

    DataSource database() {
        return pool;
    }

    DSLContext dsl() {
        return DSL.using(pool, SQLDialect.POSTGRES);
    }

    /** More keys of the kind, as lines of YAML. */
    World with(String yaml) {
        config += "    " + yaml + "\n";
        return this;
    }

    /** What a store answers instead. */
    World mood(String store, BiFunction<String, StepContext, Optional<StepOutcome>> mood) {
        moods.put(store, mood);
        return this;
    }

    /** A workspace with three things in each store. */
    ResourceId workspace(String id) {
        return workspace(id, null);
    }

    ResourceId workspace(String id, @Nullable String parent) {
        dsl().execute("INSERT INTO app.workspace (id, parent_id, tier) VALUES (?, ?, 'large')", id, parent);
        for (var store : STORES) {
            dsl().execute("INSERT INTO app.item SELECT ?, ?, n FROM generate_series(1, 3) AS n", store, id);
        }
        return new ResourceId("workspace", id);
    }

    Engine engine() {
        return engine("worker", PausePoint.NONE);
    }

    Engine engine(String worker, PausePoint places) {
        return engine(worker, places, pool);
    }

    Engine engine(String worker, PausePoint places, DataSource source) {
        return new Engine(parts(worker, places, source), hooks(places));
    }

    static Hooks hooks(PausePoint places) {
        return new Hooks(places, AT_ONCE, SELDOM, SELDOM);
    }

    EngineParts parts(String worker, PausePoint places, DataSource source) {
        return new EngineParts(
                source, Map.of("workspace", kind(places)), new CopiedBackups(source, places), Ending.UNTOLD, worker);
    }

    Kind kind(PausePoint places) {
        var yaml = """
                kinds:
                  workspace:
                    table: app.workspace
                    key: id
                    status: status
                    parent: parent_id
                    tier: tier
                    protected: protected
                    fence: gone_at
                    due: "select id, ends_at, immediate from app.workspace where ends_at is not null"
                """ + config + (config.contains("backup:") ? "" : BACKUP);
        var declared = new CoppiceYaml(List.of(KindConfig.SECTION))
                .parse("coppice.yaml", yaml)
                .all(KindConfig.SECTION)
                .values()
                .iterator()
                .next();
        return new Kind("workspace", declared, KindTable.of(dsl(), "workspace", declared), steps(places));
    }

    private List<DeclaredStep> steps(PausePoint places) {
        return List.of(
                step("database", List.of(), false, places),
                step("objects", List.of("database"), false, places),
                step("rows", List.of("database", "objects"), false, places),
                step("slot", List.of("database"), false, places),
                step("cache", List.of("database"), true, places));
    }

    private DeclaredStep step(String store, List<String> after, boolean bestEffort, PausePoint places) {
        var outside = store.equals("objects") || store.equals("slot");
        var mood = moods.getOrDefault(store, (place, context) -> Optional.empty());
        return new DeclaredStep(
                "clear-" + store,
                "rows",
                after.stream().map(name -> "clear-" + name).toList(),
                bestEffort,
                new StoreStep(store, outside, mood, places));
    }

    Operation begin(ResourceId resource) {
        return engine().teardowns().begin(TeardownRequest.of(resource, ACT));
    }

    /** Every lease has run out, as it does a minute after its owner died. */
    void leasesRunOut() {
        dsl().execute("""
                        UPDATE coppice.lease
                        SET heartbeat_at = heartbeat_at - interval '1 hour', expires_at = heartbeat_at - interval '59 min'
                        WHERE owner IS NOT NULL
                        """);
    }

    /** Passes of so many workers at once until nothing is under way. */
    void converge(int workers) throws Exception {
        leasesRunOut();
        try (var threads = Executors.newFixedThreadPool(workers)) {
            for (var round = 0; round < ROUNDS && underWay() > 0; round++) {
                var passes = new ArrayList<Callable<Object>>();
                for (var number = 1; number <= workers; number++) {
                    var teardowns = engine("worker-" + number, PausePoint.NONE).teardowns();
                    passes.add(teardowns::runOnce);
                }
                for (var pass : threads.invokeAll(passes)) {
                    pass.get();
                }
            }
        }
        assertThat(underWay()).as("operations under way").isZero();
    }

    long underWay() {
        return number("SELECT count(*) FROM coppice.operation WHERE next_try_at IS NOT NULL");
    }

    long number(String sql, Object... values) {
        return dsl().fetchSingle(sql, values).get(0, Long.class);
    }

    String text(String sql, Object... values) {
        return String.valueOf(dsl().fetchSingle(sql, values).get(0));
    }

    long items(String store, String resource) {
        return number("SELECT count(*) FROM app.item WHERE store = ? AND resource = ?", store, resource);
    }

    Operation latest(ResourceId resource) {
        var id = number(
                "SELECT max(id) FROM coppice.operation WHERE kind = ? AND resource_id = ?",
                resource.kind(),
                resource.id());
        return engine().operations().find(id).orElseThrow();
    }

    /** How a resource and its teardown ended, without names, times and numbers of attempts. */
    Map<String, String> endOf(String id) {
        var end = new TreeMap<String, String>();
        var operation = latest(new ResourceId("workspace", id));
        end.put("operation", operation.state().toString());
        end.put("status", text("SELECT status FROM app.workspace WHERE id = ?", id));
        end.put("fence", text("SELECT gone_at IS NOT NULL FROM app.workspace WHERE id = ?", id));
        end.put("state", text("SELECT state || epoch FROM coppice.resource_state WHERE resource_id = ?", id));
        end.put("left", text("SELECT count(*) FROM app.item WHERE resource = ?", id));
        end.put("tombstones", text("SELECT count(*) FROM coppice.tombstone WHERE resource_id = ?", id));
        end.put("backups", text("SELECT count(*) FROM coppice.backup WHERE resource_id = ?", id));
        end.put(
                "effects",
                text("SELECT string_agg(store || removed, ',' ORDER BY store) FROM app.effect WHERE resource = ?", id));
        operation
                .steps()
                .forEach(step -> end.put(
                        "step " + step.name(),
                        step.state() + " " + step.receipt().before() + " "
                                + step.receipt().after()));
        return end;
    }

    /** What must hold at any moment, by the list of effects. */
    void requireOrder() {
        assertThat(number("""
                        SELECT count(*) FROM app.effect AS e
                        WHERE e.store <> 'database' AND EXISTS (
                            SELECT FROM app.effect AS d
                            WHERE d.resource = e.resource AND d.epoch = e.epoch AND d.store = 'database' AND d.id > e.id
                        )
                        """))
                .as("effects before the database was gone: freed capacity among them")
                .isZero();
        assertThat(number("""
                        SELECT count(*) FROM app.effect AS e
                        JOIN app.effect AS o
                            ON o.resource = e.resource AND o.epoch = e.epoch AND o.store = 'objects' AND o.id > e.id
                        WHERE e.store = 'rows'
                        """)).as("rows that went before their objects").isZero();
        assertThat(number("""
                        SELECT count(*) FROM app.effect AS e
                        WHERE (
                            SELECT count(*) FROM app.saved AS s WHERE s.resource = e.resource AND s.store = e.store
                        ) < e.removed AND NOT EXISTS (
                            SELECT FROM coppice.operation AS o
                            WHERE o.resource_id = e.resource AND o.epoch = e.epoch AND o.backup_waived_by IS NOT NULL
                        )
                        """))
                .as("effects on what lies in no backup, without a waiver")
                .isZero();
        assertThat(number("""
                        SELECT count(*) FROM app.effect AS e
                        JOIN app.workspace AS w ON w.id = e.resource
                        JOIN app.effect AS c ON c.id > e.id
                        JOIN app.workspace AS child ON child.id = c.resource AND child.parent_id = w.id
                        """)).as("children that went after their parent").isZero();
        assertThat(number("SELECT count(*) - count(DISTINCT (store, resource, epoch)) FROM app.effect"))
                .as("things removed twice")
                .isZero();
    }

    void requireUntouched(String neighbour) {
        assertThat(number("SELECT count(*) FROM app.item WHERE resource = ?", neighbour))
                .isEqualTo(STORES.size() * 3L);
        assertThat(text("SELECT status || coalesce(gone_at::text, '') FROM app.workspace WHERE id = ?", neighbour))
                .isEqualTo("active");
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}
